import assert from 'node:assert/strict';
import { closePanels, type FakePanelHost, makeRun, openPanel, start } from '#test/panel/harness.ts';

const fence = '```';
const marks = '\u0301'.repeat(20_000);
const joiners = '\u200D'.repeat(20_000);

/** As much as one line of the page holds. */
const lineLength = 300;

describe('a long run of marks in an answer', () => {
  let host: FakePanelHost;

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  const places: Record<string, [text: string, selector: string]> = {
    prose: [`Here e${marks}.`, '.answer p'],
    emphasis: [`Here **e${marks}** too.`, '.answer strong'],
    'a list': [`- e${marks}\n- b`, '.answer li'],
    'a heading': [`# e${marks}\n\nDone.`, '.answer h3'],
    'a table': [`| a |\n|---|\n| e${marks} |\n\nDone.`, '.answer td'],
    'inline code': [`Here \`e${joiners}\`.`, '.answer code'],
    'code of a language': [`${fence}ts\nlet e${marks} = 1;\n${fence}\n\nDone.`, '.answer pre code'],
    'code of none': [`${fence}\ne${joiners}\n${fence}\n\nDone.`, '.answer pre code'],
  };
  for (const [name, [text, selector]] of Object.entries(places)) {
    it(`is kept, and shown in part: ${name}`, async () => {
      host = await openPanel({ snapshot: { runs: [makeRun({ text })] } });
      const place = host.page.locator(selector).first();
      await place.locator('.excess').first().waitFor();
      const kept = (await place.textContent()) ?? '';
      assert.ok(kept.includes(marks) || kept.includes(joiners));
      assert.ok((await place.innerText()).length < lineLength);
    });
  }

  for (const [name, around, selector] of [
    ['prose', '', '.answer p'],
    ['emphasis', '**', '.answer strong'],
    ['code', '`', '.answer code'],
  ] as const)
    for (const length of [1, 30])
      it(`is kept, and shown in part, drawn in pieces of ${length}: ${name}`, async () => {
        host = await openPanel();
        await start(host);
        const sign = name === 'code' ? '\u200D' : '\u0301';
        let text = 'e';
        await host.send({ type: 'delta', runId: 'run-1', text: `Here ${around}${text}` });
        for (let piece = 0; piece < 20; piece += 1) {
          text += sign.repeat(length);
          await host.send({ type: 'delta', runId: 'run-1', text: sign.repeat(length) });
          const drawn = sign.repeat(length * (piece + 1) - 1);
          await host.page.locator('.answer').filter({ hasText: drawn }).waitFor({ state: 'attached' });
        }
        await host.send({ type: 'delta', runId: 'run-1', text: `!${around} Done` });
        await host.page.locator('.answer', { hasText: 'Don' }).waitFor();
        const place = host.page.locator(selector).first();
        assert.ok((await place.textContent())?.includes(`${text}!`));
        assert.ok((await place.innerText()).length < lineLength);
        assert.equal(await place.locator('.excess').count(), length * 20 > 32 ? 1 : 0);
      });

  it('is part of what is copied and applied', async () => {
    const code = `let e${'\u0301'.repeat(5_000)} = 1;`;
    host = await openPanel({ snapshot: { runs: [makeRun({ text: `${fence}ts\n${code}\n${fence}\n\nDone.` })] } });
    await host.page.locator('.excess').first().waitFor();
    await host.page.getByRole('button', { name: 'Copy code' }).click();
    assert.equal((await host.waitFor('code')).text, code);
  });

  it('is shown in part in a task and in an error as well', async () => {
    const error = { message: `Failed: e${marks}.`, actions: [] };
    host = await openPanel({
      snapshot: { runs: [makeRun({ description: `Why e${marks}?`, status: 'failed', error })] },
    });
    for (const selector of ['.description', '.error-body p']) {
      const place = host.page.locator(selector).first();
      assert.ok((await place.textContent())?.includes(marks), selector);
      assert.ok((await place.innerText()).length < lineLength, selector);
    }
  });
});
