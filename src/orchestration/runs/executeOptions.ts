import type { AgentRequest } from '#orchestration/agents/agentChoice.ts';
import type { AgentRegistry } from '#orchestration/agents/agentRegistry.ts';
import type { ExecutionError, ExecutionListener, ExecutionPart, Spent } from '#orchestration/types.ts';

/** Settings that a run goes by, as they were when it was asked for. */
export interface RunSettings {
  /** Agents that the run may use, instead of the executor's own. The agents of one folder need not be those of another. */
  registry?: AgentRegistry | undefined;
  /** Agent that serves a task which names no agent and no capabilities. */
  defaultAgent?: string | undefined;
}

/** Differences of one run from what its task says. Agents named here come before the task's own. */
export interface ExecuteOptions extends RunSettings, AgentRequest {
  /** Asked as each part of the run begins: aborting what it gives ends that part as `cancelled`, not the others. */
  partSignal?: ((part: ExecutionPart) => AbortSignal | undefined) | undefined;
  /** Asked before each request: with the error that it gives the run fails instead of sending it. */
  refuse?: (() => ExecutionError | undefined) | undefined;
  /** Ends the run as `cancelled`, at once, with the text received so far. */
  signal?: AbortSignal | undefined;
  onEvent?: ExecutionListener | undefined;
  /** Defaults to a new UUID. */
  runId?: string | undefined;
  /** Plan whose task this is. The store records the run with it. */
  planId?: string | undefined;
  /** Cost of the plan's runs before this session. */
  spentBefore?: Spent | undefined;
  /** The conversation the run belongs to. Defaults to the run's own id. */
  threadId?: string | undefined;
}
