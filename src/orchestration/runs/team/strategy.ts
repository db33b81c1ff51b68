import type { Message } from '#llm/core.ts';
import type { AgentTask, ExecutionEvent, ExecutionPart, ExecutionResult } from '#orchestration/types.ts';

/** How one part differs from the others. */
export interface PartOptions {
  /** Defaults to `candidate`. */
  role?: ExecutionPart['role'];
  /** Ends this part; the run's own signal does so besides. */
  signal?: AbortSignal;
  /** Is told what the part says, besides the run's listener. */
  onEvent?: (event: ExecutionEvent) => void;
  /** What its agent is sent instead of the task's own prompt. */
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
  /** Tells the run's listener. */
  emit(event: ExecutionEvent): void;
}

/** What a strategy came to. */
export interface StrategyOutcome {
  /** The part whose output it is. A part that did not succeed lends its partial output to a run that failed. */
  chosen?: ExecutionResult | undefined;
  /** The answer, where it is not the output of `chosen` as it stands. */
  output?: string;
  reasons?: string | undefined;
}

/** Serves one task with several agents. */
export type StrategyFunction = (run: StrategyRun) => Promise<StrategyOutcome>;

/** Tells an answer that was not streamed. */
export function tellAnswer(run: StrategyRun, chosen: ExecutionResult | undefined): void {
  if (chosen?.status !== 'success') return;
  if (chosen.metadata.thinking) run.emit({ type: 'thinking', text: chosen.metadata.thinking });
  if (chosen.output) run.emit({ type: 'text', text: chosen.output });
}
