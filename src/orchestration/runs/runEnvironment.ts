import type { Logger } from '#common/logger.ts';
import type { Redactor } from '#common/redact.ts';
import type { Message } from '#llm/core.ts';
import type { ActiveRunOptions } from './activeRun.ts';
import type { Credentials, LlmSource, RequestLimits } from '#orchestration/agents/agentAccess.ts';
import type { AgentRegistry } from '#orchestration/agents/agentRegistry.ts';
import type { BudgetMeter } from '#orchestration/runs/budget/budgetMeter.ts';
import type { RetryLimits } from './retry.ts';
import type { BeforeSend } from './sending.ts';
import type { RunStore } from '#orchestration/store/runStore.ts';
import type { ExecuteOptions } from './executeOptions.ts';
import type { AgentConfig, CostOf } from '#orchestration/types.ts';

/** Services and settings of every run. Functions are called anew for each run, so that settings can change. */
export interface RunEnvironment {
  factory: LlmSource;
  credentials: Credentials;
  store?: RunStore;
  retry?: RetryLimits | (() => RetryLimits);
  limits?: RequestLimits | (() => RequestLimits);
  /** The price of a call. Without it no run has a cost. */
  costOf?: CostOf;
  /** Awaited before prices are asked for. */
  loadPrices?: () => Promise<void>;
  /** Removes keys from the output of runs. By default, it knows those that runs were sent with. */
  redactor?: Redactor;
  /** Decides about each request before it is sent. */
  beforeSend?: BeforeSend;
  logger?: Logger;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Milliseconds by a monotonic clock. */
  steadyNow?: () => number;
  /** From 0 to 1, for the back-off's jitter. */
  random?: () => number;
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** One agent's run of a task. */
export interface AgentRunRequest
  extends
    Pick<ActiveRunOptions, 'runId' | 'task' | 'place' | 'metadata' | 'parent' | 'onSettle'>,
    Pick<ExecuteOptions, 'signal' | 'onEvent' | 'refuse'> {
  agentId: string | undefined;
  registry: AgentRegistry;
  meter: BudgetMeter;
  /** Builds the messages that the agent is sent instead of the task's own prompt. */
  toMessages?: ((agent: AgentConfig) => Message[]) | undefined;
}

/** Reads a monotonic clock, in milliseconds. */
export function readSteadyClock(): number {
  return performance.now();
}

/** Reads a setting. */
export function valueOf<T extends object | undefined>(source: T | (() => T)): T {
  return typeof source === 'function' ? source() : source;
}
