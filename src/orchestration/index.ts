export { RunSlots } from '#orchestration/graph/runSlots.ts';
export { AgentRegistry } from '#orchestration/agents/agentRegistry.ts';
export { parseAgents, parseProviders } from '#orchestration/agents/agentSettings.ts';
export { parseBudget } from '#orchestration/agents/budgetSettings.ts';
export { builtInAgents } from '#orchestration/agents/builtInAgents.ts';
export { withChosenAnswer } from '#orchestration/runs/chosenAnswer.ts';
export { type DeferredRunStore, deferRunStore, type OpenRunStore } from '#orchestration/store/deferredRunStore.ts';
export { DependencyError } from '#orchestration/graph/dependencyError.ts';
export { effectiveBaseUrl, isLoopback, isBuiltInType, keyOrigin, originOf } from '#orchestration/agents/endpoints.ts';
export { mergeAgents } from '#orchestration/agents/mergeAgents.ts';
export { parsePrices } from '#orchestration/agents/priceSettings.ts';
export { type BegunPlan, findPlanChanges, type PlanChanges } from '#orchestration/graph/planChanges.ts';
export type { TaskRunner } from '#orchestration/graph/planRunner.ts';
export { ProjectOrchestrator, type ProjectOrchestratorOptions } from '#orchestration/graph/projectOrchestrator.ts';
export { buildMessages } from '#orchestration/runs/prompt.ts';
export { NeverSend } from '#orchestration/secrets/neverSend.ts';
export { defaultNeverSend } from '#orchestration/secrets/neverSendDefaults.ts';
export {
  findExcessPatterns,
  findPatternProblems,
  findUnreadablePatterns,
  toPatterns,
} from '#orchestration/secrets/neverSendPatterns.ts';
export { findSecrets } from '#orchestration/secrets/secretScan.ts';
export { filesOf, type SendDecision, type SendRequest } from '#orchestration/runs/sending.ts';
export { openRunStore } from '#orchestration/store/openRunStore.ts';
export type { RetentionLimits } from '#orchestration/store/sqlite/retention.ts';
export {
  type ComputeDearestCost,
  type ComputeRunCost,
  loadDearestCost,
  loadRunCost,
} from '#orchestration/runs/runCost.ts';
export type {
  /** @public */
  PlanFacts,
  PlanRecord,
  PlanSummary,
  RunChange,
  RunHistory,
  /** @public */
  RunPage,
  RunQuery,
  RunRecord,
  RunStart,
  RunStore,
  RunSummary,
  StoreProblem,
} from '#orchestration/store/runStore.ts';
export type { Credentials } from '#orchestration/agents/agentAccess.ts';
export { toFailedResult, toUnreadableResult } from './runError.ts';
export type { ExecuteOptions } from '#orchestration/runs/executeOptions.ts';
export { asContext } from '#orchestration/runs/taskContext.ts';
export { TaskExecutor, type TaskExecutorOptions } from '#orchestration/runs/taskExecutor.ts';
export type {
  AgentConfig,
  AgentEntry,
  AgentTask,
  ContextFile,
  /** @public */
  ExecuteAllOptions,
  ExecutionError,
  ExecutionErrorKind,
  ExecutionEvent,
  ExecutionListener,
  /** @public */
  ExecutionMetadata,
  ExecutionPart,
  ExecutionResult,
  /** @public */
  Plan,
  /** @public */
  PlanEvent,
  PlannedTask,
  ProviderConfig,
  ProviderEntry,
  SettingProblem,
  TaskContext,
  TaskDiagnostic,
  TaskInput,
  Budget,
} from './types.ts';
export { describeEnd } from '#orchestration/runs/endNote.ts';
export { filterWorkspaceParams } from '#orchestration/agents/workspaceParams.ts';
export {
  buildPlanInstructions,
  buildPlanRepair,
  checkPlan,
  parsePlan,
  readPlanAnswer,
} from '#orchestration/plans/plans.ts';
export type {
  ParsedPlan,
  PlanAnswer,
  PlanFormat,
  PlanProblem,
  /** @public */
  PlanTaskPlace,
  /** @public */
  TextPosition,
  TextRange,
} from '#orchestration/plans/planTypes.ts';
export { toWrongType, toProblem } from './wrongValues.ts';
export type {
  ExecutionStatus,
  Strategy,
  /** @public */
  TaskPriority,
  TaskStatus,
} from '#common/vocabulary.ts';
