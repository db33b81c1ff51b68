import * as l10n from '@vscode/l10n';
import type { Disposable } from '#common/disposable.ts';
import type { Plan } from '#orchestration/index.ts';
import type { EditorUi } from '#editor/ui/editorUi.ts';
import type { PlanRuns } from './planRuns.ts';

/** Tells the user that a plan goes on as it was after its file has changed. */
export class PlanEdits implements Disposable {
  readonly #plans: PlanRuns;
  readonly #ui: EditorUi;
  readonly #reported = new Set<string>();
  readonly #subscription: Disposable;

  constructor({ plans, ui }: { plans: PlanRuns; ui: EditorUi }) {
    this.#plans = plans;
    this.#ui = ui;
    this.#subscription = plans.onDidChangePlan((planId) => {
      if (!plans.getPlan(planId)?.isRunning) this.#reported.delete(planId);
    });
  }

  /** Reports that a document was saved: the user is told once per run. */
  async reportSaved(source: string, plan: Plan | undefined): Promise<void> {
    const planId = this.#findChanged(source, plan);
    if (planId !== undefined && !this.#reported.has(planId)) await this.#tellUser(planId);
  }

  /** Reports that a document was run while its plan is active: the user is told each time. */
  async reportRun(source: string, plan: Plan): Promise<void> {
    const planId = this.#findChanged(source, plan);
    if (planId !== undefined) await this.#tellUser(planId);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Finds the active plan of a document that says something else by now. */
  #findChanged(source: string, plan: Plan | undefined): string | undefined {
    const { planId, isRunning } = this.#plans.findBySource(source) ?? {};
    const isChanged = plan && planId !== undefined && isRunning && this.#plans.hasChanged(planId, plan);
    return isChanged ? planId : undefined;
  }

  async #tellUser(planId: string): Promise<void> {
    this.#reported.add(planId);
    const stop = l10n.t('Stop the Plan');
    const message = l10n.t(
      'The plan goes on as its file was when it began. To take the changes, stop the plan and resume it.',
    );
    if ((await this.#ui.notify('information', message, stop)) === stop) this.#plans.cancel(planId);
  }
}
