import assert from 'node:assert/strict';
import { closePanels, type FakePanelHost, makeRun, openPanel, start } from './harness.ts';

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

  it('is kept, and shown in part, in whatever pieces it comes', async () => {
    host = await openPanel();
    await start(host);
    await host.send({ type: 'delta', runId: 'run-1', text: 'Here e' });
    for (let piece = 0; piece < 50; piece += 1)
      await host.send({ type: 'delta', runId: 'run-1', text: '\u0301'.repeat(30) });
    await host.send({ type: 'delta', runId: 'run-1', text: ' and more.' });
    const place = host.page.locator('.answer p', { hasText: 'and more.' });
    await place.waitFor();
    assert.equal(await place.textContent(), `Here e${'\u0301'.repeat(1_500)} and more.`);
    assert.ok((await place.innerText()).length < lineLength);
    assert.equal(await place.locator('.excess').count(), 1);
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
