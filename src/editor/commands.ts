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
  | 'switchyard.cancelTask'
  | 'switchyard.showResults';

/** One handler a command: a missing or an extra one does not compile. */
export type CommandTable = Record<CommandId, (value?: unknown) => unknown>;

/** Registers the whole table. A menu passes the file it was opened on, which is an argument for none of them. */
export function registerCommands(table: CommandTable): Disposable {
  const disposables = new DisposableStore();
  for (const [id, handler] of Object.entries(table)) {
    disposables.add(
      vscode.commands.registerCommand(id, (value?: unknown) =>
        handler(value instanceof vscode.Uri ? undefined : value),
      ),
    );
  }
  return disposables;
}

/** The id of a run, from the `{ runId? }` that a command was called with. What is no id at all names no run. */
export function toRunId(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return '';
  if (!('runId' in value) || value.runId === undefined) return undefined;
  return typeof value.runId === 'string' ? value.runId : '';
}
