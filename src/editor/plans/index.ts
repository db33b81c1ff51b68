import type * as vscode from 'vscode';
import type { Detach } from '#common/detach.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import type { Logger } from '#common/logger.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import type { Panel } from '#editor/panel/panel.ts';
import { PlanAuthor } from './planAuthor.ts';
import { PlanCommands } from './planCommands.ts';
import { PlanDocuments } from '#editor/plans/language/planDocuments.ts';
import { PlanEdits } from './planEdits.ts';
import { PlanLanguage } from '#editor/plans/language/planLanguage.ts';
import { PlanLenses } from './planLenses.ts';
import { PlanRuns, type PlanRunsOptions } from './planRuns.ts';
import { PlanTabs } from './planTabs.ts';

export interface PlansOptions extends PlanRunsOptions {
  editor: ActiveEditor;
  panel: Panel;
  extensionUri: vscode.Uri;
  logger: Logger;
  detach: Detach;
}

/** Everything about plans: their runs, what the editor and the panel show of them, and the commands. */
export class Plans implements Disposable {
  readonly runs: PlanRuns;
  readonly tabs: PlanTabs;
  readonly commands: PlanCommands;
  readonly author: PlanAuthor;
  readonly #disposables = new DisposableStore();

  constructor(options: PlansOptions) {
    const { editor, runs, panel, store, extensionUri, logger, detach } = options;
    const plans = this.#disposables.add(new PlanRuns(options));
    this.runs = plans;
    this.tabs = this.#disposables.add(new PlanTabs({ open: () => store.open(), panel, plans, detach }));
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
