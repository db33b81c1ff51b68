import type { ExecutionStatus, TaskStatus } from '#common/vocabulary.ts';
import type { AgentTask, ExecutionResult, Plan } from '#orchestration/types.ts';
import type { Strategy } from '#common/vocabulary.ts';

/** A run as it begins. */
export interface RunStart {
  /** With status `in_progress` and no output yet. */
  result: ExecutionResult;
  /** As it was sent, less what the redactor took out, so that it can be run again. */
  task: AgentTask;
  /** Runs that follow each other up share one. */
  threadId: string;
  planId?: string;
  /** The run of several agents that this one is a part of. Parts are not listed in the history. */
  parentRunId?: string;
}

/** Tokens and dollars. */
export interface RunCost {
  tokens: number;
  costUsd: number;
}

/** A task's state, as the orchestrator reports each change of it. */
export interface TaskStateChange {
  planId: string;
  taskId: string;
  status: TaskStatus;
  /** The run that brought it about, if one did. */
  runId?: string | undefined;
}

/** What is said of a plan besides its tasks. */
export interface PlanFacts {
  goal?: string;
  maxConcurrent?: number;
  /** Where the plan came from, as an URI, if it came from a file. */
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
  | { type: 'runCost'; runId: string; cost: RunCost }
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

/** A run as the history keeps it. */
export interface RunRecord extends RunStart {
  /** The folder or workspace file the run began in, as an URI; empty without one. */
  workspace: string;
}

/** What a list shows of a run: everything but its texts. */
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

/** Which runs a list wants, newest first. */
export interface RunQuery {
  /** Words that the title, the description or the output must have, the last one perhaps unfinished. */
  text?: string;
  status?: ExecutionStatus;
  workspace?: string;
  /** At most so many. Default 50. */
  limit?: number;
  /** `next` of the page before. */
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
  /** How many tasks there are of each state. */
  counts: Partial<Record<TaskStatus, number>>;
  /** A window runs it: this one or another. */
  isRunning?: boolean;
}

/** A plan as it stands. */
export interface PlanRecord extends PlanSummary {
  plan: Plan;
  /** By task id. A task whose run was cut off by a crash is `pending` again and still names that run. */
  states: Record<string, { status: TaskStatus; runId?: string }>;
}

/** What is read back. */
export interface RunHistory {
  getRun(runId: string): RunRecord | undefined;
  /** The runs of the agents that served one task together, oldest first. */
  getParts(runId: string): RunRecord[];
  listRuns(query?: RunQuery): RunPage;
  getPlan(planId: string): PlanRecord | undefined;
  /** Newest first, of one workspace or of all. */
  listPlans(limit?: number, workspace?: string): PlanSummary[];
  /**
   * The plans of the workspace that is open that no window runs and that have tasks left, newest first. A plan whose file
   * was run again later is not among them.
   */
  listUnfinishedPlans(): PlanSummary[];
  /** The plan that was run last from this file, in whichever window. */
  findLatestPlan(source: string): PlanSummary | undefined;
  /** A file, or a folder of files, was renamed: plans of it follow. What was at the new place before is there no more. */
  moveSource(from: string, to: string): void;
  /**
   * Makes a plan this window's, to be run here and nowhere else until it is released or the window dies. Of several windows
   * that ask in the same moment one gets it. False when another window has it or runs some of it; with `isAlone`, also when
   * another window has another plan of the same file.
   */
  claimPlan(planId: string, options?: { isAlone?: boolean }): boolean;
  /** Another window may run the plan. Changes nothing where this one has not claimed it. */
  releasePlan(planId: string): void;
  /**
   * Tokens and dollars of all runs that began since then and before `end` (milliseconds since the epoch), in every workspace
   * and window. Of a run that goes on in this window nothing counts yet, nor of its parts: whoever runs it knows better.
   */
  sumSpent(since: number, end?: number): RunCost;
  /** The same of all runs of a plan. */
  sumSpentOnPlan(planId: string): RunCost;
  /** Removes a run with its parts and its text. False when there is none. A run that goes on stays. */
  deleteRun(runId: string): boolean;
  /** Removes a plan with all of its runs. False when there is none, or a run of it goes on. */
  deletePlan(planId: string): boolean;
  /** Removes everything but what goes on. */
  clear(): void;
  /** Calls the listener after each change but text; the caller reads again what it shows. */
  onDidChange(listener: () => void): { dispose(): void };
}

/** Why history is not what it was, or will not be. */
export type StoreProblem =
  /** The file could not be used and was moved to `path`. A new one is begun, with the runs that could be read of it. */
  | { kind: 'setAside'; reason: 'corrupt' | 'newer'; path: string; keptCount: number }
  /** There is no file that can be used: this window's history is in memory until there is one. */
  | { kind: 'inMemory'; reason: 'newer' | 'corrupt' | 'unusable'; cause: string }
  /** Changes cannot be written for now: they are kept in memory, and tried again. */
  | { kind: 'unsaved'; cause: 'busy' | 'full' | 'readOnly' | 'io' }
  /** What was `unsaved` or `inMemory` has been written. */
  | { kind: 'savedAgain' };
