import type { Message } from '#llm/core.ts';
import type { PartRole } from '#common/vocabulary.ts';
import type { AgentTask, ExecutionEvent, ExecutionResult } from '#orchestration/types.ts';

/** Differences of one part from the others. */
export interface PartOptions {
  /** Defaults to `candidate`. */
  role?: PartRole;
  /** Ends this part; the run's own signal does so besides. */
  signal?: AbortSignal;
  /** Receives the part's events, besides the run's listener. */
  onEvent?: (event: ExecutionEvent) => void;
  /** Conversation for its agent instead of the task's own prompt. */
  messages?: Message[];
}

/** A run of several agents, as a strategy sees it. */
export interface StrategyRun {
  readonly task: AgentTask;
  /** At least one. An id may stand there twice. */
  readonly agents: readonly string[];
  readonly judge: string;
  readonly signal: AbortSignal | undefined;
  /** Runs an agent on the task. Never rejects. Parts are listed in the order of these calls. */
  runPart(agent: string, options?: PartOptions): Promise<ExecutionResult>;
  /** Emits an event of the whole run. */
  emit(event: ExecutionEvent): void;
}

/** Outcome of a strategy. */
export interface StrategyOutcome {
  /** The part whose output it is. A part that did not succeed lends its partial output to a run that failed. */
  chosen?: ExecutionResult | undefined;
  /** The answer, where it is not the output of `chosen` as it stands. */
  output?: string;
  reasons?: string | undefined;
}

/** Serves one task with several agents. */
export type StrategyFunction = (run: StrategyRun) => Promise<StrategyOutcome>;

/** Emits an answer that was not streamed. */
export function emitAnswer(run: StrategyRun, chosen: ExecutionResult | undefined): void {
  if (chosen?.status !== 'success') return;
  if (chosen.metadata.thinking) run.emit({ type: 'thinking', text: chosen.metadata.thinking });
  if (chosen.output) run.emit({ type: 'text', text: chosen.output });
}
