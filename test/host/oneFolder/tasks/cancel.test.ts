import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExecutionEvent, ExecutionResult } from '#orchestration/index.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { assertNoRequest, onlyRequest, waitForAbort, waitForRequest } from '#test/host/support/requests.ts';
import { setSetting } from '#test/host/support/settings.ts';
import { activate, assertSuccess, cancelTask, runTask } from '#test/host/support/switchyard.ts';

/** Starts a task; `texted` settles with its first text. */
async function startTask(description: string, agent: string = 'gemini', signal?: AbortSignal) {
  const api = await activate();
  const { promise: texted, resolve } = Promise.withResolvers<void>();
  const events: ExecutionEvent[] = [];
  const outcome = api.executeTask({
    description,
    agent,
    ...(signal && { signal }),
    onEvent(event) {
      events.push(event);
      if (event.type === 'text') resolve();
    },
  });
  return { outcome, texted, events };
}

describe('Cancel Task', () => {
  useCleanWindow();

  for (const agent of ['gemini', 'claude', 'gpt', 'local']) {
    it(`closes the connection before the first byte of ${agent}`, async () => {
      const outcome = runTask({ description: 'simulate: hang', agent });
      await waitForRequest('hang');
      assert.equal(await cancelTask(), true);
      const result = await outcome;
      assert.deepEqual([result.status, result.output, result.error], ['cancelled', '', undefined]);
      await waitForAbort('hang');
    });

    it(`closes the connection in the middle of an answer of ${agent}, and keeps what was received`, async () => {
      const { outcome, texted } = await startTask('simulate: stall', agent);
      await texted;
      assert.equal(await cancelTask(), true);
      const result = await outcome;
      assert.equal(result.status, 'cancelled');
      assert.match(result.output, /^## /);
      assert.ok(result.completedAt);
      await waitForAbort('stall');
    });
  }

  it('stops an answer that is still arriving', async () => {
    const { outcome, texted, events } = await startTask('simulate: slow', 'claude');
    await texted;
    await cancelTask();
    const result = await outcome;
    assert.equal(result.status, 'cancelled');
    await waitForAbort('slow');
    assert.deepEqual(events.at(-1), { type: 'status', status: 'cancelled' });
    const text = events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
    assert.equal(text, result.output, 'nothing is told after the end, and nothing is lost');
  });

  it('stops the run that is named, and the newest one without a name', async () => {
    const api = await activate();
    const started: ExecutionResult[] = [];
    const listener = api.onDidChangeRun((run) => void started.push(run));
    const outcomes = ['first', 'second', 'third'].map((name) => runTask({ description: `${name} simulate: hang` }));
    await Promise.all(['first', 'second', 'third'].map(waitForRequest));
    listener.dispose();
    assert.equal(await cancelTask(started[0]?.runId), true);
    assert.equal((await outcomes[0])?.status, 'cancelled');
    assert.equal(await cancelTask(), true);
    assert.equal((await outcomes[2])?.status, 'cancelled');
    assert.equal((await waitForRequest('second')).isAborted, false);
    await cancelTask(started[1]?.runId);
    assert.equal((await outcomes[1])?.status, 'cancelled');
  });

  it('says that there is nothing to stop', async () => {
    const { runId } = assertSuccess(await runTask({ description: 'Say hello.' }));
    for (const argument of [undefined, {}, { runId }, { runId: 'no-such-run' }, { runId: 5 }, 'text']) {
      const outcome = await vscode.commands.executeCommand('switchyard.cancelTask', argument);
      assert.equal(outcome, false, JSON.stringify(argument));
    }
  });

  it('stops the wait before a request is sent again', async () => {
    const { outcome, events } = await startTask('simulate: rate limit', 'claude');
    await waitForRequest('rate limit');
    await cancelTask();
    assert.equal((await outcome).status, 'cancelled');
    assert.equal(events.filter(({ type }) => type === 'text').length, 0);
    await onlyRequest();
  });
});

describe('The signal of executeTask', () => {
  useCleanWindow();

  it('stops the run and closes its connection', async () => {
    const abort = new AbortController();
    const { outcome, texted } = await startTask('simulate: stall', 'gpt', abort.signal);
    await texted;
    abort.abort();
    assert.equal((await outcome).status, 'cancelled');
    await waitForAbort('stall');
  });

  it('keeps a task from being sent when it is aborted before', async () => {
    const { outcome } = await startTask('Say hello.', 'gpt', AbortSignal.abort());
    assert.equal((await outcome).status, 'cancelled');
    await assertNoRequest();
  });
});

describe('Tasks at the same time', () => {
  useCleanWindow();

  it('do not mix their answers', async () => {
    const names = ['Alpha', 'Bravo', 'Charlie', 'Delta'];
    const agents = ['gemini', 'claude', 'gpt', 'local'];
    const results = await Promise.all(
      names.map((name, index) => runTask({ description: `${name} speaks.`, agent: agents[index] })),
    );
    for (const [index, result] of results.entries()) {
      assert.equal(assertSuccess(result).agent, agents[index]);
      assert.ok(result.output.startsWith(`## ${names[index]} speaks.`), result.output);
      for (const other of names) assert.equal(result.output.includes(other), other === names[index], other);
    }
    assert.equal(new Set(results.map(({ runId }) => runId)).size, names.length);
  });

  it('wait as pending while as many run as the settings allow, and start when there is room', async () => {
    await setSetting('maxConcurrent', 1);
    const abort = new AbortController();
    const first = await startTask('first simulate: hang', 'gemini', abort.signal);
    await waitForRequest('first');
    const second = await startTask('second');
    const third = await startTask('third', 'claude');
    await waitUntil('both to be told of', async () => second.events.length + third.events.length >= 2);
    for (const { events } of [second, third]) assert.deepEqual(events, [{ type: 'status', status: 'pending' }]);
    await onlyRequest();
    abort.abort();
    assert.equal((await first.outcome).status, 'cancelled');
    assertSuccess(await second.outcome);
    assertSuccess(await third.outcome);
    assert.deepEqual(
      second.events.flatMap((event) => (event.type === 'status' ? [event.status] : [])),
      ['pending', 'in_progress', 'success'],
    );
  });

  it('can be stopped while they wait, without a request', async () => {
    await setSetting('maxConcurrent', 1);
    const first = await startTask('first simulate: hang');
    await waitForRequest('first');
    const second = await startTask('second');
    assert.equal(await cancelTask(), true);
    assert.deepEqual(((result) => [result.status, result.output])(await second.outcome), ['cancelled', '']);
    await onlyRequest();
    await cancelTask();
    assert.equal((await first.outcome).status, 'cancelled');
  });
});
