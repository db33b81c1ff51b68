import { toPlain } from '#common/plainCopy.ts';
import { type ExecutionResult, toUnreadableResult } from '#orchestration/index.ts';
import type { RunRequest } from './runRequests.ts';

/** Runs a task of another extension. Never rejects, whatever the task is. */
export async function runApiTask(
  task: Partial<RunRequest> | undefined,
  run: (request: RunRequest) => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  let request: RunRequest;
  try {
    request = toRunRequest(task);
  } catch (error) {
    return toUnreadableResult(error);
  }
  return run(request);
}

/**
 * Reads a task of another extension, which may not have been compiled: fields of the wrong type are left out where the
 * task can do without, and stay where the run then fails for them. Throws errors of its getters.
 */
function toRunRequest(task: Partial<RunRequest> | undefined): RunRequest {
  const { description, agent, agents, strategy, context, signal, onEvent } = task ?? {};
  return {
    // The run refuses a task without text.
    description: typeof description === 'string' ? description : '',
    agent: typeof agent === 'string' ? agent : undefined,
    agents: Array.isArray(agents) ? agents.filter((id) => typeof id === 'string') : undefined,
    strategy,
    context: context === undefined ? undefined : toPlain(context),
    signal: signal instanceof AbortSignal ? signal : undefined,
    onEvent: typeof onEvent === 'function' ? onEvent : undefined,
    isRevealed: false,
  };
}
