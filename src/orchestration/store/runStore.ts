import type { ExecutionStatus, Strategy, TaskStatus } from '#common/vocabulary.ts';
import type { AgentTask, ExecutionResult, Plan, Spent } from '#orchestration/types.ts';

/** Beginning of a run. */
export interface RunStart {
  /** With status `in_progress` and no output yet. */
  result: ExecutionResult;
  /** Task as it was sent, without redacted parts, so that it can be run again. */
  task: AgentTask;
  /** Shared by a run and its follow-ups. */
  threadId: string;
  planId?: string;
  /** Run of several agents that this one is a part of. Parts are not listed in the history. */
  parentRunId?: string;
}

/** Change of a task's state. */
export interface TaskStateChange {
  planId: string;
  taskId: string;
  status: TaskStatus;
  /** Run that caused it, if one did. */
  runId?: string | undefined;
}

/** Facts about a plan besides its tasks. */
export interface PlanFacts {
  goal?: string;
  maxConcurrent?: number;
  /** URI of the file that the plan came from, if it came from one. */
  source?: string;
}

/** Everything that happens to runs and plans. Each is one change, made whole or not at all. */
export type RunChange =
  | { type: 'runBegun'; start: RunStart }
  /** More output of a run that has begun and not settled. */
  | { type: 'runOutput'; runId: string; text?: string | undefined; thinking?: string | undefined }
  /**
   * The least that requests of a run in progress have cost whose usage is not known. Replaces the cost before. Recorded often,
   * so that a crash does not make a budget larger.
   */
  | { type: 'runCost'; runId: string; cost: Spent }
  /** A run's end. The result replaces the output before. */
  | { type: 'runSettled'; result: ExecutionResult }
  /** The user has made the answer of a part that of its run, which has settled. The run's own output stays. */
  | { type: 'answerChosen'; runId: string; partRunId: string }
  /** A new plan, or new facts of a known one. Its tasks and their states stay. */
  | { type: 'planSaved'; planId: string; facts: PlanFacts }
  /** Tasks that a plan has from now on, or their new contents. One that is new is `pending`. */
  | { type: 'tasksSaved'; planId: string; tasks: readonly AgentTask[] }
  | { type: 'taskRemoved'; planId: string; taskId: string }
  | ({ type: 'taskStateChanged' } & TaskStateChange);

/**
 * Records runs and plans as they happen. An error of a store is logged and never breaks a run. A store may batch output, but
 * after a crash at most the last second of it may be missing.
 */
export interface RunStore {
  record(change: RunChange): void | Promise<void>;
}

/** A run of the history. */
export interface RunRecord extends RunStart {
  /** Folder or workspace file that the run began in, as an URI; empty without one. */
  workspace: string;
}

/** Row of a list of runs: everything but their texts. */
export interface RunSummary {
  runId: string;
  taskId: string;
  planId?: string;
  threadId: string;
  title: string;
  agent: string;
  model?: string;
  strategy?: Strategy;
  status: ExecutionStatus;
  startedAt: string;
  durationSeconds?: number;
  inputTokens?: number;
  outputTokens?: number;
  costUsd?: number;
  workspace: string;
}

/** Filter and page of a list of runs, newest first. */
export interface RunQuery {
  /** Words that the title, the description or the output must contain. The last one may be unfinished. */
  text?: string;
  status?: ExecutionStatus;
  workspace?: string;
  /** Maximum number of runs. Default 50. */
  limit?: number;
  /** `next` of the previous page. */
  after?: string;
}

export interface RunPage {
  runs: RunSummary[];
  /** Missing on the last page. */
  next?: string;
}

export interface PlanSummary extends PlanFacts {
  planId: string;
  workspace: string;
  /** ISO 8601. */
  createdAt: string;
  /** Number of tasks of each state. */
  counts: Partial<Record<TaskStatus, number>>;
  /** True while a window runs it, this one or another. */
  isRunning?: boolean;
}

/** A plan with its tasks and their states. */
export interface PlanRecord extends PlanSummary {
  plan: Plan;
  /** By task id. A task whose run was cut off by a crash is `pending` again and still names that run. */
  states: Record<string, { status: TaskStatus; runId?: string }>;
}

/** Reads, claims and deletes recorded runs and plans. */
export interface RunHistory {
  getRun(runId: string): RunRecord | undefined;
  /** Returns the parts of a run of several agents, oldest first. */
  getParts(runId: string): RunRecord[];
  listRuns(query?: RunQuery): RunPage;
  getPlan(planId: string): PlanRecord | undefined;
  /** Returns plans, newest first, of one workspace or of all. */
  listPlans(limit?: number, workspace?: string): PlanSummary[];
  /**
   * Returns the plans of the open workspace that no window runs and that have tasks left, newest first. A plan whose file
   * was run again later is not among them.
   */
  listUnfinishedPlans(): PlanSummary[];
  /** Returns the plan that was last run from a file, in any window. */
  findLatestPlan(source: string): PlanSummary | undefined;
  /** Moves plans along with their file, or folder of files. Plans of a file that was at the new place lose their source. */
  moveSource(from: string, to: string): void;
  /**
   * Makes a plan this window's, to be run here and nowhere else until it is released or the window dies. Of several windows
   * that ask in the same moment one gets it. Returns false when another window has it or runs some of it; with `isAlone`, also
   * when another window has another plan of the same file.
   */
  claimPlan(planId: string, options?: { isAlone?: boolean }): boolean;
  /** Lets other windows run the plan. Changes nothing where this one has not claimed it. */
  releasePlan(planId: string): void;
  /**
   * Sums the cost of all runs that began since then and before `end` (milliseconds since the epoch), in every workspace and
   * window. Runs in progress in this window, and their parts, do not count: their runner knows better.
   */
  sumSpent(since: number, end?: number): Spent;
  /** Sums the cost of all runs of a plan. */
  sumSpentOnPlan(planId: string): Spent;
  /** Removes a run with its parts and its text. Returns false when there is none. A run in progress stays. */
  deleteRun(runId: string): boolean;
  /** Removes a plan with all of its runs. Returns false when there is none, or one of its runs is in progress. */
  deletePlan(planId: string): boolean;
  /** Removes everything but runs and plans in progress. */
  clear(): void;
  /** Calls the listener after each change but output. The listener reads anew. */
  onDidChange(listener: () => void): { dispose(): void };
}

/** Problem with the history's files, or its end. */
export type StoreProblem =
  /** The file could not be used and was moved to `path`. A new one has the `keptCount` runs that could be read. */
  | { kind: 'setAside'; reason: 'corrupt' | 'newer'; path: string; keptCount: number }
  /** No file can be used: this window's history is in memory until one can. */
  | { kind: 'inMemory'; reason: 'newer' | 'corrupt' | 'unusable'; cause: string }
  /** Changes cannot be written for now: they wait in memory and are tried again. */
  | { kind: 'unsaved'; cause: 'busy' | 'full' | 'readOnly' | 'io' }
  /** Unsaved changes, or the history in memory, have been written. */
  | { kind: 'savedAgain' };
