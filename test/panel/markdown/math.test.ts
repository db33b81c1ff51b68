import assert from 'node:assert/strict';
import { closePanels, makeRun, openPanel } from '#test/panel/harness.ts';
import { formulas, harmless, refused } from './formulas.ts';
import { type MathPage, openMathPage } from './mathPage.ts';

const safeAttributes =
  /^(accent|class|columnspan|depth|display|displaystyle|fence|form|height|largeop|linethickness|lspace|mathbackground|mathcolor|mathsize|mathvariant|maxsize|minsize|movablelimits|notation|rspace|scriptlevel|separator|stretchy|style|symmetric|voffset|width)$/;

describe('Formulas', () => {
  let math: MathPage;

  before(async () => {
    math = await openMathPage();
  });
  after(() => math[Symbol.asyncDispose]());
  // Under the panel's own policy: a style attribute or a string that becomes code would be a violation.
  afterEach(() => math.assertQuiet());

  for (const [name, tex, element] of formulas) {
    it(`are MathML, in a block and in a line: ${name}`, async () => {
      for (const isBlock of [true, false]) {
        const shown = await math.show(tex, isBlock);
        assert.equal(shown.title, '');
        assert.equal(shown.elements[0], 'math');
        assert.ok(
          shown.elements.includes(element) || (!isBlock && element.startsWith('munder')),
          shown.elements.join(),
        );
        assert.equal(shown.tex, tex, 'the source is kept for copying');
      }
    });
  }

  for (const [name, tex] of Object.entries(refused)) {
    it(`stay their source, and say why: ${name}`, async () => {
      const shown = await math.show(tex);
      assert.match(shown.title, /^This formula is shown as its source: ./);
      assert.equal(shown.text, tex);
      assert.ok(!shown.elements.includes('math'));
    });
  }

  for (const [name, tex] of Object.entries(harmless)) {
    it(`do no harm: ${name}`, async () => {
      for (const isBlock of [true, false]) {
        const shown = await math.show(tex, isBlock);
        assert.ok(shown.isRendered, shown.title);
        assert.deepEqual(
          shown.elements.filter((each) => !each.startsWith('m') && each !== 'none'),
          [],
        );
        assert.deepEqual(
          shown.attributes.filter((each) => !safeAttributes.test(each)),
          [],
        );
        assert.ok(shown.depth <= 100);
        const { width, height } = await boxOf(math, '.math');
        assert.ok(width <= 900 && height < 2_000, `${width} by ${height} pixels`);
      }
    });
  }

  it('cover nothing that stands beside them', async () => {
    await math.show(String.raw`\kern-5em\rule{15em}{1em}\kern-10em`, false);
    const outside = await math.host.page.evaluate(() => {
      const target = document.querySelector<HTMLElement>('.math');
      if (target) target.style.marginInlineStart = '300px';
      const { left, top, bottom } = target?.getBoundingClientRect() ?? new DOMRect();
      const points = Array.from({ length: 20 }, (_, index) => index * 5 + 3);
      const around = points.flatMap((each) => [
        document.elementFromPoint(left + each, bottom + 6),
        document.elementFromPoint(left - each, (top + bottom) / 2),
      ]);
      return around.filter((each) => target?.contains(each)).length;
    });
    assert.equal(outside, 0);
  });

  it('may be wide: the block scrolls in itself, with the keyboard too', async () => {
    await math.show(String.raw`${'x_1 + '.repeat(200)} y`);
    const block = math.host.page.locator('div.math').first();
    const [own, content] = await block.evaluate((each) => [each.clientWidth, each.scrollWidth] as const);
    assert.ok(content > own * 2);
    assert.equal(await block.getAttribute('tabindex'), '0');
    const page = await math.host.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(page <= 900, 'the page does not');
  });

  it('are made anew when the source has changed, and only then', async () => {
    const states = await math.host.page.evaluate(async () => {
      const target = document.createElement('span');
      target.className = 'math';
      document.querySelector('.markdown')?.prepend(target);
      const rendered = async () => {
        while (!target.classList.contains('is-rendered')) await new Promise(requestAnimationFrame);
        return target.firstChild;
      };
      window.renderMath(target, 'x', false);
      const first = await rendered();
      window.renderMath(target, 'x', false);
      const second = target.firstChild;
      window.renderMath(target, 'y', false);
      const source = target.textContent;
      const third = await rendered();
      return { isSame: first === second, source, isOther: third !== first, text: target.textContent };
    });
    assert.deepEqual(states, { isSame: true, source: 'y', isOther: true, text: 'y' });
  });
});

describe('What draws formulas', () => {
  it('is loaded once, when the first formula comes near the view', async () => {
    await using math = await openMathPage();
    const { page } = math.host;
    await page.evaluate(() => {
      const target = document.createElement('div');
      target.className = 'math far';
      target.style.marginTop = '10000px';
      document.querySelector('.markdown')?.append(target);
      window.renderMath(target, 'far', true);
    });
    await math.host.settle();
    assert.deepEqual(math.requests, []);
    assert.equal(await page.locator('.far').innerText(), 'far');
    await math.show('a');
    await math.show('b');
    assert.equal(math.requests.length, 1);
    assert.equal(await page.locator('.far.is-rendered').count(), 0);
    await page.locator('.far').scrollIntoViewIfNeeded();
    await page.locator('.far.is-rendered').waitFor();
    await math.assertQuiet();
  });

  it('leaves the source where it cannot be loaded', async () => {
    await using math = await openMathPage({ isChunkMissing: true });
    const shown = await math.show('x^2');
    assert.equal(shown.text, 'x^2');
    assert.match(shown.title, /could not be loaded/);
  });
});

async function boxOf({ host }: MathPage, selector: string): Promise<DOMRect> {
  return host.page.evaluate((wanted) => {
    const rect = document.querySelector(wanted)?.getBoundingClientRect() ?? new DOMRect();
    return rect.toJSON();
  }, selector);
}

describe('The formulas of an answer', () => {
  after(closePanels);

  it('are drawn where they stand, in every theme', async () => {
    const text = [
      String.raw`For $x \in \mathbb{R}$ and \(y^2\) the solution is`,
      '$$\n\\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}\n$$',
      String.raw`- in a list: $\sum_{i=1}^n i$`,
      String.raw`and \[ E = mc^2 \] but not $5 and $10.`,
    ].join('\n\n');
    const host = await openPanel({ snapshot: { runs: [makeRun({ text })] } });
    await host.page.waitForFunction(() => document.querySelectorAll('.answer .math.is-rendered > math').length === 5);
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const)
      await host.screenshotIn(theme, `math-${theme}`);
    assert.match(await host.page.locator('.answer').innerText(), /but not \$5 and \$10\./);
    const [line, block] = await host.page
      .locator('.answer .math')
      .evaluateAll((all) => [
        all.at(0)?.getBoundingClientRect().width ?? 0,
        all.at(-1)?.getBoundingClientRect().width ?? 0,
      ]);
    assert.ok(
      line !== undefined && line < 100 && block !== undefined && block > 500,
      `${line} and ${block} pixels wide`,
    );
    await host.assertQuiet();
  });
});
