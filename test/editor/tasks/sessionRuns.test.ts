import { strict as assert } from 'node:assert';
import type { Uri } from 'vscode';
import { describeEdits } from '#editor/tasks/applyOffers.ts';
import { PanelRuns } from '#editor/panel/panelRuns.ts';
import type { RunRequest } from '#editor/tasks/runRequests.ts';
import { SessionRuns, type SessionRunsOptions } from '#editor/tasks/sessionRuns.ts';
import {
  AgentRegistry,
  type AgentConfig,
  type ExecutionResult,
  ProjectOrchestrator,
  type RunChange,
} from '#orchestration/index.ts';
import { FakeTaskRunner, settled } from '#test/fakes/fakeTaskRunner.ts';
import { makeRunRecord } from '#test/fakes/makeRunRecord.ts';

const agents: AgentConfig[] = [
  { id: 'claude', type: 'anthropic-claude', provider: 'claude', model: 'claude-x', label: 'Claude' },
  { id: 'gpt', type: 'openai-gpt', provider: 'gpt', model: 'gpt-x', label: 'GPT' },
];

function setUp(over: Partial<SessionRunsOptions> = {}) {
  const runner = new FakeTaskRunner();
  const panelRuns = new PanelRuns({ post() {} });
  const revealed: boolean[] = [];
  const chosen: RunChange[] = [];
  const changes: string[] = [];
  const counts: number[] = [];
  const runs = new SessionRuns({
    orchestrator: new ProjectOrchestrator({ executor: runner, hasReferences: false }),
    view: { runs: panelRuns, reveal: ({ preserveFocus }) => revealed.push(preserveFocus) },
    readConfiguration: () => ({
      agentId: 'claude',
      registry: new AgentRegistry(agents),
      providers: [],
      presets: [],
      problems: [],
    }),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing reads it here
    parseUri: (text) => ({ toString: () => text }) as Uri,
    loadOffers: async () => describeEdits,
    keys: { learn: async () => {} },
    store: { record: (change) => void chosen.push(change) },
    redactor: { redact: (text) => text.replaceAll('secret', '***') },
    ...over,
  });
  runs.onDidChangeRun(({ status }) => changes.push(status));
  runs.onDidChangeRunning((count) => counts.push(count));
  const begin = async (request: Partial<RunRequest> = {}) => {
    const result = runs.run({ description: 'Explain this.', ...request });
    await settled();
    const [active] = [...runner.running.values()].slice(-1);
    assert.ok(active, 'a run has begun');
    const end = (...over: Parameters<typeof active.end>) => active.end(...over);
    return { result, options: active.options, end, runId: active.options.runId ?? '' };
  };
  return { runs, runner, panelRuns, begin, revealed, chosen, changes, counts };
}

/** Runs a task of two agents to its end. Resolves to the ids of the run and of its parts. */
async function compareTwo({ begin, runs }: ReturnType<typeof setUp>) {
  const { result, options, end, runId } = await begin({ agents: ['claude', 'gpt'], strategy: 'compare' });
  const parts = ['claude', 'gpt'].map((agent) => ({ runId: `part-${agent}`, agent, role: 'candidate' as const }));
  for (const part of parts) {
    options.onEvent?.({ type: 'part', part, event: { type: 'text', text: `Answer of ${part.agent}` } });
    const partResult: ExecutionResult = {
      ...makeRunRecord().result,
      runId: part.runId,
      agent: part.agent,
      output: `Answer of ${part.agent}`,
    };
    options.onEvent?.({ type: 'part', part, event: { type: 'status', status: 'success' }, result: partResult });
  }
  end('success', { output: 'Answer of claude', agent: 'claude' });
  await result;
  return { runs, runId, partIds: parts.map((part) => part.runId) };
}

