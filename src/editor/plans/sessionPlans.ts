import type { Disposable } from '#common/disposable.ts';
import { Emitter } from '#common/emitter.ts';
import { moveUri } from './resumeDecision.ts';
import type { ExecutionResult, Plan, PlannedTask, ProjectOrchestrator } from '#orchestration/index.ts';

/** A plan that was started or resumed in this session. */
export interface SessionPlan {
  planId: string;
  plan: Omit<Plan, 'version' | 'tasks'>;
  /** URI of the document that it is from, after all renames. */
  source: string | undefined;
  orchestrator: ProjectOrchestrator;
  /** Present while the plan runs. */
  activeRun?: { abort: AbortController; results: Promise<ExecutionResult[]> };
}

/** A copy of the current state of a plan. */
export interface PlanState {
  planId: string;
  goal?: string | undefined;
  maxConcurrent?: number | undefined;
  source?: string | undefined;
  isRunning: boolean;
  /** Dependencies before their dependents, each with its latest result. */
  tasks: PlannedTask[];
}

/** Time within which several changes are emitted as one, in milliseconds: listeners read the whole plan. */
const changePauseMs = 30;

/** Most ended plans that stay in memory. The history has the others. */
const maxIdlePlans = 20;

/** The plans that can be stopped or resumed: all active ones, and the last ones that ended. Emits their changes. */
export class SessionPlans implements Disposable {
  /** Oldest first. */
  readonly #plans = new Map<string, SessionPlan>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #changed = new Emitter<string>();

  /** Fires with the id of a plan after the state of one of its tasks changed, and on {@link emit}. */
  readonly onDidChange = this.#changed.event;

  /** Adds a plan, or replaces the one with its id. */
  add(live: SessionPlan): void {
    const { planId } = live;
    this.#plans.set(planId, live);
    live.orchestrator.onDidChange((event) => {
      if (event.type !== 'task' || this.#timers.has(planId)) return;
      const timer = setTimeout(() => {
        this.#timers.delete(planId);
        this.emit(planId);
      }, changePauseMs);
      this.#timers.set(planId, timer);
    });
  }

  /** Removes a plan that ran no task. */
  remove(planId: string): void {
    this.#plans.delete(planId);
  }

  get(planId: string): SessionPlan | undefined {
    return this.#plans.get(planId);
  }

  /** The plan that ran last from a document. */
  findBySource(source: string): SessionPlan | undefined {
    return [...this.#plans.values()].findLast((live) => live.source === source);
  }

  /** Moves plans with their renamed file or folder. Plans of a file that was at the new place lose theirs. */
  moveSource(from: string, to: string): void {
    for (const live of this.#plans.values()) {
      const source = live.source ?? '';
      const moved = moveUri(source, from, to);
      if (moved === undefined && moveUri(source, to, to) === undefined) continue;
      live.source = moved;
      this.emit(live.planId);
    }
  }

  /** Gives the plans of a document that no longer exists another file, or none. Returns the plans. */
  replaceSource(document: string, file: string | undefined): SessionPlan[] {
    const found = [...this.#plans.values()].filter(({ source }) => source === document);
    for (const live of found) {
      live.source = file;
      this.emit(live.planId);
    }
    return found;
  }

  /** The active plans, oldest first. */
  get running(): SessionPlan[] {
    return [...this.#plans.values()].filter(({ activeRun }) => activeRun);
  }

  /** Emits a change of a plan, such as its beginning and its end. */
  emit(planId: string): void {
    this.#changed.fire(planId);
  }

  /** Removes the oldest ended plans beyond the limit. */
  removeOldest(): void {
    const idle = [...this.#plans.values()].filter(({ activeRun }) => !activeRun);
    for (const { planId } of idle.slice(0, Math.max(0, idle.length - maxIdlePlans))) this.#plans.delete(planId);
  }

  /** Stops all active plans. */
  dispose(): void {
    for (const { activeRun } of this.running) activeRun?.abort.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#changed.dispose();
  }
}

/** Copies the current state of a plan. */
export function toState({ planId, plan, source, orchestrator, activeRun }: SessionPlan): PlanState {
  return { planId, ...plan, source, isRunning: activeRun !== undefined, tasks: orchestrator.getTasks() };
}
