import type { Disposable } from '#common/disposable.ts';
import type { BaseLlm, LlmClass, LlmError } from '#llm/core.ts';
import type {
  ExecutionEvent,
  ExecutionListener,
  ExecutionResult,
  ParsedPlan,
  Plan,
  PlanFormat,
  Strategy,
  TaskContext,
} from '#orchestration/index.ts';

/** Same as VS Code's own `Event`, for callers. Only `editor/` and `extension.ts` import `vscode`. */
export type Event<T> = (listener: (value: T) => unknown) => Disposable;

/** A task of another extension. */
export interface ApiTask {
  description: string;
  /** Id of an agent. Defaults to the one in force in the workspace. */
  agent?: string;
  agents?: string[];
  strategy?: Strategy;
  context?: TaskContext;
  signal?: AbortSignal;
  onEvent?: ExecutionListener;
}

/** Options of a plan that another extension runs. */
export interface ApiPlanOptions {
  /** Cancels active tasks; those that have not begun stay pending. */
  signal?: AbortSignal;
  onEvent?: (event: ExecutionEvent, taskId: string) => void;
}

/** Result of `activate()`: another extension can run tasks and add an LLM of its own. */
export interface SwitchyardApi {
  readonly version: 1;
  /** Runs a task. Never rejects, for a failed run or for what is no task: the result says how it ended. */
  executeTask(task: ApiTask): Promise<ExecutionResult>;
  /**
   * Runs the tasks of a plan as their dependencies end, and resolves with the results in order of completion, those of
   * failed runs included. Rejects with a `TypeError` that says what is wrong when the plan cannot be run at all.
   */
  executePlan(plan: Plan, options?: ApiPlanOptions): Promise<ExecutionResult[]>;
  /** Reads the text of a plan file. Never rejects: what is wrong is in the problems, each with its place. */
  parsePlan(text: string, format: PlanFormat): Promise<ParsedPlan>;
  /**
   * Adds an LLM under a new agent type, for providers whose `type` names it. Throws for a type that exists. It receives
   * no key that was stored for another type. What it throws besides an {@link LlmError} is a `protocol` error.
   *
   * Disposing frees the type, runs that go on keep their LLM, and whoever registers the type next serves its providers,
   * with the keys that the user entered for the type. So call it what nobody else will: `acme.chat` rather than `chat`.
   */
  registerLlm(type: string, loader: () => Promise<LlmClass>): Disposable;
  /** Fires when a run begins and when it settles. */
  readonly onDidChangeRun: Event<ExecutionResult>;
  /** The class an LLM extends. */
  readonly BaseLlm: typeof BaseLlm;
  /** The error an LLM throws. */
  readonly LlmError: typeof LlmError;
}
