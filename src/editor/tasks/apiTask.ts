import { toPlain } from '#common/plainCopy.ts';
import { type ExecutionResult, toUnreadableResult } from '#orchestration/index.ts';
import type { RunRequest } from './runRequests.ts';

/** Runs a task that another extension hands in. Never rejects for what the task is. */
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
 * A task that another extension hands in, which may not have been compiled: fields of the wrong type are left out where
 * the task can do without, and kept where the run then fails for them. Throws what reading them throws.
 */
function toRunRequest(task: Partial<RunRequest> | undefined): RunRequest {
  const { description, agent, agents, strategy, context, signal, onEvent } = task ?? {};
  return {
    // The run refuses a task without text.
    description: typeof description === 'string' ? description : '',
    ...(typeof agent === 'string' && { agent }),
    ...(Array.isArray(agents) && { agents: agents.filter((id) => typeof id === 'string') }),
    ...(strategy !== undefined && { strategy }),
    ...(context !== undefined && { context: toPlain(context) }),
    ...(signal instanceof AbortSignal && { signal }),
    ...(typeof onEvent === 'function' && { onEvent }),
    isRevealed: false,
  };
}
