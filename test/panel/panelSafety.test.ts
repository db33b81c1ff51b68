import assert from 'node:assert/strict';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';
import { closePanels, type FakePanelHost, makeRun, now, openPanel, start } from './harness.ts';
import { hostileAnswer } from './samples.ts';

describe('the panel', () => {
  let host: FakePanelHost;

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  describe('against a hostile answer', () => {
    it('runs, loads and opens nothing', async () => {
      host = await openPanel();
      await start(host, {
        description: hostileAnswer,
        title: '<b>x</b>',
        context: ['<i>y</i>'],
        note: '<script>1</script>',
      });
      await host.send({ type: 'delta', runId: 'run-1', text: hostileAnswer, thinking: hostileAnswer });
      await start(host, { status: 'failed', error: { message: hostileAnswer, actions: [] } });
      await host.page.locator('summary').click();
      for (const shown of ['.answer', '.thinking .markdown'])
        await host.page.locator(shown, { hasText: '[click](javascript:window.hacked=4)' }).waitFor();
      await host.settle();
      const found = await host.page.evaluate(() => ({
        hacked: 'hacked' in window,
        elements: document.querySelectorAll(
          '#panel :is(script, img, iframe, object, embed, base, meta, link, style, input)',
        ).length,
        attributes: [...document.querySelectorAll('#panel *')].flatMap((each) =>
          each.getAttributeNames().filter((name) => /^on|^href$|^src|^style$|^srcdoc$/.test(name)),
        ),
        addresses: [...document.querySelectorAll('.answer a')].map((each) => each.getAttribute('data-address')),
      }));
      assert.deepEqual(found, {
        hacked: false,
        elements: 0,
        attributes: [],
        addresses: ['https://evil.example/css', 'https://evil.example/pixel.png', 'https://evil.example/auto'],
      });
      assert.match(await host.page.locator('.answer').innerText(), /\[click\]\(javascript:window\.hacked=4\)/);
    });

    it('asks the host to open a link, by click, middle click and Enter', async () => {
      host = await openPanel({ snapshot: { runs: [makeRun({ text: '[text](https://x.example/?a=b)' })] } });
      const link = host.page.getByRole('link', { name: 'text' });
      assert.equal(await link.getAttribute('title'), 'https://x.example/?a=b');
      await link.click();
      await link.click({ button: 'middle' });
      await link.press('Enter');
      const expected = { type: 'openLink', href: 'https://x.example/?a=b' };
      assert.deepEqual(await host.waitForAll('openLink', 3), [expected, expected, expected]);
      assert.equal(host.page.url(), 'http://localhost/');
      assert.equal(host.page.context().pages().length, 1);
    });
  });

  it('asks the host to open a file that the answer names', async () => {
    host = await openPanel({ snapshot: { runs: [makeRun({ text: 'See `src/a.ts:12` and [b](src/b.ts).' })] } });
    await host.page.getByRole('link', { name: 'src/a.ts:12' }).click();
    await host.page.getByRole('link', { name: 'b', exact: true }).press('Enter');
    assert.deepEqual(await host.waitForAll('openFile', 2), [
      { type: 'openFile', path: 'src/a.ts', line: 12, runId: 'run-1' },
      { type: 'openFile', path: 'src/b.ts', runId: 'run-1' },
    ]);
  });

  it('says how long the model has thought', async () => {
    host = await openPanel();
    const time = now();
    await host.setTime(time);
    const run = makeRunHead({ thinkingSince: time - 5_000 });
    await host.send({ type: 'run', run, now: time }, { type: 'delta', runId: 'run-1', thinking: 'Hm.' });
    await host.page.getByText('Thinking for 5s', { exact: true }).waitFor();
    await start(host, { thinkingSince: time - 5_000, thinkingSeconds: 4.25 });
    await host.page.getByText(/^Thought for 4\.\ds$/).waitFor();
  });

  describe('after a reload', () => {
    it('shows what was there, and offers only what still works', async () => {
      host = await openPanel();
      await start(host, { runId: 'done', threadId: 'done', title: 'Finished' });
      await host.send({ type: 'delta', runId: 'done', text: 'All of it' });
      await start(host, { runId: 'done', threadId: 'done', title: 'Finished', status: 'success' });
      await start(host, { title: 'Cut off' });
      await host.send({ type: 'select', threadId: 'thread-1' }, { type: 'delta', runId: 'run-1', text: 'Half of' });
      await host.page.waitForFunction(() => JSON.stringify(window.fakeHost.state).includes('Half of'));
      const state = await host.state();
      await host.page.context().close();

      host = await openPanel({ state });
      await host.page.getByRole('tab', { name: 'Cut off', selected: true }).waitFor();
      assert.match(await host.page.locator('.run:visible').innerText(), /Interrupted[^]*Half of/);
      await host.page.getByText('From before the window was reloaded').waitFor();
      assert.equal(await host.page.getByRole('textbox').count(), 0);
      assert.equal(await host.page.getByRole('button', { name: /Run Again|Stop$/ }).count(), 0);
      await host.page.getByRole('button', { name: 'Copy', exact: true }).click();
      assert.deepEqual(await host.waitFor('copyText'), { type: 'copyText', text: 'Half of' });
    });

    it('asks for the runs that the host keeps, of which the page saves nothing but their ids', async () => {
      host = await openPanel({ snapshot: { keepsRuns: true } });
      const text = 'An answer of many words. '.repeat(8_000);
      const { text: _text, thinking: _thinking, ...run } = makeRun({ description: text });
      const tell = (status: 'in_progress' | 'success') =>
        host.send({ type: 'run', run: { ...run, status }, now: Date.now(), keepsRuns: true });
      await tell('in_progress');
      await host.send({ type: 'delta', runId: 'run-1', text });
      await tell('success');
      assert.deepEqual(await host.state(), {
        version: 1,
        runs: [],
        keptRunIds: ['run-1'],
        planIds: [],
        followUpDrafts: {},
        selectedThreadId: 'thread-1',
      });
      const bytes = await host.page.evaluate(() => window.fakeHost.stateBytes);
      assert.ok(bytes < 2_000, `${bytes} bytes`);
      const state = await host.state();
      await host.page.context().close();
      host = await openPanel({ state, snapshot: { runs: [makeRun({ text: 'From the host.' })], keepsRuns: true } });
      assert.deepEqual(await host.waitFor('ready'), { type: 'ready', runIds: ['run-1'], planIds: [] });
      await host.page.getByText('From the host.').waitFor();
    });

    it('takes the word of the host for the runs it knows', async () => {
      const saved = makeRun({ status: 'in_progress', text: 'old' });
      host = await openPanel({
        state: { version: 1, runs: [saved], followUpDrafts: { 'thread-1': 'typed' } },
        snapshot: { runs: [makeRun({ text: 'new' })] },
      });
      assert.equal(await host.page.locator('.answer').innerText(), 'new');
      assert.equal(await host.page.getByRole('textbox', { name: 'Follow up' }).inputValue(), 'typed');
    });

    for (const state of [undefined, 7, { version: 2 }, { version: 1, runs: [{ text: 3 }] }]) {
      it(`does without a state that is not one: ${JSON.stringify(state)}`, async () => {
        host = await openPanel({ state });
        await host.page.getByText('No tasks yet').waitFor();
      });
    }
  });
});
