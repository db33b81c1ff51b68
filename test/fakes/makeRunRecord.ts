import type { AgentTask, ExecutionResult, RunRecord } from '#orchestration/index.ts';

/** A run of the history that has succeeded. */
export function makeRunRecord(result: Partial<ExecutionResult> = {}, task: Partial<AgentTask> = {}): RunRecord {
  return {
    threadId: 'thread-1',
    workspace: 'file:///w',
    task: { id: 'task-1', title: 'Explain it', description: 'Explain this function.', ...task },
    result: {
      runId: 'run-1',
      taskId: 'task-1',
      agent: 'claude',
      status: 'success',
      output: 'An answer.',
      startedAt: '2026-11-25T08:00:00.000Z',
      durationSeconds: 8.42,
      metadata: { model: 'claude-sonnet-5', usage: { inputTokens: 12, outputTokens: 34 }, costUsd: 0.0089 },
      ...result,
    },
  };
}
