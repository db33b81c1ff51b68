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

/** Tells the user, once per run, that a plan goes on as it was after its file was saved with changes. */
export class PlanEdits implements Disposable {
  readonly #options: PlanEditsOptions;
  readonly #disposables = new DisposableStore();
  readonly #reported = new Set<string>();

  constructor(options: PlanEditsOptions) {
    this.#options = options;
    const { plans, detach } = options;
    this.#disposables.add(
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (isPlan(document)) detach(() => this.#report(document, true));
      }),
    );
    this.#disposables.add(
      plans.onDidChangePlan((planId) => {
        if (!plans.getPlan(planId)?.isRunning) this.#reported.delete(planId);
      }),
    );
  }

  /** Tells the user if the plan that runs from a document differs from the document. */
  report(document: vscode.TextDocument): void {
    this.#options.detach(() => this.#report(document, false));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #report(document: vscode.TextDocument, isOnce: boolean): Promise<void> {
    const { documents, plans } = this.#options;
    const { plan } = await documents.read(document);
    const { planId, isRunning } = plans.findBySource(document.uri.toString()) ?? {};
    if (!plan || planId === undefined || !isRunning || !plans.hasChanged(planId, plan)) return;
    if (isOnce && this.#reported.has(planId)) return;
    this.#reported.add(planId);
    const stop = l10n.t('Stop the Plan');
    const message = l10n.t(
      'The plan goes on as its file was when it began. To take the changes, stop the plan and resume it.',
    );
    if ((await showInformation(message, stop)) === stop) plans.cancel(planId);
  }
}
