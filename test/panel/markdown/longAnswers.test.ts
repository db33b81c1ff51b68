import assert from 'node:assert/strict';
import { closePanels, type FakePanelHost, makeRun, openPanel, start } from '#test/panel/harness.ts';

const fence = '```';

/** Every part has a word of its own. */
const parts = Array.from({ length: 1_200 }, (_, index) =>
  [
    `### Part ${index}`,
    `The *word* of this part is **marker-${index}-end**, and ${'there is more to read here. '.repeat(8)}`,
    `- one\n- two\n- three with \`code\``,
    `${fence}ts\nconst part${index} = ${index};\n${fence}`,
  ].join('\n\n'),
);

describe('a long answer', () => {
  let host: FakePanelHost;

  before(async () => {
    host = await openPanel({ snapshot: { runs: [makeRun({ text: parts.join('\n\n') })] } });
    await host.page.waitForFunction(
      () =>
        document.querySelector('.section:last-child')?.textContent.includes('marker-1199-end') &&
        document.querySelectorAll('.section:not(.folded)').length < 6,
    );
  });

  after(closePanels);

  it('is held whole only near the view', async () => {
    const { elements, sections } = await host.page.evaluate(() => ({
      elements: document.querySelectorAll('.answer *').length,
      sections: document.querySelectorAll('.section').length,
    }));
    assert.ok(sections > 40, `${sections} sections`);
    // Whole it would be some twenty thousand.
    assert.ok(elements < 6_000, `${elements} elements`);
  });

  it('can be found in and stays selected where it was found', async () => {
    // Chromium does not search what it has not laid out yet since it was folded.
    await host.page.waitForFunction(() => {
      const find: unknown = Reflect.get(window, 'find');
      return typeof find === 'function' && find.call(window, 'marker-17-end', true, true, true);
    });
    await host.page.waitForFunction(() => {
      const node = getSelection()?.anchorNode;
      return node?.parentElement?.localName === 'strong' && !node.parentElement.closest('.folded');
    });
    assert.equal(await host.page.evaluate(() => getSelection()?.toString()), 'marker-17-end');
  });

  it('is copied whole', async () => {
    const text = await host.page.evaluate(() => {
      const answer = document.querySelector('.answer');
      const selection = getSelection();
      if (answer) selection?.selectAllChildren(answer);
      const selected = selection?.toString() ?? '';
      selection?.removeAllRanges();
      return selected;
    });
    const missing = parts.flatMap((_, index) => (text.includes(`marker-${index}-end`) ? [] : [index]));
    assert.deepEqual(missing, []);
  });

  it('is whole again where the user reads, at the place it had', async () => {
    await host.page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, 0));
    await host.page.waitForFunction(() => {
      const section = document.querySelector('.section');
      return section?.querySelector('h5')?.textContent === 'Part 0' && !section.classList.contains('folded');
    });
    const heights = await host.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.section.folded')].every((section) => section.offsetHeight > 100),
    );
    assert.ok(heights);
  });
});

describe('a reader in the middle of an answer', () => {
  afterEach(closePanels);

  it('is there again when the page has loaded anew', async () => {
    const runs = [makeRun({ text: parts.slice(0, 150).join('\n\n') })];
    const earlier = await openPanel({ snapshot: { runs } });
    await earlier.page.locator('.answer', { hasText: 'marker-149-end' }).waitFor();
    await earlier.settle();
    await earlier.page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, 7_000));
    await earlier.page.waitForFunction(() => JSON.stringify(window.fakeHost.state ?? null).includes('"place"'));
    const textAtTop = (host: FakePanelHost) =>
      host.page.evaluate(
        () =>
          [...document.querySelectorAll('.section > .content > *')].find(
            (each) => each.getBoundingClientRect().bottom > 200,
          )?.textContent,
      );
    // What was saved may be older than what is laid out by now.
    await earlier.page.evaluate(() => dispatchEvent(new Event('pagehide')));
    const text = await textAtTop(earlier);
    assert.ok(text);
    const later = await openPanel({ snapshot: { runs }, state: await earlier.state() });
    await later.page.waitForFunction(() => !document.querySelector('.whole'));
    assert.equal(await textAtTop(later), text);
  });
});

