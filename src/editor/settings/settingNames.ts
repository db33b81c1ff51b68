/** How much history is kept. */
export const historySettings = ['history.maxAgeDays', 'history.maxMegabytes'] as const;

/** Limits of runs and of requests. */
export const limitSettings = [
  'maxConcurrent',
  'maxConcurrentPerProvider',
  'maxAttempts',
  'connectTimeoutSeconds',
  'idleTimeoutSeconds',
  'requestTimeoutSeconds',
] as const;

/**
 * The settings of the scopes `machine` and `application`: the user's alone. They name endpoints, money and what may
 * leave the machine.
 */
export const userSettings = [
  'providers',
  'neverSend',
  'confirmBeforeSending',
  'budget',
  'prices',
  ...historySettings,
] as const;

/** The settings that a workspace or folder may set. Each is safe whoever wrote it, or is checked where it is used. */
export const sharedSettings = [
  'agent',
  'customAgent',
  'agents',
  'prompts',
  'workspaceNeverSend',
  ...limitSettings,
] as const;

export type UserSetting = (typeof userSettings)[number];
export type SharedSetting = (typeof sharedSettings)[number];