describe('A run of the session', () => {
  it('is shown from its beginning to its end, without secrets in its title', async () => {
    const { begin, panelRuns, changes, counts, revealed } = setUp();
    const { result, options, end, runId } = await begin({ description: 'Explain the secret.' });
    assert.equal(panelRuns.get(runId)?.title, 'Explain the ***.');
    options.onEvent?.({ type: 'text', text: 'It is ' });
    options.onEvent?.({ type: 'text', text: 'simple.' });
    assert.equal(panelRuns.get(runId)?.text, 'It is simple.');
    end('success', { output: 'It is simple.' });
    await result;
    assert.equal(panelRuns.get(runId)?.status, 'success');
    assert.deepEqual(changes, ['in_progress', 'success']);
    assert.deepEqual(counts, [1, 0]);
    assert.deepEqual(revealed, [true]);
  });

  it('runs on the agent of the settings, with the agents that they had when it began', async () => {
    const { begin } = setUp();
    const { options, end } = await begin();
    assert.equal(options.agent, 'claude');
    assert.deepEqual(
      options.registry?.list().map(({ id }) => id),
      ['claude', 'gpt'],
    );
    end();
  });

  it('leaves the panel where it is if asked to', async () => {
    const { begin, revealed } = setUp();
    (await begin({ isRevealed: false })).end();
    assert.deepEqual(revealed, []);
  });

  it('goes on without offers where an update has removed what describes them', async () => {
    const missing = Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' });
    const { begin, panelRuns } = setUp({ loadOffers: () => Promise.reject(missing) });
    const { result, end, runId } = await begin();
    end('success', { output: '```ts\nlet a = 1;\n```' });
    assert.equal((await result).status, 'success');
    assert.equal(panelRuns.get(runId)?.edits, undefined);
  });

  it('can be stopped by its id, or as the newest', async () => {
    const { begin, runs } = setUp();
    const first = await begin();
    const second = await begin();
    assert.equal(runs.cancel(), true);
    assert.equal((await second.result).status, 'cancelled');
    assert.equal(runs.cancel(first.runId), true);
    assert.equal((await first.result).status, 'cancelled');
    assert.equal(runs.cancel(), false);
  });

  it('takes no second task while its conversation is busy', async () => {
    const { begin, runs, runner } = setUp();
    const { result, end, runId } = await begin();
    assert.equal(await runs.followUp(runId, 'And then?'), undefined);
    end();
    await result;
    const next = runs.followUp(runId, 'And then?');
    await settled();
    assert.equal(runner.running.size, 1, 'now it does');
    assert.equal(await runs.runAgain(runId), undefined);
    runs.cancel();
    await next;
  });

  it('takes its text back when another agent takes over', async () => {
    const { begin, panelRuns } = setUp();
    const { options, end, runId } = await begin({ agents: ['claude', 'gpt'], strategy: 'fallback' });
    options.onEvent?.({ type: 'agent', agent: 'gpt', reason: 'overloaded' });
    assert.equal(panelRuns.get(runId)?.agent, 'GPT');
    assert.equal(panelRuns.get(runId)?.text, '');
    end();
  });
});

describe('A follow-up', () => {
  it('carries the conversation, and a second run of the same task does not', async () => {
    const { begin, runs, runner } = setUp();
    const { result, end, runId } = await begin();
    end('success', { output: 'An answer.' });
    await result;
    void runs.followUp(runId, 'And then?');
    await settled();
    const [next] = [...runner.running.values()];
    assert.deepEqual(
      next?.task.history?.map(({ role }) => role),
      ['user', 'assistant'],
    );
    next?.end();
    await settled();
    void runs.runAgain(runId, 'gpt');
    await settled();
    const [again] = [...runner.running.values()];
    assert.equal(again?.options.agent, 'gpt');
    assert.equal(again?.task.history, undefined);
    again?.end();
  });
});

describe('The parts of a run', () => {
  it('are shown as runs of their own, whose text the whole run does not repeat', async () => {
    const set = setUp();
    const { runId, partIds } = await compareTwo(set);
    assert.deepEqual(
      partIds.map((id) => set.panelRuns.get(id)?.text),
      ['Answer of claude', 'Answer of gpt'],
    );
    assert.equal(set.panelRuns.get(runId)?.text, '');
    assert.equal(set.panelRuns.get(runId)?.agent, 'Claude, GPT');
  });

  it('can each become the answer, which is stored and followed up', async () => {
    const set = setUp();
    const { runId, partIds } = await compareTwo(set);
    assert.equal(await set.runs.choose(partIds[1] ?? ''), true);
    assert.deepEqual(set.chosen, [{ type: 'answerChosen', runId, partRunId: 'part-gpt' }]);
    assert.equal(set.runs.get(runId)?.result?.output, 'Answer of gpt');
    assert.equal(set.panelRuns.get(runId)?.chosenRunId, 'part-gpt');
    void set.runs.followUp(runId, 'And then?');
    await settled();
    assert.equal([...set.runner.running.values()][0]?.options.agent, 'gpt');
    set.runs.cancel();
  });

  it('are run again alone', async () => {
    const set = setUp();
    const { partIds } = await compareTwo(set);
    void set.runs.runAgain(partIds[1] ?? '');
    await settled();
    const [again] = [...set.runner.running.values()];
    assert.deepEqual(
      [again?.options.agent, again?.options.agents, again?.options.strategy],
      ['gpt', undefined, undefined],
    );
    set.runs.cancel();
  });
});

describe('A run of the history', () => {
  it('is shown with its answer, once, and can be run again by the agent that served it', async () => {
    const { runs, panelRuns, runner } = setUp();
    const record = makeRunRecord({ agent: 'gpt' });
    runs.adopt(record, [], describeEdits);
    runs.adopt(record, [], describeEdits);
    assert.equal(panelRuns.get('run-1')?.text, 'An answer.');
    void runs.runAgain('run-1');
    await settled();
    assert.equal([...runner.running.values()][0]?.options.agent, 'gpt');
    runs.cancel();
  });

  it('is removed when it was deleted, and stays while it is active', async () => {
    const { runs, begin } = setUp();
    runs.adopt(makeRunRecord(), [], describeEdits);
    runs.forget('run-1');
    assert.equal(runs.get('run-1'), undefined);
    const { runId, end } = await begin();
    runs.forget(runId);
    assert.ok(runs.get(runId));
    end();
  });
});
