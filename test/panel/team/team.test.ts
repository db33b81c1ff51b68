import assert from 'node:assert/strict';
import { closePanels, type FakePanelHost, now, openPanel } from '#test/panel/harness.ts';
import { makePartHead, makeTeam, makeTeamHead } from './teamRuns.ts';

const ended = { status: 'success' as const, durationSeconds: 2 };

describe('several agents in the panel', () => {
  let host: FakePanelHost;
  const column = (agent: string) => host.page.getByRole('article', { name: `Answer of ${agent}`, exact: true });
  const whole = () => host.page.locator('article.run:not(.part)');

  /** Begins a run of Claude and GPT. */
  async function begin(strategy: 'compare' | 'fallback' | 'race' | 'synthesize' = 'compare'): Promise<void> {
    host = await openPanel({ width: 900 });
    const parts = strategy === 'fallback' ? [makePartHead(0)] : [makePartHead(0), makePartHead(1)];
    await host.send(
      ...[makeTeamHead({ strategy }), ...parts].map((run) => ({ type: 'run' as const, run, now: now() })),
    );
  }

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });
  after(closePanels);

  it('say what they say in columns of their own, each with its state and figures', async () => {
    await begin();
    await host.send(
      { type: 'delta', runId: 'part-0', text: 'From Claude.' },
      { type: 'delta', runId: 'part-1', text: 'From GPT.' },
      { type: 'run', run: makePartHead(1, { ...ended, firstTextMs: 420, outputTokens: 12, costUsd: 0.5 }), now: now() },
    );
    await column('GPT').getByText('From GPT.').waitFor();
    await column('Claude').getByText('From Claude.').waitFor();
    const facts = column('GPT').locator('.run-facts');
    for (const words of ['Done', '2.0s', 'first text 0.4s', '12 out', '$0.50'])
      await facts.getByText(words, { exact: true }).waitFor();
    await column('Claude').locator('.state', { hasText: 'Running' }).waitFor();
    const [left, right] = [await column('Claude').boundingBox(), await column('GPT').boundingBox()];
    assert.ok(left && right);
    assert.equal(left.y, right.y);
    assert.ok(left.x + left.width < right.x);
  });

  it('are one tab, and are announced as one run', async () => {
    await begin();
    await host.send({ type: 'run', run: makePartHead(0, ended), now: now() });
    const announced = host.page.getByRole('status');
    assert.equal(await announced.textContent(), 'Claude, GPT started: Explain parseRange');
    assert.equal(await host.page.getByRole('tablist').isVisible(), false);
    await host.send({ type: 'run', run: makeTeamHead(ended), now: now() });
    assert.equal(await announced.textContent(), 'Claude, GPT has finished: Explain parseRange');
  });

  it('are stopped one by one, or all', async () => {
    await begin();
    await host.page.getByRole('button', { name: 'Stop GPT' }).click();
    assert.deepEqual(await host.waitFor('stop'), { type: 'stop', runId: 'part-1' });
    await host.page.getByRole('button', { name: 'Stop All' }).focus();
    await host.page.keyboard.press('Enter');
    assert.deepEqual((await host.waitForAll('stop', 2))[1], { type: 'stop', runId: 'whole' });
  });

  it('stand under each other where there is no room', async () => {
    host = await openPanel({ width: 400, snapshot: { runs: makeTeam(['One.', 'Two.']) } });
    const [upper, lower] = [await column('Claude').boundingBox(), await column('GPT').boundingBox()];
    assert.ok(upper && lower);
    assert.ok(upper.y + upper.height <= lower.y);
    assert.equal(upper.x, lower.x);
  });

  it('keep the lines above them close under that of the whole, also where its height is no whole number', async () => {
    const text = 'A line.\n\n'.repeat(40);
    host = await openPanel({ width: 640, height: 500, snapshot: { runs: makeTeam([text, text]) } });
    for (const size of [13, 16.4, 17.1, 19]) {
      const gap = await host.page.evaluate(async (fontSize) => {
        document.documentElement.style.setProperty('--vscode-font-size', `${fontSize}px`);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const scroller = document.querySelector('.scroller:not([hidden])');
        scroller?.scrollTo(0, 300);
        const [whole, part] = [...document.querySelectorAll('.run-header')].map((each) => each.getBoundingClientRect());
        return (part?.top ?? 0) - (whole?.bottom ?? 0);
      }, size);
      assert.ok(gap <= 0 && gap > -1, `${gap} at ${size}`);
    }
  });

  it('give an answer that the user chooses, by the keyboard', async () => {
    host = await openPanel({ width: 900, snapshot: { runs: makeTeam(['One.', 'Two.']) } });
    await column('Claude').getByText('Answer', { exact: true }).waitFor();
    assert.equal(await column('Claude').getByRole('button', { name: 'Use This Answer' }).count(), 0);
    await column('GPT').getByRole('button', { name: 'Use This Answer' }).focus();
    await host.page.keyboard.press('Enter');
    assert.deepEqual(await host.waitFor('chooseAnswer'), { type: 'chooseAnswer', runId: 'part-1' });
    await host.send({ type: 'run', run: makeTeamHead({ ...ended, chosenRunId: 'part-1' }), now: now() });
    await column('GPT').getByText('Answer', { exact: true }).waitFor();
    assert.equal(await host.page.getByRole('status').textContent(), 'The answer of GPT is used.');
    assert.equal(
      await host.page.evaluate(() => document.activeElement?.closest('article')?.getAttribute('aria-label')),
      'Answer of GPT',
      'the focus stays in the column',
    );
  });

  it('copy the chosen answer also after a reload, when the host knows none of them', async () => {
    const runs = makeTeam(['One.', 'Two.'], { chosenRunId: 'part-1' });
    host = await openPanel({ width: 900, state: { version: 1, runs, followUpDrafts: {} } });
    await host.page.getByRole('button', { name: 'Copy Answer' }).click();
    assert.deepEqual(await host.waitFor('copyText'), { type: 'copyText', text: 'Two.' });
    assert.equal(await host.page.getByRole('button', { name: 'Open Differences' }).count(), 0);
  });

  it('are compared by the host, where at least two gave an answer', async () => {
    host = await openPanel({ width: 900, snapshot: { runs: makeTeam(['One.', 'Two.']) } });
    await host.page.getByRole('button', { name: 'Open Differences' }).click();
    assert.deepEqual(await host.waitFor('openDifferences'), { type: 'openDifferences', runId: 'whole' });
    await host.page.context().close();
    host = await openPanel({ width: 900, snapshot: { runs: makeTeam(['One.', '']) } });
    assert.equal(await host.page.getByRole('button', { name: 'Open Differences' }).count(), 0);
  });

  it('say why one of them failed, with its next step, in its column', async () => {
    const error = { message: 'No key.', actions: [{ action: 'setApiKey' as const, label: 'Set API Key' }] };
    const runs = makeTeam(['', ''], { status: 'failed', error: { message: 'None succeeded.', actions: [] } }, () => ({
      status: 'failed',
      error,
    }));
    host = await openPanel({ width: 900, snapshot: { runs } });
    await column('GPT').getByRole('button', { name: 'Set API Key' }).click();
    assert.deepEqual(await host.waitFor('action'), { type: 'action', runId: 'part-1', action: 'setApiKey' });
    assert.equal(await host.page.getByText('None succeeded.').isVisible(), false, 'the columns have said it');
  });

  it('take over from each other: the last shown whole, the earlier ones folded with why', async () => {
    await begin('fallback');
    await host.send(
      { type: 'delta', runId: 'part-0', text: 'Half an ans' },
      {
        type: 'run',
        run: makePartHead(0, { status: 'failed', error: { message: 'Claude is overloaded.', actions: [] } }),
        now: now(),
      },
      { type: 'run', run: makePartHead(1), now: now() },
      { type: 'delta', runId: 'part-1', text: 'A whole answer.' },
    );
    await host.page.getByText('A whole answer.').waitFor();
    const earlier = host.page.locator('details.earlier');
    assert.equal(await earlier.getByText('Half an ans').isVisible(), false);
    await earlier.getByText('Claude is overloaded.').first().click();
    await earlier.getByText('Half an ans').waitFor();
  });

  it('are judged: the answer first, then the reasons, and their own answers folded away', async () => {
    await begin('synthesize');
    await host.send({ type: 'delta', runId: 'part-0', text: 'From Claude.' });
    await host.page.getByText('From Claude.').waitFor();
    await host.page.getByText('0 of 2 answers are there.').waitFor();
    await host.send(
      { type: 'delta', runId: 'whole', text: 'A draft that is void.' },
      { type: 'void', runId: 'whole' },
      { type: 'delta', runId: 'whole', text: 'The final answer.' },
      { type: 'run', run: makeTeamHead({ ...ended, strategy: 'synthesize', reasons: 'It was better.' }), now: now() },
    );
    await host.page.getByText('The final answer.').waitFor();
    await host.page.getByText('It was better.').waitFor();
    assert.equal(await host.page.getByText('A draft that is void.').count(), 0);
    assert.equal(await host.page.getByText('From Claude.').isVisible(), false);
    await host.page.getByText('Answers of the agents (2)').click();
    await host.page.getByText('From Claude.').waitFor();
  });

  it('can be followed up once the chosen answer is there', async () => {
    await begin();
    await host.send(
      { type: 'run', run: makeTeamHead({ ...ended, chosenRunId: 'part-0' }), now: now() },
      { type: 'delta', runId: 'part-0', text: 'One.' },
      { type: 'run', run: makePartHead(0, ended), now: now() },
    );
    const box = host.page.getByRole('textbox', { name: 'Follow up' });
    await box.fill('Go on');
    await box.press('Enter');
    assert.deepEqual(await host.waitFor('followUp'), { type: 'followUp', runId: 'whole', description: 'Go on' });
    assert.equal(await whole().count(), 1);
  });
});
