import type { RunRequest } from './runRequests.ts';

/**
 * A task that another extension hands in, which may not have been compiled: fields of the wrong type are left out where
 * the task can do without, and kept where the run then fails for them.
 */
export function toRunRequest(task: Partial<RunRequest> | undefined): RunRequest {
  const { description, agent, agents, strategy, context, signal, onEvent } = task ?? {};
  return {
    // The run refuses a task without text.
    description: typeof description === 'string' ? description : '',
    ...(typeof agent === 'string' && { agent }),
    ...(Array.isArray(agents) && { agents: agents.filter((id) => typeof id === 'string') }),
    ...(strategy !== undefined && { strategy }),
    ...(context !== undefined && { context }),
    ...(signal instanceof AbortSignal && { signal }),
    ...(typeof onEvent === 'function' && { onEvent }),
    isRevealed: false,
  };
}
