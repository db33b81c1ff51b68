import * as vscode from 'vscode';
import type { Disposable } from '#common/disposable.ts';
import { moveUri } from './changedPlans.ts';
import type { ExecutionResult, Plan, PlannedTask, ProjectOrchestrator } from '#orchestration/index.ts';

/** A plan that was run or gone on with in this session. */
export interface KnownPlan {
  planId: string;
  plan: Omit<Plan, 'version' | 'tasks'>;
  /** The document that it is from, wherever that is by now. */
  source: vscode.Uri | undefined;
  orchestrator: ProjectOrchestrator;
  /** While it is run. */
  campaign?: { abort: AbortController; results: Promise<ExecutionResult[]> };
}

/** A plan as it stands. A copy. */
export interface PlanState {
  planId: string;
  goal?: string;
  maxConcurrent?: number;
  source?: string | undefined;
  isRunning: boolean;
  /** Dependencies before their dependents, each with its latest result. */
  tasks: PlannedTask[];
}

/** Changes that follow each other within this time are told as one: who is told reads the whole plan. */
const changePauseMs = 30;

/** The most plans that are kept in memory after they have ended. The history has the others. */
const maxIdlePlans = 20;

/** The plans that can be stopped or gone on with: all that run, and the last ones that have ended. Tells what becomes of them. */
export class KnownPlans implements Disposable {
  /** Oldest first. */
  readonly #plans = new Map<string, KnownPlan>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #changed = new vscode.EventEmitter<string>();

  /** Fires with the id of a plan when one of its tasks has come to another state, and when {@link tell} says so. */
  readonly onDidChange = this.#changed.event;

  /** Keeps a plan from now on, in the place of the one that had its id. */
  add(known: KnownPlan): void {
    const { planId } = known;
    this.#plans.set(planId, known);
    known.orchestrator.onDidChange((event) => {
      if (event.type !== 'task' || this.#timers.has(planId)) return;
      const timer = setTimeout(() => {
        this.#timers.delete(planId);
        this.tell(planId);
      }, changePauseMs);
      this.#timers.set(planId, timer);
    });
  }

  /** Forgets a plan of which nothing was run. */
  remove(planId: string): void {
    this.#plans.delete(planId);
  }

  get(planId: string): KnownPlan | undefined {
    return this.#plans.get(planId);
  }

  /** The plan that was run last from a document. */
  findBySource(source: vscode.Uri): KnownPlan | undefined {
    const key = source.toString();
    return [...this.#plans.values()].findLast((known) => known.source?.toString() === key);
  }

  /** A file, or a folder of files, was renamed: the plans of it follow, those that were at the new place have none any more. */
  moveSource(from: vscode.Uri, to: vscode.Uri): void {
    const [old, now] = [from.toString(), to.toString()];
    for (const known of this.#plans.values()) {
      const source = known.source?.toString() ?? '';
      const moved = moveUri(source, old, now);
      if (moved === undefined && moveUri(source, now, now) === undefined) continue;
      known.source = moved === undefined ? undefined : vscode.Uri.parse(moved);
      this.tell(known.planId);
    }
  }

  /** The document of these plans is no more. It lives on in `file`, or nowhere. Returns the plans. */
  replaceSource(document: vscode.Uri, file: vscode.Uri | undefined): KnownPlan[] {
    const key = document.toString();
    const found = [...this.#plans.values()].filter(({ source }) => source?.toString() === key);
    for (const known of found) {
      known.source = file;
      this.tell(known.planId);
    }
    return found;
  }

  /** The plans that run, oldest first. */
  get running(): KnownPlan[] {
    return [...this.#plans.values()].filter(({ campaign }) => campaign);
  }

  /** A plan has begun or ended. */
  tell(planId: string): void {
    this.#changed.fire(planId);
  }

  /** Keeps no more plans that have ended than are needed. */
  forgetOldest(): void {
    const idle = [...this.#plans.values()].filter(({ campaign }) => !campaign);
    for (const { planId } of idle.slice(0, Math.max(0, idle.length - maxIdlePlans))) this.#plans.delete(planId);
  }

  /** Stops all that runs. */
  dispose(): void {
    for (const { campaign } of this.running) campaign?.abort.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#changed.dispose();
  }
}

export function toState({ planId, plan, source, orchestrator, campaign }: KnownPlan): PlanState {
  return {
    planId,
    ...plan,
    source: source?.toString(),
    isRunning: campaign !== undefined,
    tasks: orchestrator.getTasks(),
  };
}
