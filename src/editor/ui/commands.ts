import * as vscode from 'vscode';
import type { Detach } from '#common/detach.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { isMissingPart } from '#common/missingPart.ts';
import { type ExecutionResult, toFailedResult } from '#orchestration/index.ts';

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

/** What commands resolve to that run something, where the part that runs it is not there any more. Others: nothing. */
const failures: ReadonlyMap<string, (error: unknown) => unknown> = new Map<CommandId, (error: unknown) => unknown>([
  ...(
    [
      'switchyard.runTask',
      'switchyard.runTaskOnSelection',
      'switchyard.runSelection',
      'switchyard.explain',
      'switchyard.fix',
      'switchyard.refactor',
      'switchyard.writeTests',
      'switchyard.document',
    ] as const
  ).map((id): [CommandId, (error: unknown) => unknown] => [id, toFailure]),
  ['switchyard.compareAgents', (error) => [toFailure(error)]],
  ['switchyard.runPlan', () => []],
  ['switchyard.resumePlan', () => []],
]);

/**
 * Registers the whole table. A menu passes the file it was opened on. `detach` tells what goes wrong: no command rejects
 * because the extension was updated while it ran.
 */
export function registerCommands(table: CommandTable, detach: Detach): Disposable {
  const disposables = new DisposableStore();
  for (const [id, handler] of Object.entries(table)) {
    const call = async (value?: unknown): Promise<unknown> => {
      try {
        return await handler(value instanceof vscode.Uri && !fileCommands.has(id) ? undefined : value);
      } catch (error) {
        if (!isMissingPart(error)) throw error;
        detach(() => Promise.reject(error));
        return failures.get(id)?.(error);
      }
    };
    disposables.add(vscode.commands.registerCommand(id, call));
  }
  return disposables;
}

function toFailure(error: unknown): ExecutionResult {
  return toFailedResult(undefined, undefined, error);
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
