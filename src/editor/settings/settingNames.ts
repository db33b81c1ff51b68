/** Limits of the history. */
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
 * Settings of the scopes `machine` and `application`, which only the user sets. They decide about endpoints, money and
 * what may leave the machine.
 */
export const userSettings = [
  'providers',
  'neverSend',
  'confirmBeforeSending',
  'budget',
  'prices',
  ...historySettings,
] as const;

/** Settings that a workspace or folder may set. Each is harmless whoever wrote it, or is checked by its reader. */
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
