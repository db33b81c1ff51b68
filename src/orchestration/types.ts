import type {
  BudgetScope,
  DiagnosticSeverity,
  ExecutionStatus,
  PartRole,
  ProviderAuth,
  Strategy,
  TaskPriority,
  TaskStatus,
} from '#common/vocabulary.ts';
import type {
  AgentType,
  AnswerEnd,
  FinishReason,
  LlmErrorKind,
  LlmErrorReason,
  LlmEvent,
  Message,
  Usage,
} from '#llm/core.ts';

/** An entry of `switchyard.providers`, checked. `type` may be left out where the id is a built-in one. */
export interface ProviderEntry {
  type?: AgentType;
  baseUrl?: string;
  /** Allows plain `http` to another machine, for this provider only. */
  allowHttp?: boolean;
  headers?: Record<string, string>;
  auth?: ProviderAuth;
  simulated?: boolean;
  label?: string;
}

/** An entry of `switchyard.agents`, checked. `provider` and `model` may be left out where the id is a built-in one. */
export interface AgentEntry {
  provider?: string;
  model?: string;
  systemPrompt?: string;
  temperature?: number;
  maxTokens?: number;
  params?: Record<string, unknown>;
  capabilities?: string[];
  /** `false` keeps the agent listed but refuses to run it. */
  enabled?: boolean;
  label?: string;
}

/** A named way to run tasks: provider, model, system prompt, parameters. */
export interface AgentConfig extends AgentEntry {
  id: string;
  type: AgentType;
  /** Id of the provider whose endpoint and key the agent uses. */
  provider: string;
  model: string;
  baseUrl?: string;
  headers?: Record<string, string>;
  /** `none`: runs without a key; a stored one is still sent. */
  auth?: ProviderAuth;
  /** The provider answers with made-up text; the UI says so. */
  simulated?: boolean;
  /** The model was chosen by a workspace, not by the user. */
  isWorkspaceModel?: boolean;
  /** Fault in the agent's settings. An agent that has one stays listed but refuses to run. */
  problem?: SettingProblem;
}

/** A provider: the address that requests go to, and the key they carry. */
export interface ProviderConfig extends ProviderEntry {
  id: string;
  type: AgentType;
  label: string;
  /** Fault in the provider's settings. Its agents refuse to run. */
  problem?: SettingProblem;
}

/** Something in the settings that cannot be used. `message` never repeats a value. */
export interface SettingProblem {
  /** For instance `switchyard.agents › fast › model`. */
  path: string;
  /** The path, what was expected and what was found, in one sentence. */
  message: string;
}

/** A setting read entry by entry: what is wrong with one entry leaves the others valid. */
export interface ParsedEntries<Entry> {
  valid: Record<string, Entry>;
  problems: SettingProblem[];
  /** Ids of the entries that were refused, each with its first problem. */
  refused: Record<string, SettingProblem>;
}

/** Lines of a document, counted from 1, both ends included. */
interface LineRange {
  startLine: number;
  endLine: number;
}

/** One problem the editor reports inside the task's range. */
export interface TaskDiagnostic {
  message: string;
  severity: DiagnosticSeverity;
  /** Counted from 1. */
  line: number;
  source?: string;
}

/** A further file, whole, that goes along with a task. */
export interface ContextFile {
  /** Relative to the workspace folder, with `/`. */
  file: string;
  languageId?: string;
  content: string;
}

/** Code and files that a task is about, besides its description. */
export interface TaskContext {
  code?: string;
  /** Relative to the workspace folder, with `/`. */
  file?: string;
  languageId?: string;
  range?: LineRange;
  diagnostics?: TaskDiagnostic[];
  files?: ContextFile[];
}

/** A piece of work for an agent. */
export interface AgentTask {
  id: string;
  title?: string;
  description: string;
  agent?: string;
  agents?: string[];
  strategy?: Strategy;
  priority?: TaskPriority;
  dependencies?: string[];
  context?: TaskContext;
  /** The URI of the document that the task began in, and that its code was read from. No model is told of it. */
  documentUri?: string;
  /** The agent that judges the others' answers under `synthesize`. Defaults to the first of `agents`. */
  judge?: string;
  /** Abilities that an agent must have. Used where no agent is named. */
  capabilities?: string[];
  /** Agents of these types come first, in this order. Used where no agent is named. */
  preferredTypes?: AgentType[];
  /** Earlier turns, oldest first, that this task follows up. */
  history?: Message[];
  /** The files whose text stands in those turns: what may not be sent any more must not be sent again. */
  historyFiles?: string[];
  /** Outputs of the tasks it depends on. Put in by the orchestrator when the task runs. */
  inputs?: TaskInput[];
}

/** The output of a task, as a task that depends on it is given it. */
export interface TaskInput {
  taskId: string;
  title?: string;
  /** Perhaps only its beginning. */
  output: string;
  /** Length of the whole output in characters (UTF-16 units); present where it was cut. */
  fullLength?: number;
}

/**
 * Tasks that are run together. `*.switchyard.yaml` and `*.switchyard.json` hold one; `parsePlan` reads them.
 */
export interface Plan {
  version: 1;
  /** Purpose of the plan, in a sentence. */
  goal?: string;
  /** Limit of the tasks that run at once; the setting's limit holds besides. */
  maxConcurrent?: number;
  tasks: AgentTask[];
}

export type ExecutionErrorKind =
  | LlmErrorKind
  | 'emptyDescription'
  | 'emptySelection'
  | 'unknownAgent'
  | 'agentDisabled'
  | 'missingKey'
  | 'budget'
  /** A part of the program is not there any more: it was updated while it ran. */
  | 'updated';

