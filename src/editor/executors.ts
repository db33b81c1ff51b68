import type { Logger } from '#common/logger.ts';
import type { Redactor } from '#common/redact.ts';
import type { LlmFactory } from '#llm/core.ts';
import {
  type DeferredRunStore,
  ProjectOrchestrator,
  type RunSlots,
  TaskExecutor,
  type TaskExecutorOptions,
} from '#orchestration/index.ts';
import { readBudget, readLimits, readRequestLimits } from '#editor/settings/configuration.ts';
import { RunCosts } from '#editor/tasks/runCosts.ts';
import type { SecretKeys } from '#editor/keys/secretKeys.ts';

interface ExecutorParts {
  beforeSend: TaskExecutorOptions['beforeSend'];
  store: DeferredRunStore;
  /** Shared with the plans of this window. */
  slots: RunSlots;
  keys: SecretKeys;
  factory: LlmFactory;
  redactor: Redactor;
  logger: Logger;
}

/** Creates the executor, which reads the limits and budgets of the settings anew for each run, and the orchestrator of single tasks. */
export function createExecutors(parts: ExecutorParts): {
  executor: TaskExecutor;
  orchestrator: ProjectOrchestrator;
} {
  const { beforeSend, store, slots, keys, factory, redactor, logger } = parts;
  const costs = new RunCosts();
  const executor = new TaskExecutor({
    factory,
    credentials: keys,
    redactor,
    store,
    beforeSend,
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
