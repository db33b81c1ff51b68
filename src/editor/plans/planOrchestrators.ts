import type { Logger } from '#common/logger.ts';
import {
  type BegunPlan,
  findPlanChanges,
  ProjectOrchestrator,
  type DeferredRunStore,
  type Plan,
  type PlanFacts,
  type PlanRecord,
  type ProjectOrchestratorOptions,
  type RunHistory,
  type RunSlots,
  type TaskRunner,
} from '#orchestration/index.ts';
import { isUntitled, restorePlan } from './planRecords.ts';
import type { SessionPlan } from './sessionPlans.ts';

export interface PlanOrchestratorsOptions {
  /** Creates what runs the tasks of one plan, with the settings for its document. */
  createRunner: (source: string | undefined) => TaskRunner;
  readLimits: () => { maxConcurrent: number; maxConcurrentPerProvider: number };
  store: DeferredRunStore;
  /** Shared with all other runs of this window. */
  slots: RunSlots;
  logger: Logger;
}

/** Creates the orchestrators of plans: new ones, those of the history, and those whose files have changed. */
export class PlanOrchestrators {
  readonly #options: PlanOrchestratorsOptions;

  constructor(options: PlanOrchestratorsOptions) {
    this.#options = options;
  }

  create(planId: string, plan: Plan, source: string | undefined): SessionPlan {
    const facts = toFacts(plan);
    const options = this.#toOptions(facts.maxConcurrent, source);
    const orchestrator = new ProjectOrchestrator({ ...options, planId, facts: toStoredFacts(facts, source) });
    orchestrator.addTasks(plan.tasks);
    return { planId, plan: facts, source, orchestrator };
  }

  /** Throws a `DependencyError` if too little of the plan can be read. */
  restore(record: PlanRecord, history: RunHistory, source: string | undefined): SessionPlan {
    const facts = toFacts(record.plan);
    const orchestrator = restorePlan(record, history, this.#toOptions(facts.maxConcurrent, source));
    return { planId: record.planId, plan: facts, source, orchestrator };
  }

  /** Revises an idle plan to what its file says now. */
  revise(live: SessionPlan, plan: Plan, clean: (text: string) => string): SessionPlan {
    const { planId, source, orchestrator } = live;
    const changes = findPlanChanges(toBegunHere(live), plan, clean);
    if (!changes) return live;
    const facts = toFacts(plan);
    const options = { ...this.#toOptions(facts.maxConcurrent, source), facts: toStoredFacts(facts, source) };
    return { planId, plan: facts, source, orchestrator: orchestrator.revise(plan, changes, options) };
  }

  #toOptions(
    maxConcurrent: number | undefined,
    source: string | undefined,
  ): Omit<ProjectOrchestratorOptions, 'planId'> {
    const { createRunner, readLimits, store, slots, logger } = this.#options;
    return {
      executor: createRunner(source),
      store,
      logger,
      // Other runs take slots as well, but a plan always gets one, so that it goes on.
      maxConcurrent: (otherCount: number) =>
        Math.max(1, Math.min(maxConcurrent ?? Infinity, readLimits().maxConcurrent - otherCount)),
      slots,
      maxConcurrentPerProvider: () => readLimits().maxConcurrentPerProvider,
    };
  }
}

/** Facts of a plan besides its tasks. */
function toFacts({ goal, maxConcurrent }: Plan): SessionPlan['plan'] {
  return { goal, maxConcurrent };
}

/** Facts of a plan for the history. An untitled document is left out, since it cannot be found again. */
export function toStoredFacts(facts: SessionPlan['plan'], source: string | undefined): PlanFacts {
  return { ...facts, source: isUntitled(source) ? undefined : source };
}

/** Reads a plan of this session for a comparison with its file. */
export function toBegunHere({ plan, orchestrator }: SessionPlan): BegunPlan {
  return { ...plan, tasks: orchestrator.getTasks() };
}
