import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { describeFailure } from '#editor/ui/userMessages.ts';
import type { ExecutionResult } from '#orchestration/index.ts';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openText } from '#test/host/support/editors.ts';
import { assertNoRequest } from '#test/host/support/requests.ts';
import { setSetting } from '#test/host/support/settings.ts';
import { activate, assertFailed, assertSuccess, cancelTask, runTask } from '#test/host/support/switchyard.ts';

const agents = ['gemini', 'claude', 'gpt', 'local'];

describe('Several agents on one task', () => {
  useCleanWindow();

  it('answer side by side over all four wires, as parts of one result', async () => {
    const result = await runTask({ description: 'Explain this.', strategy: 'compare', agents });
    assertSuccess(result);
    const { parts = [], usage, strategy } = result.metadata;
    assert.equal(strategy, 'compare');
    assert.deepEqual(
      parts.map(({ agent, status }) => `${agent} ${status}`),
      agents.map((agent) => `${agent} success`),
    );
    assert.equal(result.output, parts[0]?.output);
    const sum = parts.reduce((total, { metadata }) => total + (metadata.usage?.outputTokens ?? 0), 0);
    assert.equal(usage?.outputTokens, sum);
  });

  it('take over from one that cannot run, and are judged by one of them', async () => {
    const fallback = await runTask({ description: 'Explain.', strategy: 'fallback', agents: ['nobody', 'claude'] });
    assertSuccess(fallback);
    assert.equal(fallback.agent, 'claude');
    const judged = await runTask({ description: 'Explain.', strategy: 'synthesize', agents: ['gpt', 'local'] });
    assertSuccess(judged);
    assert.equal(judged.metadata.parts?.at(-1)?.metadata.role, 'judge');
    assert.equal((await readSimulatedRequests()).length, 4);
  });
});

describe('Comparing agents', () => {
  useCleanWindow();

  const compare = (argument?: unknown) =>
    vscode.commands.executeCommand<ExecutionResult[] | undefined>('switchyard.compareAgents', argument);

  it('resolves to the answers, one of each agent, and sends the selection to all', async () => {
    await openText('const answer = 42;', 'javascript');
    const parts = await compare({ description: 'Explain this.', agents: ['claude', 'gpt'] });
    assert.deepEqual(
      parts?.map(({ agent, status, metadata }) => `${agent} ${status} ${metadata.role}`),
      ['claude success candidate', 'gpt success candidate'],
    );
    const requests = await readSimulatedRequests();
    assert.equal(requests.length, 2);
    for (const request of requests) assert.match(JSON.stringify(request), /const answer = 42/);
  });

  it('resolves to the one result that says why it could not begin', async () => {
    for (const [argument, kind] of [
      [{ description: 'Explain.', agents: ['claude'] }, 'invalidRequest'],
      [{ description: 'Explain.', agents: 'claude' }, 'invalidRequest'],
      [{ description: '  ', agents: ['claude', 'gpt'] }, 'emptyDescription'],
      [[], 'invalidRequest'],
    ] as const) {
      const [result, ...others] = (await compare(argument)) ?? [];
      assert.ok(result);
      assertFailed(result, kind);
      assert.deepEqual(others, []);
    }
    await assertNoRequest();
  });

  it('keeps the answers of those that can run where others cannot', async () => {
    const parts = await compare({ description: 'Explain.', agents: ['nobody', 'gpt'] });
    assert.deepEqual(
      parts?.map(({ agent, status }) => `${agent} ${status}`),
      ['nobody failed', 'gpt success'],
    );
  });

  it('stops one agent by its own run, and the others go on', async () => {
    const api = await activate();
    const stopped: boolean[] = [];
    let stopping: Promise<unknown> | undefined;
    const result = await api.executeTask({
      description: 'Explain this at length.',
      strategy: 'compare',
      agents: ['claude', 'gpt'],
      onEvent: (event) => {
        if (event.type !== 'part' || event.part.agent !== 'claude' || stopping) return;
        stopping = cancelTask(event.part.runId).then((wasStopped) => stopped.push(wasStopped));
      },
    });
    await stopping;
    assert.deepEqual(stopped, [true]);
    assertSuccess(result);
    assert.deepEqual(
      result.metadata.parts?.map(({ agent, status }) => `${agent} ${status}`),
      ['claude cancelled', 'gpt success'],
    );
  });

  it('refuses a strategy or a list of agents that is none', async () => {
    assertFailed(await runTask({ description: 'Explain.', strategy: 'vote', agents: ['gpt'] }), 'invalidRequest');
    assertFailed(await runTask({ description: 'Explain.', strategy: 'race', agents: [1] }), 'invalidRequest');
    assertFailed(await runTask({ description: 'Explain.', strategy: 'race', agents: [] }), 'unknownAgent');
    const race = assertSuccess(await runTask({ description: 'Explain.', strategy: 'race', agents: ['gpt', 'local'] }));
    assert.equal(race.metadata.strategy, 'race');
    assert.equal(race.metadata.parts?.filter(({ status }) => status === 'success').length, 1);
  });
});

describe('A budget', () => {
  useCleanWindow();

  it('in the settings keeps a task from being sent, and one for the day counts what the store knows', async () => {
    await setSetting('budget', { perRun: { tokens: 5 } });
    const refused = await runTask({ description: 'Explain this.', agent: 'claude' });
    assert.match(assertFailed(refused, 'budget').message, /of 5 tokens/);
    await assertNoRequest();
    await setSetting('budget', {});
    assertSuccess(await runTask({ description: 'Explain this.', agent: 'claude' }));
    await setSetting('budget', { perDay: { tokens: 1 } });
    const second = await runTask({ description: 'Explain this.', agent: 'claude' });
    const error = assertFailed(second, 'budget');
    assert.match(error.message, /The budget of today is reached: [1-9][\d,]* tokens of 1 tokens/);
    assert.match(
      describeFailure(error, 'GPT').message,
      /^The budget of today is reached: [1-9][\d,]* tokens of 1 tokens are spent or under way, and the next request needs at least \d+ tokens\.$/,
      'in the words of the user’s language, and once',
    );
  });
});
