import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Background } from '#common/background.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import type { Command } from './commands.ts';
import { windowUi } from './windowUi.ts';

/** Schema of a file. `expects` is its name in messages. */
export const fileSchema = Object.assign(
  v.custom<vscode.Uri>((value) => value instanceof vscode.Uri),
  { expects: 'Uri' },
);

/** Commands whose argument may be the file that a menu was opened on. The others ignore it. */
const fileCommands: ReadonlySet<Command['id']> = new Set<Command['id']>([
  'switchyard.runPlan',
  'switchyard.acceptChange',
  'switchyard.discardChange',
]);

/** Registers commands. `background` reports what goes wrong in those that an update of the extension interrupts. */
export function registerCommands(commands: readonly Command[], background: Background): Disposable {
  const disposables = new DisposableStore();
  for (const command of commands) {
    const toArgument = (value: unknown): unknown => {
      if (!(value instanceof vscode.Uri)) return value;
      return fileCommands.has(command.id) ? { uri: value } : undefined;
    };
    const invoke = (value?: unknown) => command.invoke(toArgument(value), { ui: windowUi, background });
    disposables.add(vscode.commands.registerCommand(command.id, invoke));
  }
  return disposables;
}
