import type { Logger } from '#common/logger.ts';
import type { Redactor } from '#common/redact.ts';
import type { LlmFactory } from '#llm/core.ts';
import { type DeferredRunStore, ProjectOrchestrator, type RunSlots, TaskExecutor } from '#orchestration/index.ts';
import { readBudget, readLimits, readRequestLimits } from '#editor/settings/configuration.ts';
import type { LateParts } from './lateParts.ts';
import { RunCosts } from '#editor/tasks/runCosts.ts';
import type { SecretKeys } from '#editor/keys/secretKeys.ts';

interface ExecutorParts {
  late: LateParts;
  store: DeferredRunStore;
  /** Shared with the plans of this window. */
  slots: RunSlots;
  keys: SecretKeys;
  factory: LlmFactory;
  redactor: Redactor;
  logger: Logger;
}

/** What runs tasks within the limits and budgets of the settings, read anew for each run; single tasks by the orchestrator. */
export function createExecutors({ late, store, slots, keys, factory, redactor, logger }: ExecutorParts): {
  executor: TaskExecutor;
  orchestrator: ProjectOrchestrator;
} {
  const costs = new RunCosts();
  const executor = new TaskExecutor({
    factory,
    credentials: keys,
    redactor,
    store,
    beforeSend: async (request) => (await late.guard()).decide(request),
    loadPrices: () => costs.load(),
    costOf: (agent, model, usage) => costs.costOf(agent, model, usage),
    dearestCostOf: (agent, _model, usage) => costs.dearestCostOf(agent, usage),
    budget: () => readBudget(),
    spentToday: () => store.sumSpentToday(),
    logger,
    retry: () => ({ maxAttempts: readLimits().maxAttempts }),
    limits: readRequestLimits,
  });
  const orchestrator = new ProjectOrchestrator({
    executor,
    logger,
    hasReferences: false,
    maxConcurrent: () => readLimits().maxConcurrent,
    slots,
    maxConcurrentPerProvider: () => readLimits().maxConcurrentPerProvider,
  });
  return { executor, orchestrator };
}
