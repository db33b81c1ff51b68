import type * as vscode from 'vscode';
import type { Detach } from '#common/detach.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import type { Logger } from '#common/logger.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import { PlanAuthor } from './planAuthor.ts';
import { PlanCommands } from './planCommands.ts';
import { PlanDocuments } from '#editor/plans/language/planDocuments.ts';
import { PlanEdits } from './planEdits.ts';
import { PlanLanguage } from '#editor/plans/language/planLanguage.ts';
import { PlanLenses } from './planLenses.ts';
import type { PlanRuns } from './planRuns.ts';
import type { TaskRuns } from '#editor/tasks/taskRuns.ts';

export interface PlanEditingOptions {
  editor: ActiveEditor;
  runs: TaskRuns;
  plans: PlanRuns;
  extensionUri: vscode.Uri;
  logger: Logger;
  detach: Detach;
}

/** Everything about plans but their runs: what the editor shows of them, and the commands. */
export class PlanEditing implements Disposable {
  readonly commands: PlanCommands;
  readonly author: PlanAuthor;
  readonly #disposables = new DisposableStore();

  constructor({ editor, runs, plans, extensionUri, logger, detach }: PlanEditingOptions) {
    const documents = this.#disposables.add(new PlanDocuments());
    this.#disposables.add(new PlanLanguage({ documents, extensionUri, logger }));
    this.#disposables.add(new PlanLenses({ documents, plans, detach }));
    const edits = this.#disposables.add(new PlanEdits({ documents, plans, detach }));
    this.commands = new PlanCommands({ editor, documents, plans, edits });
    this.author = new PlanAuthor({ editor, runs });
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