/** Why a run failed. `message` names the cause and never holds a key. */
export interface ExecutionError {
  kind: ExecutionErrorKind;
  /** A finer cause, where the next step is another than that of the kind. */
  reason?: LlmErrorReason;
  message: string;
  retryable: boolean;
  provider?: string;
  status?: number;
  requestId?: string;
  /** Of kind `budget`: which limit was reached. */
  limit?: BudgetScope;
  /** Of kind `budget`: how far the limit was used, how high it is, and what the next request would need at least. */
  amounts?: { unit: 'tokens' | 'usd'; used: number; most: number; next: number };
}

/** Tokens (input and output together) and US dollars. */
export interface Spent {
  tokens: number;
  costUsd: number;
}

/** Facts about a run. */
export interface ExecutionMetadata {
  provider?: string;
  model?: string;
  simulated?: boolean;
  /** Requests sent, the first included. */
  attempts?: number;
  finishReason?: FinishReason;
  /** Further facts about the end, such as that it was not the server that closed the answer. */
  end?: AnswerEnd;
  usage?: Usage;
  costUsd?: number;
  /**
   * Estimate of what requests cost whose usage or price is not known, besides `usage` and `costUsd`. While a request
   * goes on under a limit, the most that it may come to. Budgets count it.
   */
  guessed?: Spent;
  thinking?: string;
  /** From the start of the run to its first text, in milliseconds. */
  firstTextMs?: number;
  /** Present on the result of several agents, and on nothing else. */
  strategy?: Strategy;
  /**
   * The runs of the agents that served one task, losers included. `attempts`, `usage` and `costUsd` above are their sums:
   * of what is known, so a part that tells nothing (a loser whose socket was closed) makes them a lower bound.
   */
  parts?: ExecutionResult[];
  /** Id of the one of `parts` that the output came from. */
  chosenRunId?: string;
  /** Why the judge of `synthesize` decided as it did. Missing when no judge was needed, or it failed or gave none. */
  reasons?: string;
  /** On one of `parts`: what its agent was there for. */
  role?: PartRole;
  /** Outputs of other tasks that did not go into the prompt whole. */
  cutInputs?: { taskId: string; keptLength: number; fullLength: number }[];
}

/** One execution of a task by an agent. Times are ISO 8601 strings. */
export interface ExecutionResult {
  runId: string;
  taskId: string;
  /** Of several agents the one whose output it is; the first one as long as that is open. */
  agent: string;
  status: ExecutionStatus;
  /** Always a string; partial when the run did not finish. */
  output: string;
  error?: ExecutionError;
  startedAt: string;
  completedAt?: string;
  durationSeconds?: number;
  metadata: ExecutionMetadata;
}

/** Events of a run of one agent. */
export type PartEvent =
  | LlmEvent
  /** A wait begins, after which request number `attempt` (the first was 1) is sent. */
  | { type: 'retry'; attempt: number; reason: LlmErrorKind; delayMs: number }
  | { type: 'status'; status: ExecutionStatus }
  /**
   * The answer comes from this agent from here on: `fallback` has gone on to it, or the judge of `synthesize` failed. What
   * `text` and `thinking` events said before is not part of the answer; it is kept with its part.
   */
  | { type: 'agent'; agent: string; reason: string };

/** Events of a run. */
export type ExecutionEvent =
  | PartEvent
  /**
   * Event of one of several agents on the same task. With the last one, the `status` it ends with, comes its result.
   * Of what parts say, only what becomes the answer is also told as the run's own `text`.
   */
  | { type: 'part'; part: ExecutionPart; event: PartEvent; result?: ExecutionResult };

/** One of several agents' runs on the same task. */
export interface ExecutionPart {
  runId: string;
  agent: string;
  role: PartRole;
}

/** Takes the events of a run. What it throws is logged and changes nothing. */
export type ExecutionListener = (event: ExecutionEvent) => void;

/** A task as it stands. A copy: changing it changes nothing. */
export interface PlannedTask extends AgentTask {
  status: TaskStatus;
  /** Of the latest run. */
  result?: ExecutionResult;
  /** The failed or cancelled tasks that keep this one from running. */
  blockedBy?: string[];
}

/** Events of a plan. */
export type PlanEvent =
  /** A task has come to another state. `blockedBy` names the task whose failure blocks it. */
  | { type: 'task'; taskId: string; status: TaskStatus; blockedBy?: string[] }
  | { type: 'run'; taskId: string; event: ExecutionEvent }
  /** A limit is reached: what runs may end, nothing more is begun. The tasks that are left stay `pending`. */
  | { type: 'stopped'; error: ExecutionError };

/** Options of `ProjectOrchestrator.executeAll`. */
export interface ExecuteAllOptions {
  /** Cancels what runs; what has not begun stays as it is and can be run later. */
  signal?: AbortSignal;
  onEvent?: (event: ExecutionEvent, taskId: string) => void;
}

/** A limit in tokens (input and output together), in dollars, or both. */
export interface BudgetLimit {
  tokens?: number;
  usd?: number;
}

/**
 * Limits of what may be spent. A run of several agents is one run: its parts and its judge count together. A day goes from
 * midnight to midnight, local time, in all windows.
 */
export interface Budget extends Partial<Record<BudgetScope, BudgetLimit>> {
  /** Fault in the setting. Nothing is sent until it is mended. */
  problem?: SettingProblem;
}

/** Computes what an answer of `model`, as the provider names it, cost in USD; `undefined` where that is not known. */
export type CostOf = (agent: AgentConfig, model: string, usage: Usage) => number | undefined;
