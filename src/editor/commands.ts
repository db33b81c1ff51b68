import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../common/disposable.ts';

/** Every command of the extension. The manifest contributes the same ids. */
export type CommandId =
  | 'switchyard.runTask'
  | 'switchyard.runTaskOnSelection'
  | 'switchyard.runSelection'
  | 'switchyard.explain'
  | 'switchyard.fix'
  | 'switchyard.refactor'
  | 'switchyard.writeTests'
  | 'switchyard.document'
  | 'switchyard.selectAgent'
  | 'switchyard.setApiKey'
  | 'switchyard.removeApiKey'
  | 'switchyard.applyAnswer'
  | 'switchyard.acceptChange'
  | 'switchyard.discardChange'
  | 'switchyard.cancelTask'
  | 'switchyard.compareAgents'
  | 'switchyard.showRunning'
  | 'switchyard.runPlan'
  | 'switchyard.resumePlan'
  | 'switchyard.cancelPlan'
  | 'switchyard.planWithAgent'
  | HistoryCommandId;

/** The commands of the history. */
export type HistoryCommandId =
  | 'switchyard.showResults'
  | 'switchyard.showHistory'
  | 'switchyard.searchHistory'
  | 'switchyard.clearHistorySearch'
  | 'switchyard.showAllWorkspaces'
  | 'switchyard.showThisWorkspace'
  | 'switchyard.refreshHistory'
  | 'switchyard.loadMoreHistory'
  | 'switchyard.openRun'
  | 'switchyard.runAgain'
  | 'switchyard.runWithAgent'
  | 'switchyard.copyAnswer'
  | 'switchyard.exportRuns'
  | 'switchyard.exportHistory'
  | 'switchyard.deleteRun'
  | 'switchyard.deletePlan'
  | 'switchyard.clearHistory'
  | 'switchyard.openPlan'
  | 'switchyard.retryPlanTask';

/** The commands that are about the file that a menu passes. To the others it is no argument. */
const fileCommands: ReadonlySet<string> = new Set<CommandId>([
  'switchyard.runPlan',
  'switchyard.acceptChange',
  'switchyard.discardChange',
]);

/** One handler a command: a missing or an extra one does not compile. */
export type CommandTable = Record<CommandId, (value?: unknown) => unknown>;

/** Registers the whole table. A menu passes the file it was opened on. */
export function registerCommands(table: CommandTable): Disposable {
  const disposables = new DisposableStore();
  for (const [id, handler] of Object.entries(table)) {
    disposables.add(
      vscode.commands.registerCommand(id, (value?: unknown) =>
        handler(value instanceof vscode.Uri && !fileCommands.has(id) ? undefined : value),
      ),
    );
  }
  return disposables;
}

/**
 * The id of a run, from the `{ runId? }` that a command was called with, which the rows of the tree have as well. What is no id
 * at all names no run.
 */
export function toRunId(value: unknown): string | undefined {
  return toId(value, 'runId');
}

/** The id of a plan, from `{ planId? }`, in the same way. */
export function toPlanId(value: unknown): string | undefined {
  return toId(value, 'planId');
}

function toId(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return '';
  const id = new Map<string, unknown>(Object.entries(value)).get(name);
  return id === undefined || typeof id === 'string' ? id : '';
}
