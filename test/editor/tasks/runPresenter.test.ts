import { strict as assert } from 'node:assert';
import { PanelRuns } from '#editor/panel/panelRuns.ts';
import type { RunHeadFacts } from '#editor/tasks/runHeadState.ts';
import { RunPresenter } from '#editor/tasks/runPresenter.ts';
import { AgentRegistry, type AgentConfig, type ExecutionResult } from '#orchestration/index.ts';
import { makeRunRecord } from '#test/fakes/makeRunRecord.ts';

const agents: AgentConfig[] = [
  { id: 'claude', type: 'anthropic-claude', provider: 'claude', model: 'claude-x', label: 'Claude' },
  { id: 'gpt', type: 'openai-gpt', provider: 'gpt', model: 'gpt-x', label: 'GPT', simulated: true },
];

function setUp(over: Partial<RunHeadFacts> = {}) {
  const view = new PanelRuns({ post() {} });
  const presenter = new RunPresenter(
    {
      runId: 'run-1',
      threadId: 'thread-1',
      task: { id: 'task-1', description: 'Explain this.' },
      agentId: 'claude',
      configuration: { registry: new AgentRegistry(agents), providers: [] },
      redact: (text) => text,
      describeEdits: (output) => ({ hasSelection: false, files: output.length }),
      ...over,
    },
    view,
  );
  presenter.begin();
  return { presenter, head: () => view.get('run-1') };
}

const result = (over: Partial<ExecutionResult> = {}): ExecutionResult => ({ ...makeRunRecord().result, ...over });

describe('A run in the panel', () => {
  it('waits with a countdown until the next word', () => {
    const { presenter, head } = setUp();
    presenter.apply({ type: 'retry', attempt: 2, reason: 'rateLimit', delayMs: 5_000 });
    assert.equal(head()?.retry?.reason, 'rate limit');
    assert.ok((head()?.retry?.until ?? 0) > Date.now());
    presenter.apply({ type: 'text', text: 'It ' });
    assert.equal(head()?.retry, undefined);
    assert.ok((head()?.firstTextMs ?? -1) >= 0);
  });

  it('ends with what it cost, and with the edits that its answer offers', () => {
    const { presenter, head } = setUp();
    presenter.settle(result());
    assert.equal(head()?.status, 'success');
    assert.equal(head()?.model, 'claude-sonnet-5');
    assert.deepEqual([head()?.inputTokens, head()?.outputTokens, head()?.costUsd], [12, 34, 0.0089]);
    assert.deepEqual(head()?.edits, { hasSelection: false, files: 'An answer.'.length });
  });

  it('says why it failed, but not why it was cancelled', () => {
    const error = { kind: 'cancelled', message: 'Cancelled.', retryable: false } as const;
    const cancelled = setUp();
    cancelled.presenter.settle(result({ status: 'cancelled', error }));
    assert.equal(cancelled.head()?.error, undefined);
    const failed = setUp();
    failed.presenter.settle(result({ status: 'failed', error: { ...error, kind: 'rateLimit' } }));
    assert.match(failed.head()?.error?.message ?? '', /Claude/);
  });
});

describe('A run of several agents in the panel', () => {
  const team = { strategy: 'race', agents: ['claude', 'gpt'] } as const;
  const part = { runId: 'part-1', agent: 'gpt', role: 'candidate' } as const;

  it('sums up what its parts took, until its own result has the whole sum', () => {
    const { presenter, head } = setUp({ team });
    assert.deepEqual([head()?.agent, head()?.model, head()?.isSimulated], ['Claude, GPT', '', false]);
    const done = { type: 'part', part, event: { type: 'status', status: 'success' } } as const;
    presenter.apply({ ...done, result: result({ runId: 'part-1' }) });
    presenter.apply({ ...done, part: { ...part, runId: 'part-2' }, result: result({ runId: 'part-2' }) });
    assert.deepEqual([head()?.inputTokens, head()?.outputTokens], [24, 68]);
    presenter.settle(result({ metadata: { usage: { inputTokens: 30, outputTokens: 70 } } }));
    assert.deepEqual([head()?.inputTokens, head()?.outputTokens], [30, 70]);
  });

  it('shows no model, wait or edits of its own: its parts have them', () => {
    const { presenter, head } = setUp({ team });
    presenter.apply({ type: 'retry', attempt: 2, reason: 'network', delayMs: 5_000 });
    assert.equal(head()?.retry, undefined);
    presenter.settle(result());
    assert.deepEqual([head()?.model, head()?.edits], ['', undefined]);
  });

  it('stops one part alone', () => {
    const { presenter } = setUp({ team });
    const signal = presenter.beginPart(part);
    assert.equal(presenter.parts.cancel('part-1'), true);
    assert.equal(signal.aborted, true);
    presenter.apply({ type: 'part', part, event: { type: 'status', status: 'cancelled' }, result: result() });
    assert.equal(presenter.parts.cancel('part-1'), false);
  });
});
