import * as vscode from 'vscode';
import type { Logger } from '../common/logger.ts';
import { DeferredRunStore, openRunStore } from '../orchestration/index.ts';
import { describeStoreProblem } from './userMessages.ts';

/** The history in the extension's own storage, one for all workspaces. It is opened by the first run, or the first view. */
export function createRunStorage({ globalStorageUri }: vscode.ExtensionContext, logger: Logger): DeferredRunStore {
  return new DeferredRunStore(() =>
    openRunStore({
      ...(globalStorageUri.scheme === 'file' && { folder: globalStorageUri.fsPath }),
      workspace: readWorkspace,
      logger,
      onProblem: (problem) => void vscode.window.showWarningMessage(describeStoreProblem(problem)),
    }),
  );
}

/** What is open, as an URI; empty where nothing is. */
export function readWorkspace(): string {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  return (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString() ?? '';
}
