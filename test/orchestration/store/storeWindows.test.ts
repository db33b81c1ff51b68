import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { openRunStore, type RunHistory, type StoreProblem } from '#orchestration/index.ts';
import { FakeProviderServer, type Step } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { StoreWindow } from '#test/support/store/storeWindow.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { makeEnd, makeStart, makeTask } from './storeSetup.ts';

const states = (store: RunHistory): string[] => store.listRuns().runs.map(({ runId, status }) => `${runId} ${status}`);

describe('two windows with one history', function () {
  this.timeout(30_000);
  let temporary: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let store: Awaited<ReturnType<typeof openRunStore>>;
  let problems: StoreProblem[];
  const changed = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const subscription = store.onDidChange(() => {
      subscription.dispose();
      resolve();
    });
    return promise;
  };

  beforeEach(async () => {
    temporary = await makeTemporaryFolder();
    problems = [];
    store = await openRunStore({ folder: temporary.path, onProblem: (problem) => problems.push(problem) });
  });
  afterEach(async () => {
    store.dispose();
    await temporary[Symbol.asyncDispose]();
  });

  it('see each other’s runs, also while they go on', async () => {
    await using other = await StoreWindow.open(temporary.path);
    await other.call('record', { type: 'runBegun', start: makeStart('theirs') });
    await other.call('record', { type: 'runOutput', runId: 'theirs', text: 'So far' });
    await other.call('listRuns');
    assert.deepEqual(states(store), ['theirs in_progress']);
    assert.equal(store.getRun('theirs')?.result.output, 'So far');
    assert.equal(store.deleteRun('theirs'), false);
    store.clear();
    await other.call('record', { type: 'runSettled', result: makeEnd(makeStart('theirs')) });
    assert.deepEqual(states(store), ['theirs success']);
  });

  it('leave each other’s runs alone when they close', async () => {
    await using other = await StoreWindow.open(temporary.path);
    store.record({ type: 'runBegun', start: makeStart('ours') });
    await other.call('record', { type: 'runBegun', start: makeStart('theirs') });
    await other.call('record', { type: 'runOutput', runId: 'theirs', text: 'So far' });
    await other.call('dispose');
    assert.deepEqual(states(store), ['theirs interrupted', 'ours in_progress']);
    assert.equal(store.getRun('theirs')?.result.output, 'So far');
  });

  it('notice when the other is killed: its runs are interrupted, its tasks wait, and nothing else changes', async () => {
    await using other = await StoreWindow.open(temporary.path);
    store.record({ type: 'runBegun', start: makeStart('ours') });
    await other.call('record', { type: 'tasksSaved', planId: 'p', tasks: [makeTask('done'), makeTask('going')] });
    await other.call('record', { type: 'runBegun', start: makeStart('done', {}, { planId: 'p' }) });
    await other.call('record', { type: 'runSettled', result: makeEnd(makeStart('done')) });
    await other.call('record', {
      type: 'taskStateChanged',
      planId: 'p',
      taskId: 'done',
      status: 'completed',
      runId: 'done',
    });
    await other.call('record', {
      type: 'taskStateChanged',
      planId: 'p',
      taskId: 'going',
      status: 'in_progress',
      runId: 'going',
    });
    await other.call('record', { type: 'runBegun', start: makeStart('going', {}, { planId: 'p' }) });
    await other.call('record', { type: 'runOutput', runId: 'going', text: 'So far', thinking: 'Hm.' });
    await other.call('listRuns');
    assert.equal(store.getPlan('p')?.states['going']?.status, 'in_progress');
    await other.kill();
    assert.deepEqual(states(store), ['going interrupted', 'done success', 'ours in_progress']);
    const { result } = store.getRun('going') ?? assert.fail();
    assert.equal(result.output, 'So far');
    assert.equal(result.metadata.thinking, 'Hm.');
    assert.deepEqual(store.getPlan('p')?.states, {
      done: { status: 'completed', runId: 'done' },
      going: { status: 'pending', runId: 'going' },
    });
    assert.deepEqual(
      store.listRuns({ text: 'so far' }).runs.map(({ runId }) => runId),
      ['going'],
    );
  });

  it('run a plan in one of them, until it is released there or that window dies', async () => {
    await using other = await StoreWindow.open(temporary.path);
    store.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('a'), makeTask('b')] });
    const theirClaim = other.call('claimPlan', 'p');
    const isOurs = store.claimPlan('p');
    const isTheirs = await theirClaim;
    assert.notEqual(isTheirs, isOurs);
    // Asking again changes nothing.
    assert.deepEqual([await other.call('claimPlan', 'p'), store.claimPlan('p')], [isTheirs, isOurs]);
    store.releasePlan('p');
    await other.call('releasePlan', 'p');

    assert.equal(await other.call('claimPlan', 'p'), true);
    assert.equal(store.claimPlan('p'), false);
    store.releasePlan('p');
    assert.deepEqual(
      [store.claimPlan('p'), store.getPlan('p')?.isRunning, store.deletePlan('p')],
      [false, true, false],
    );
    assert.deepEqual(store.listUnfinishedPlans(), []);
    await other.kill();
    assert.deepEqual(
      store.listUnfinishedPlans().map(({ planId }) => planId),
      ['p'],
    );
    assert.equal(store.claimPlan('p'), true);
  });

  it('leave a plan alone of which a run or a task goes on in the other, whoever claimed it', async () => {
    await using other = await StoreWindow.open(temporary.path);
    for (const planId of ['task', 'run']) store.record({ type: 'tasksSaved', planId, tasks: [makeTask('a')] });
    await other.call('record', { type: 'taskStateChanged', planId: 'task', taskId: 'a', status: 'in_progress' });
    await other.call('record', { type: 'runBegun', start: makeStart('r', {}, { planId: 'run' }) });
    assert.deepEqual([store.claimPlan('task'), store.claimPlan('run')], [false, false]);
    assert.equal(await other.call('claimPlan', 'task'), true);
    await other.call('dispose');
    assert.deepEqual([store.claimPlan('task'), store.claimPlan('run')], [true, true]);
  });

  it('are told of each other’s changes, and when the other was killed', async () => {
    await using other = await StoreWindow.open(temporary.path);
    const beginning = changed();
    await other.call('record', { type: 'runBegun', start: makeStart('theirs') });
    await beginning;
    assert.deepEqual(states(store), ['theirs in_progress']);
    const end = changed();
    await other.kill();
    await end;
    assert.deepEqual(states(store), ['theirs interrupted']);
  });

  it('take one that sleeps for alive', async function () {
    if (process.platform === 'win32') this.skip();
    await using other = await StoreWindow.open(temporary.path);
    await other.call('record', { type: 'runBegun', start: makeStart('theirs') });
    other.pause();
    assert.deepEqual(states(store), ['theirs in_progress']);
    const third = await openRunStore({ folder: temporary.path });
    assert.deepEqual(states(third), ['theirs in_progress']);
    third.dispose();
  });

  it('lose nothing when both write at once', async () => {
    await using first = await StoreWindow.open(temporary.path);
    await using second = await StoreWindow.open(temporary.path);
    await Promise.all([first.runMany('a', 100), second.runMany('b', 100)]);
    await Promise.all([first.call('dispose'), second.call('dispose')]);
    const { runs } = store.listRuns({ limit: 1_000 });
    assert.equal(runs.filter(({ status }) => status === 'success').length, 200);
    assert.equal(store.listRuns({ text: 'answer', limit: 1_000 }).runs.length, 200);
    assert.deepEqual(store.sumSpent(0), { tokens: 200 * 30, costUsd: 50 });
    assert.deepEqual(problems, []);
    const reader = new DatabaseSync(join(temporary.path, 'history.db'));
    assert.deepEqual({ ...reader.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    reader.close();
  });

  it('lose no finished run and at most a second of the other when one is killed in mid-answer', async () => {
    const wire = fakeWires.find(({ provider }) => provider === 'openai-compatible') ?? assert.fail();
    const words = Array.from({ length: 400 }, (_, index) => `word${index} `);
    const steps: Step[] = [wire.opening];
    for (const word of words) steps.push(wire.text(word), { pauseMs: 10 });
    const server = await FakeProviderServer.start();
    await using _ = { [Symbol.asyncDispose]: () => server.stop() };
    server.say({ steps: [streamOf(wire, 'Done.')] }, { steps: [streamOf(wire, 'Done.')] }, { steps });
    await using window = await StoreWindow.open(temporary.path);
    store.dispose();
    await window.call('record', { type: 'tasksSaved', planId: 'p', tasks: [makeTask('t')] });
    for (const runId of ['one', 'two']) await window.execute(`${server.url}/v1`, makeTask(runId), runId);
    const receivedBefore = window.received.length;
    void window.execute(`${server.url}/v1`, makeTask('three'), 'three').catch(() => undefined);
    await window.receivedAtLeast(receivedBefore + 150);
    const killedAt = Date.now();
    await window.kill();

    const received = window.received.slice(receivedBefore);
    const late = await openRunStore({ folder: temporary.path });
    const output = late.getRun('three')?.result.output ?? '';
    assert.deepEqual(states(late), ['three interrupted', 'two success', 'one success']);
    assert.equal(late.getRun('one')?.result.output, 'Done.');
    const mustHave = received.filter(({ at }) => at < killedAt - 1_000).map(({ text }) => text);
    assert.ok(mustHave.length > 0);
    assert.ok(output.startsWith(mustHave.join('')), 'more than a second is missing');
    assert.ok(words.join('').startsWith(output));
    // Two whole answers, each 10 tokens in and 20 out; of the third an estimate, by what was received of it.
    const { tokens } = late.sumSpent(0);
    assert.ok(
      tokens > 60 + output.length / 4 && tokens < 60 + output.length,
      `${tokens} for ${output.length} characters`,
    );
    late.dispose();
    const again = await openRunStore({ folder: temporary.path });
    assert.equal(again.getRun('three')?.result.output, output);
    assert.equal(again.sumSpent(0).tokens, tokens);
    again.dispose();
  });
});
