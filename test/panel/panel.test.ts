import assert from 'node:assert/strict';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';
import { closePanels, type FakePanelHost, makeRun, now, of, openPanel, start } from './harness.ts';
import { sampleAnswer } from './samples.ts';

describe('the panel', () => {
  let host: FakePanelHost;

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  describe('while a run streams', () => {
    it('shows deltas as they come, and where the run stands', async () => {
      host = await openPanel();
      await start(host, { isSimulated: true });
      const run = host.page.locator('.run');
      await run.getByText('Waiting for the answer').waitFor();
      assert.match(await run.locator('.run-facts').innerText(), /^Running/);
      assert.equal(await run.getByText('Simulated').isVisible(), true);
      for (const piece of ['Some **bo', 'ld** te', 'xt'])
        await host.send({ type: 'delta', runId: 'run-1', text: piece });
      await run.locator('.answer p', { hasText: /^Some bold text$/ }).waitFor();
      await start(host, {
        status: 'success',
        durationSeconds: 3.21,
        inputTokens: 1200,
        outputTokens: 34,
        costUsd: 0.0123,
      });
      await run.locator('.run-facts', { hasText: 'Done' }).waitFor();
      assert.equal(
        (await run.locator('.run-facts').innerText()).replaceAll(/\s+/g, ' '),
        'Done 3.2s 1,200 tokens in 34 out $0.0123',
      );
      assert.equal(await run.locator('.answer strong').innerText(), 'bold');
    });

    it('never touches a block that is closed', async () => {
      host = await openPanel();
      await start(host);
      await host.send({ type: 'delta', runId: 'run-1', text: 'first\n\nsecond' });
      const first = host.page.locator('.answer p').first();
      await first.waitFor();
      const handle = await first.elementHandle();
      await host.send({ type: 'delta', runId: 'run-1', text: ' more\n\nthird\n\n' });
      await host.page.locator('.answer p').nth(2).waitFor();
      assert.equal(await handle?.evaluate((node) => node.isConnected), true);
    });

    it('keeps the stream of one conversation out of another', async () => {
      host = await openPanel();
      await start(host);
      await start(host, { runId: 'run-2', threadId: 'thread-2', title: 'Other' });
      await host.send({ type: 'delta', runId: 'run-2', text: 'two' }, { type: 'delta', runId: 'run-1', text: 'one' });
      await host.page.locator('.answer', { hasText: 'one' }).waitFor();
      assert.equal(
        await host.page
          .locator('.view')
          .innerText()
          .then((text) => text.includes('two')),
        false,
      );
      await host.page.getByRole('tab', { name: 'Other' }).click();
      await host.page.locator('.answer', { hasText: 'two' }).waitFor();
      assert.equal(
        await host.page
          .locator('.view')
          .innerText()
          .then((text) => text.includes('one')),
        false,
      );
    });

    it('counts the time by the clock of the host', async () => {
      host = await openPanel();
      const time = now();
      const hostNow = time - 3_600_000;
      await host.setTime(time);
      await host.send({ type: 'run', run: makeRunHead({ startedAt: hostNow - 65_000 }), now: hostNow });
      await host.page.locator('.run-facts', { hasText: '1m 5s' }).waitFor();
      await host.setTime(time + 1_000);
      await host.page.locator('.run-facts', { hasText: '1m 6s' }).waitFor();
    });

    it('stops', async () => {
      host = await openPanel();
      await start(host);
      await host.page.getByRole('button', { name: 'Stop' }).click();
      assert.deepEqual(await host.waitFor('stop'), { type: 'stop', runId: 'run-1' });
      await host.page.getByRole('button', { name: 'Stopping' }).dispatchEvent('click');
      assert.equal((await host.posted()).filter(of('stop')).length, 1);
      await start(host, { status: 'cancelled' });
      await host.page.locator('.state', { hasText: 'Stopped' }).waitFor();
      assert.equal(await host.page.getByRole('button', { name: /^Stop/ }).count(), 0);
      assert.equal(await host.page.evaluate(() => document.activeElement?.className), 'run-header');
    });

    it('counts down to the next attempt', async () => {
      host = await openPanel();
      const time = now();
      await host.setTime(time);
      const run = makeRunHead({ retry: { attempt: 2, reason: 'rate limit', until: time + 3_000 } });
      await host.send({ type: 'run', run, now: time });
      await host.page.getByText('Trying again in 3s (attempt 2): rate limit').waitFor();
      await host.setTime(time + 1_000);
      await host.page.getByText('Trying again in 2s (attempt 2): rate limit').waitFor();
      await start(host);
      await host.page.getByText('Trying again').waitFor({ state: 'hidden' });
    });

    it('shows thinking only when it is unfolded', async () => {
      host = await openPanel();
      await start(host);
      await host.send({ type: 'delta', runId: 'run-1', thinking: 'Let me *see*' });
      await host.page.locator('summary', { hasText: 'Thinking' }).click();
      await host.page.locator('.thinking em', { hasText: 'see' }).waitFor();
      await host.send({ type: 'delta', runId: 'run-1', thinking: ' and more' });
      await host.page.getByText('and more').waitFor();
      assert.equal(await host.page.locator('.answer').innerText(), '');
    });

    it('announces starts and ends, and nothing in between', async () => {
      host = await openPanel();
      const said = () => host.page.locator('[aria-live]').innerText();
      await start(host);
      assert.equal(await said(), 'Claude started: Explain parseRange');
      await host.send({ type: 'delta', runId: 'run-1', text: 'words' });
      await host.settle();
      assert.equal(await said(), 'Claude started: Explain parseRange');
      await start(host, { status: 'failed', error: { message: 'No network.', actions: [] } });
      assert.equal(await said(), 'Claude failed: No network.');
    });
  });

  describe('when a run has ended', () => {
    it('follows up with Enter, and not with Shift+Enter or nothing', async () => {
      host = await openPanel({ snapshot: { runs: [makeRun()] } });
      const box = host.page.getByRole('textbox', { name: 'Follow up' });
      await box.press('Enter');
      await host.page.getByText('Write what you want to ask first.').waitFor();
      await box.fill('One');
      await box.press('Shift+Enter');
      await box.pressSequentially('two');
      assert.equal((await host.posted()).filter(of('followUp')).length, 0);
      await box.press('Enter');
      assert.deepEqual(await host.waitFor('followUp'), { type: 'followUp', runId: 'run-1', description: 'One\ntwo' });
      assert.equal(await box.inputValue(), '');
    });

    it('takes no follow-up while the last run goes on, and says why', async () => {
      host = await openPanel({ snapshot: { runs: [makeRun()] } });
      await start(host, { runId: 'run-2' });
      const box = host.page.getByPlaceholder('You can follow up when this run has ended.');
      await box.waitFor();
      assert.equal(await box.isEditable(), false);
      assert.equal(await host.page.getByRole('button', { name: 'Send' }).isEnabled(), false);
      assert.equal(await host.page.locator('.run').count(), 2, 'one conversation');
    });

    it('shows what failed, and what to do about it', async () => {
      const actions = [
        { action: 'setApiKey', label: 'Set API Key' },
        { action: 'retry', label: 'Retry' },
      ] as const;
      const error = { message: 'The key was refused.', actions: [...actions] };
      host = await openPanel({ snapshot: { runs: [makeRun({ status: 'failed', text: 'part', error })] } });
      const box = host.page.getByRole('group', { name: 'Error' });
      assert.match(await box.innerText(), /The key was refused\./);
      assert.equal(await host.page.locator('.answer').innerText(), 'part');
      await box.getByRole('button', { name: 'Set API Key' }).click();
      assert.deepEqual(await host.waitFor('action'), { type: 'action', runId: 'run-1', action: 'setApiKey' });
      assert.equal(await host.page.getByRole('button', { name: 'Run Again' }).count(), 0);
    });

    it('copies the answer and its code', async () => {
      host = await openPanel({ snapshot: { runs: [makeRun({ text: sampleAnswer })] } });
      await host.waitForBrief('Copied', () => host.page.getByRole('button', { name: 'Copy', exact: true }).click());
      assert.deepEqual(await host.waitFor('action'), { type: 'action', runId: 'run-1', action: 'copy' });
      await host.page.getByRole('button', { name: 'Copy code' }).click();
      assert.match((await host.waitFor('code')).text, /^export function parseRange[^]*\n\treturn[^]*\n\}$/);
    });

    it('shows a note, and collapses a long description', async () => {
      const description = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n');
      host = await openPanel({ snapshot: { runs: [makeRun({ note: 'Cut at the limit.', description })] } });
      await host.page.getByText('Cut at the limit.').waitFor();
      const height = () => host.page.locator('.description').evaluate((element) => element.clientHeight);
      const collapsed = await height();
      await host.page.getByRole('button', { name: 'Show more', expanded: false }).click();
      assert.ok((await height()) > 2 * collapsed);
      await host.page.getByRole('button', { name: 'Show less', expanded: true }).click();
      assert.equal(await height(), collapsed);
    });
  });
});
