import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import type { Detach } from '#common/detach.ts';
import { showInformation } from '#editor/ui/notifications.ts';
import type { PlanDocuments } from '#editor/plans/language/planDocuments.ts';
import { isPlan } from '#editor/plans/language/planKinds.ts';
import type { PlanRuns } from './planRuns.ts';

export interface PlanEditsOptions {
  documents: PlanDocuments;
  plans: PlanRuns;
  detach: Detach;
}

/** Says, once a run, that a plan goes on as it was where its file is saved with changes meanwhile. */
export class PlanEdits implements Disposable {
  readonly #options: PlanEditsOptions;
  readonly #disposables = new DisposableStore();
  readonly #told = new Set<string>();

  constructor(options: PlanEditsOptions) {
    this.#options = options;
    const { plans, detach } = options;
    this.#disposables.add(
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (isPlan(document)) detach(() => this.#tell(document, true));
      }),
    );
    this.#disposables.add(
      plans.onDidChangePlan((planId) => {
        if (!plans.getPlan(planId)?.isRunning) this.#told.delete(planId);
      }),
    );
  }

  /** Tells of the plan that runs from a document, where the document says something else by now. */
  tell(document: vscode.TextDocument): void {
    this.#options.detach(() => this.#tell(document, false));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #tell(document: vscode.TextDocument, isOnce: boolean): Promise<void> {
    const { documents, plans } = this.#options;
    const { plan } = await documents.read(document);
    const { planId, isRunning } = plans.findBySource(document.uri.toString()) ?? {};
    if (!plan || planId === undefined || !isRunning || !plans.hasChanged(planId, plan)) return;
    if (isOnce && this.#told.has(planId)) return;
    this.#told.add(planId);
    const stop = l10n.t('Stop the Plan');
    const message = l10n.t(
      'The plan goes on as its file was when it began. To take the changes, stop the plan and resume it.',
    );
    if ((await showInformation(message, stop)) === stop) plans.cancel(planId);
  }
}
