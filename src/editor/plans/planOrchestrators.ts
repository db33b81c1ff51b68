import type * as vscode from 'vscode';
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
import { readConfiguration, readLimits } from '#editor/settings/configuration.ts';
import type { KnownPlan } from './knownPlans.ts';
import { isUntitled, recallPlan } from './planMemory.ts';
import type { TaskRuns } from '#editor/tasks/taskRuns.ts';

export interface PlanOrchestratorsOptions {
  runs: TaskRuns;
  executor: TaskRunner;
  store: DeferredRunStore;
  /** Shared with everything else that runs in this window. */
  slots: RunSlots;
  logger: Logger;
}

/** Makes what runs a plan: of a new one, of one of the history, and of one whose file has changed. */
export class PlanOrchestrators {
  readonly #options: PlanOrchestratorsOptions;

  constructor(options: PlanOrchestratorsOptions) {
    this.#options = options;
  }

  /** @param resource whose settings hold. */
  create(planId: string, plan: Plan, source?: vscode.Uri, resource = source): KnownPlan {
    const facts = toFacts(plan);
    const options = this.#toOptions(facts.maxConcurrent, resource);
    const orchestrator = new ProjectOrchestrator({ ...options, planId, facts: toStoredFacts(facts, source) });
    orchestrator.addTasks(plan.tasks);
    return { planId, plan: facts, source, orchestrator };
  }

  /** Throws a `DependencyError` where too little of the plan can be read. */
  restore(record: PlanRecord, history: RunHistory, source?: vscode.Uri): KnownPlan {
    const facts = toFacts(record.plan);
    const orchestrator = recallPlan(record, history, this.#toOptions(facts.maxConcurrent, source));
    return { planId: record.planId, plan: facts, source, orchestrator };
  }

  /** A plan that does not run, as its file says it now. */
  revise(known: KnownPlan, plan: Plan, clean: (text: string) => string): KnownPlan {
    const { planId, source, orchestrator } = known;
    const changes = findPlanChanges(toBegunHere(known), plan, clean);
    if (!changes) return known;
    const facts = toFacts(plan);
    const options = { ...this.#toOptions(facts.maxConcurrent, source), facts: toStoredFacts(facts, source) };
    return { planId, plan: facts, source, orchestrator: orchestrator.revise(plan, changes, options) };
  }

  #toOptions(
    maxConcurrent: number | undefined,
    resource: vscode.Uri | undefined,
  ): Omit<ProjectOrchestratorOptions, 'planId'> {
    const { runs, executor, store, slots, logger } = this.#options;
    let isRevealed = true;
    const runner: TaskRunner = {
      execute: (task, options) => {
        const execution = runs.runPlanned(task, options ?? {}, {
          execute: (own, ownOptions) => executor.execute(own, ownOptions),
          resource,
          isRevealed,
        });
        // The first task brings the panel to the front; the others must not take it from whoever reads.
        isRevealed = false;
        return execution;
      },
      providersOf: (task, options) => {
        const { registry, agentId: defaultAgent } = readConfiguration(resource);
        return executor.providersOf?.(task, { registry, defaultAgent, ...options }) ?? [];
      },
    };
    return {
      executor: runner,
      store,
      logger,
      // What else runs takes slots, too, but a plan is left one, so that it goes on.
      maxConcurrent: (otherCount: number) =>
        Math.max(1, Math.min(maxConcurrent ?? Infinity, readLimits().maxConcurrent - otherCount)),
      slots,
      maxConcurrentPerProvider: () => readLimits().maxConcurrentPerProvider,
    };
  }
}

/** What is said of a plan besides its tasks. */
function toFacts({ goal, maxConcurrent }: Plan): KnownPlan['plan'] {
  return { goal, maxConcurrent };
}

/** The same as the history keeps it. A document that was never saved is no place that could be found again. */
export function toStoredFacts(facts: KnownPlan['plan'], source: vscode.Uri | undefined): PlanFacts {
  return { ...facts, source: isUntitled(source) ? undefined : source?.toString() };
}

/** A plan of this session, to be compared with its file. */
export function toBegunHere({ plan, orchestrator }: KnownPlan): BegunPlan {
  return { ...plan, tasks: orchestrator.getTasks() };
}