describe('a block that is itself long', () => {
  afterEach(closePanels);

  const show = async (text: string) => {
    const host = await openPanel({ snapshot: { runs: [makeRun({ text })] } });
    await host.page.waitForFunction(() => document.querySelector('.answer')?.textContent.includes('THE-END'));
    return host.page;
  };

  it('of code keeps every character, and one header', async () => {
    const code = Array.from(
      { length: 900 },
      (_, index) => `${' '.repeat(index % 7)}line(${index});${index % 9 ? '' : '\n'}`,
    );
    const page = await show(`${fence}ts\n${code.join('\n')}\n${fence}\n\nTHE-END`);
    assert.equal(await page.locator('.answer code').evaluate((each) => each.textContent), code.join('\n'));
    assert.equal(await page.locator('.code-header').count(), 1);
    assert.ok((await page.locator('.lines').count()) > 3);
  });

  it('of items goes on with the number that follows', async () => {
    const items = Array.from({ length: 4_000 }, (_, index) => `${index + 1}. item-${index + 1}-end of the list`);
    const page = await show(`${items.join('\n')}\n\nTHE-END`);
    const lists = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLOListElement>('.answer ol')].map((list) => ({
        start: list.start,
        first: list.firstElementChild?.textContent ?? '',
        count: list.childElementCount,
      })),
    );
    assert.ok(lists.length > 2);
    assert.equal(
      lists.reduce((sum, { count }) => sum + count, 0),
      items.length,
    );
    for (const { start, first } of lists) assert.match(first, new RegExp(`^item-${start}-end`));
  });

  it('of items that turns loose has all of them apart', async () => {
    const items = Array.from({ length: 3_000 }, (_, index) => `- item-${index} *is* here\n  - within\n`);
    const page = await show(`${items.join('')}\n- last\n\nTHE-END`);
    await page.waitForFunction(() => {
      const shown = [...document.querySelectorAll('.section:not(.folded) .loose > li')];
      return shown.length > 100 && shown.every(({ firstChild }) => firstChild?.nodeName === 'P');
    });
  });

  it('of rows goes on under the same heads', async () => {
    const rows = Array.from({ length: 4_000 }, (_, index) => `| row-${index} | some text |\n`);
    const page = await show(`| name | text |\n|---|---|\n${rows.join('')}\nTHE-END`);
    const tables = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLTableElement>('.answer table')].map((table) => ({
        head: [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent).join(' '),
        rows: table.tBodies[0]?.rows.length ?? 0,
      })),
    );
    assert.ok(tables.length > 2);
    assert.equal(
      tables.reduce((sum, table) => sum + table.rows, 0),
      rows.length,
    );
    assert.deepEqual([...new Set(tables.map(({ head }) => head))], ['name text']);
  });

  it('of prose loses nothing', async () => {
    const words = Array.from({ length: 30_000 }, (_, index) => `w${index}`);
    const page = await show(`${words.join(' ')} THE-END`);
    const text = await page.locator('.answer').evaluate((answer) => answer.textContent);
    const shown = new Set(text.split(/\s/));
    // Where a section ends, a word may follow another without a space.
    const joined = words.filter((word) => !shown.has(word));
    assert.ok(joined.length < 20, joined.join());
    for (const word of joined) assert.ok(text.includes(word), word);
  });
});

describe('the colors of code', () => {
  let host: FakePanelHost;

  afterEach(async () => {
    await host.assertQuiet();
    await closePanels();
  });

  const colorOf = (part: string) =>
    host.page
      .locator(`.code-${part}`)
      .first()
      .evaluate((each) => getComputedStyle(each).color);

  it('are those the host sends, and those of VS Code where it sends none', async () => {
    host = await openPanel({ snapshot: { runs: [makeRun({ text: `${fence}ts\nconst a = "b";\n${fence}` })] } });
    await host.waitForColors();
    assert.equal(await colorOf('keyword'), 'rgb(197, 134, 192)');
    await host.send({ type: 'codeColors', colors: { keyword: '#123456' } });
    assert.equal(await colorOf('keyword'), 'rgb(18, 52, 86)');
    assert.equal(await colorOf('string'), 'rgb(206, 145, 120)');
    await host.send({ type: 'codeColors', colors: {} });
    assert.equal(await colorOf('keyword'), 'rgb(197, 134, 192)');
  });

  it('come to complete lines while the code is written, and change none of it', async () => {
    host = await openPanel();
    await start(host);
    await host.send({ type: 'delta', runId: 'run-1', text: `${fence}ts\nconst a = 1;\nconst b` });
    await host.waitForColors();
    const code = host.page.locator('.answer code');
    assert.equal(await code.textContent(), 'const a = 1;\nconst b');
    assert.equal(await host.page.locator('.code-keyword').count(), 1);
    await host.send({ type: 'delta', runId: 'run-1', text: ` = 2;\n${fence}\n\nDone.` });
    await host.page.waitForFunction(() => document.querySelectorAll('.code-keyword').length === 2);
    assert.equal(await code.textContent(), 'const a = 1;\nconst b = 2;');
  });

  it('leave code alone that is in no language they know', async () => {
    const text = `${fence}zig\nconst a = 1;\n${fence}\n\n${fence}ts\nconst b = 2;\n${fence}`;
    host = await openPanel({ snapshot: { runs: [makeRun({ text })] } });
    await host.waitForColors();
    assert.equal(await host.page.locator('.answer code').first().locator('span').count(), 0);
  });
});
