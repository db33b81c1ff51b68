import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '#common/logger.ts';
import type { Redactor } from '#common/redact.ts';
import { type DeferredRunStore, deferRunStore, openRunStore, type StoreProblem } from '#orchestration/index.ts';
import { readRetention } from '#editor/settings/configuration.ts';
import { showInformation, showWarning } from '#editor/ui/notifications.ts';
import type { SecretKeys } from '#editor/keys/secretKeys.ts';
import { describeStoreProblem } from '#editor/ui/userMessages.ts';

interface RunStorageOptions {
  globalStorageUri: vscode.Uri;
  keys: SecretKeys;
  redactor: Redactor;
  logger: Logger;
}

export interface RunStorage {
  store: DeferredRunStore;
  /** Tells whether runs that are written now outlive the window, as far as it is known. */
  isLasting: () => boolean;
}

/**
 * The history in the extension's own storage, one for all workspaces. It is opened by the first run, or the first view,
 * and written once the redactor knows the keys: a plan is stored before any of its runs has read one.
 */
export function createRunStorage({ globalStorageUri, keys, redactor, logger }: RunStorageOptions): RunStorage {
  let isOpen = false;
  let isLasting = globalStorageUri.scheme === 'file';
  const store = deferRunStore(async () => {
    await keys.learn();
    const opened = await openRunStore({
      folder: globalStorageUri.scheme === 'file' ? join(globalStorageUri.fsPath, 'history') : undefined,
      workspace: readWorkspace,
      limits: readRetention,
      logger,
      onProblem: (problem) => {
        if (problem.kind !== 'setAside') isLasting = problem.kind === 'savedAgain';
        show(problem);
      },
    });
    isOpen = true;
    return opened;
  }, redactor);
  return { store, isLasting: () => isOpen && isLasting };
}

function show(problem: StoreProblem): void {
  const message = describeStoreProblem(problem);
  if (problem.kind === 'savedAgain') void showInformation(message);
  else void showWarning(message);
}

/** Returns the URI of the open folder or workspace file; empty where none is open. */
export function readWorkspace(): string {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  return (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString() ?? '';
}
