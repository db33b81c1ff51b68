/**
 * Scopes of all settings. Those of `machine` and `application` are the user's alone: they name endpoints, money and what
 * may leave the machine. The others a workspace or folder may set: each is safe whoever wrote it, or is checked where it
 * is used.
 */
export const settingScopes = {
  agent: 'resource',
  customAgent: 'resource',
  agents: 'resource',
  providers: 'machine',
  prompts: 'resource',
  neverSend: 'application',
  workspaceNeverSend: 'resource',
  confirmBeforeSending: 'application',
  maxConcurrent: 'window',
  maxConcurrentPerProvider: 'window',
  maxAttempts: 'window',
  connectTimeoutSeconds: 'window',
  idleTimeoutSeconds: 'window',
  requestTimeoutSeconds: 'window',
  budget: 'application',
  prices: 'application',
  'history.maxAgeDays': 'application',
  'history.maxMegabytes': 'application',
} as const;

type Scopes = typeof settingScopes;

/** Names of settings. */
export type SettingName = keyof Scopes;

/** Names of the settings that are the user's alone. */
export type UserSetting = {
  [Name in SettingName]: Scopes[Name] extends 'machine' | 'application' ? Name : never;
}[SettingName];

/** Names of the settings that a workspace or folder may set. */
export type SharedSetting = Exclude<SettingName, UserSetting>;

export function isUserSetting(name: SettingName): name is UserSetting {
  return settingScopes[name] === 'machine' || settingScopes[name] === 'application';
}

/** Value of `switchyard.agent` that refers to the id in `switchyard.customAgent`. */
export const customAgent = 'custom';
