import * as vscode from 'vscode';

/** The value that `switchyard.setApiKey` resolves to. */
export interface KeyOutcome {
  provider: string;
  outcome: string;
  message: string;
}

const providers = new Set<string>();

/** Sets a key as another extension would. It is removed after the test. */
export async function setKey(provider: string, key: string): Promise<KeyOutcome | undefined> {
  providers.add(provider);
  return vscode.commands.executeCommand<KeyOutcome | undefined>('switchyard.setApiKey', { provider, key });
}

/** Removes a key. Resolves to whether there was one. */
export async function removeKey(provider: string): Promise<boolean | undefined> {
  return vscode.commands.executeCommand<boolean | undefined>('switchyard.removeApiKey', { provider });
}

/** Removes the keys that the test set. */
export async function removeKeys(): Promise<void> {
  for (const provider of providers) await removeKey(provider);
  providers.clear();
}
