/** Facts about a strategy that views, queues and settings need. Its code stands in `orchestration/runs/team`. */
export interface StrategyTraits {
  /** Name for a person, in English. */
  label: string;
  /** Continues the sentence that the plan schema begins with the strategy's name. */
  summary: string;
  /** Asks all agents at once. Otherwise each is asked after the one before, and the last one's answer is the run's. */
  isParallel: boolean;
  /** Has a judge write the answer, as text of the run's own. Otherwise the answer is that of a part, word for word. */
  hasJudge: boolean;
  /** Lets the user compare the parts and make another one's answer that of the run. */
  canChooseAnswer: boolean;
  /** Layout of the parts: next to each other, one below the other, or folded below the answer made of them. */
  layout: 'columns' | 'steps' | 'folded';
}

/** Strategies by which several agents serve one task. */
export const teamStrategies = ['fallback', 'race', 'compare', 'synthesize'] as const;
export type TeamStrategy = (typeof teamStrategies)[number];

export const strategyTraits: Readonly<Record<TeamStrategy, StrategyTraits>> = {
  fallback: {
    label: 'Fallback',
    summary: 'takes the next one after a failure',
    isParallel: false,
    hasJudge: false,
    canChooseAnswer: false,
    layout: 'steps',
  },
  race: {
    label: 'Race',
    summary: 'the first that succeeds',
    isParallel: true,
    hasJudge: false,
    canChooseAnswer: true,
    layout: 'columns',
  },
  compare: {
    label: 'Compare',
    summary: 'shows all',
    isParallel: true,
    hasJudge: false,
    canChooseAnswer: true,
    layout: 'columns',
  },
  synthesize: {
    label: 'Synthesize',
    summary: 'has a judge merge all',
    isParallel: true,
    hasJudge: true,
    canChooseAnswer: true,
    layout: 'folded',
  },
};

/** Every strategy: one agent, or one of those of several agents. */
export const strategies = ['single', ...teamStrategies] as const;
export type Strategy = (typeof strategies)[number];

/** Sentence about all strategies of several agents, in English. */
export const strategiesDescription = `How several agents serve the task: ${teamStrategies
  .map((strategy) => `\`${strategy}\` ${strategyTraits[strategy].summary}`)
  .join(', ')}.`;

export function isTeamStrategy(value: unknown): value is TeamStrategy {
  return teamStrategies.some((strategy) => strategy === value);
}

/** Roles of the parts of a run of several agents. */
export const partRoles = ['candidate', 'judge'] as const;
export type PartRole = (typeof partRoles)[number];

/** States of a run. `pending` waits for its turn; `interrupted` was cut off with the session that it ran in. */
export const executionStatuses = ['pending', 'in_progress', 'success', 'failed', 'cancelled', 'interrupted'] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

/** States of a task of a plan. `blocked` waits for a dependency that failed or was cancelled. */
export const taskStatuses = ['pending', 'in_progress', 'blocked', 'completed', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** Priorities of tasks, the lowest first. */
export const taskPriorities = ['low', 'medium', 'high', 'critical'] as const;
export type TaskPriority = (typeof taskPriorities)[number];

/** Severities of the problems that an editor reports. */
export const diagnosticSeverities = ['error', 'warning', 'information', 'hint'] as const;
export type DiagnosticSeverity = (typeof diagnosticSeverities)[number];

/** Ways in which a provider is sent a key: it needs one, or works without. */
export const providerAuths = ['apiKey', 'none'] as const;
export type ProviderAuth = (typeof providerAuths)[number];

/**
 * Largest number of tokens, dollars, seconds or milliseconds that is believed: far above any run's, and far below what a
 * double or a database holds exactly.
 */
export const largestAmount = 1e12;

/** Scopes of the limits of a budget. */
export const budgetScopes = ['perRun', 'perPlan', 'perDay'] as const;
export type BudgetScope = (typeof budgetScopes)[number];
