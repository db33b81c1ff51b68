import assert from 'node:assert/strict';
import { closePanels, type FakePanelHost, makeRun, openPanel, start } from '#test/panel/harness.ts';

const fence = '```';
const code = "if (access !== 'user\u202E \u2066// Check if admin\u2069 \u2066') {\n  run(\u200B);\n}";
const shown = (text: string, info: string) => `${fence}${info}\n${text}\n${fence}\n\nDone.`;

describe('characters in code that nobody would see', () => {
  let host: FakePanelHost;

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  const warning = () => host.page.getByRole('img', { name: /^Hidden characters: / });

  for (const info of ['ts', 'zig', '']) {
    it(`are named above the code, shown in it and order nothing: ${info || 'no language'}`, async () => {
      host = await openPanel({ snapshot: { runs: [makeRun({ text: shown(code, info) })] } });
      await host.page.locator('.hidden-character').nth(4).waitFor();
      assert.equal(await warning().getAttribute('aria-label'), 'Hidden characters: U+202E, U+2066, U+2069, U+200B');
      const seen = await host.page.locator('.hidden-character').evaluateAll((all) =>
        all.map((each) => ({
          name: getComputedStyle(each, '::before').content,
          width: each.getBoundingClientRect().width > 10,
        })),
      );
      assert.deepEqual(
        seen.map(({ name }) => name),
        ['U+202E', 'U+2066', 'U+2069', 'U+2066', 'U+200B'].map((name) => JSON.stringify(name)),
      );
      assert.ok(seen.every(({ width }) => width));
      // What a compiler reads first stands first.
      const places = await host.page.locator('.answer code').evaluate((element) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        const places: number[] = [];
        for (let node = walker.nextNode(); node && !node.textContent?.includes('\n'); node = walker.nextNode()) {
          const range = document.createRange();
          range.selectNodeContents(node);
          places.push(range.getBoundingClientRect().left);
        }
        return places;
      });
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
      );
      await host.screenshot(`hidden-characters-${info || 'none'}`);
    });
  }

  it('are part of what is copied and applied, since they are what the answer says', async () => {
    host = await openPanel({ snapshot: { runs: [makeRun({ text: shown(code, 'ts') })] } });
    await host.page.locator('.hidden-character').first().waitFor();
    await host.page.getByRole('button', { name: 'Copy code' }).click();
    assert.equal((await host.waitFor('code')).text, code);
  });

  it('are named as they come, and not where there are none', async () => {
    host = await openPanel();
    await start(host);
    await host.send({ type: 'delta', runId: 'run-1', text: `${fence}ts\nconst a = "👩‍👩‍👧 شكرا";\nlet` });
    await host.waitForColors();
    assert.equal(await warning().count(), 0);
    await host.send({ type: 'delta', runId: 'run-1', text: ' \u202Eb\u202C = 1;\nlet' });
    await host.page.getByRole('img', { name: 'Hidden characters: U+202E, U+202C' }).waitFor();
    await host.send({ type: 'delta', runId: 'run-1', text: ` c\u2060;\n${fence}\n\nDone.` });
    await host.page.getByRole('img', { name: 'Hidden characters: U+202E, U+202C, U+2060' }).waitFor();
    await host.page.locator('.hidden-character').nth(2).waitFor();
    assert.equal(
      await host.page.locator('.answer code').textContent(),
      'const a = "👩‍👩‍👧 شكرا";\nlet \u202Eb\u202C = 1;\nlet c\u2060;',
    );
  });
});
