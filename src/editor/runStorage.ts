import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../common/logger.ts';
import { DeferredRunStore, openRunStore, type StoreProblem } from '../orchestration/index.ts';
import { readRetention } from './configuration.ts';
import { showInformation, showWarning } from './notifications.ts';
import { describeStoreProblem } from './userMessages.ts';

/** The history in the extension's own storage, one for all workspaces. It is opened by the first run, or the first view. */
export function createRunStorage({ globalStorageUri }: vscode.ExtensionContext, logger: Logger): DeferredRunStore {
  return new DeferredRunStore(() =>
    openRunStore({
      ...(globalStorageUri.scheme === 'file' && { folder: join(globalStorageUri.fsPath, 'history') }),
      workspace: readWorkspace,
      limits: readRetention,
      logger,
      onProblem: tell,
    }),
  );
}

function tell(problem: StoreProblem): void {
  const message = describeStoreProblem(problem);
  if (problem.kind === 'savedAgain') void showInformation(message);
  else void showWarning(message);
}

/** What is open, as an URI; empty where nothing is. */
export function readWorkspace(): string {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  return (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString() ?? '';
}
