import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import { findPlanChanges, type DeferredRunStore, type PlanSummary, type RunHistory } from '#orchestration/index.ts';
import { type KnownPlan, type KnownPlans, toState } from './knownPlans.ts';
import { isPlan } from '#editor/plans/language/planKinds.ts';
import { countLeft, isUntitled, sourceOf, toBegun } from './planMemory.ts';
import { toStoredFacts } from './planOrchestrators.ts';
import { isGone, readPlanText } from './planTexts.ts';

export interface PlanSourcesOptions {
  plans: KnownPlans;
  store: DeferredRunStore;
  /** Takes secrets out of a text, as the history does. */
  clean: (text: string) => string;
  logger: Logger;
}

/** So many plans are looked at for one whose file was renamed. */
const maxMovedPlans = 20;

/** Which plan was run from which document, wherever that is by now. */
export class PlanSources implements Disposable {
  readonly #options: PlanSourcesOptions;
  readonly #disposables = new DisposableStore();
  /** The file that an untitled document was saved as. */
  readonly #savedAs = new WeakMap<vscode.TextDocument, vscode.Uri>();

  constructor(options: PlanSourcesOptions) {
    this.#options = options;
    this.#disposables.add(vscode.workspace.onDidSaveTextDocument((document) => this.#noteSaved(document)));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument((document) => this.#noteClosed(document)));
  }

  /**
   * The plan that was run last from a document, in this window or another, where it has something left to run and does not
   * run. Opens the history.
   */
  async findUnfinished(source: vscode.Uri): Promise<{ planId: string; leftCount: number } | undefined> {
    const history = await this.#options.store.open();
    const known = this.#options.plans.findBySource(source);
    const here = known && toState(known);
    const latest = isUntitled(source)
      ? here && history.getPlan(here.planId)
      : (history.findLatestPlan(source.toString()) ?? (here ? undefined : await this.#findMoved(source, history)));
    // What could not be saved is known here alone.
    const isHereAlone = here !== undefined && here.planId !== latest?.planId && !history.getPlan(here.planId);
    const leftCount = isHereAlone
      ? here.tasks.filter(({ status }) => status !== 'completed').length
      : countLeft(latest?.counts ?? {});
    const planId = isHereAlone ? here.planId : latest?.planId;
    const isRunning = isHereAlone ? here.isRunning : latest?.isRunning;
    return planId === undefined || leftCount === 0 || isRunning ? undefined : { planId, leftCount };
  }

  /** The plan of a file that another window runs. Opens the history. */
  async findElsewhere(source: vscode.Uri): Promise<string | undefined> {
    const { plans, store } = this.#options;
    if (isUntitled(source)) return undefined;
    const latest = (await store.open()).findLatestPlan(source.toString());
    return latest?.isRunning && !plans.get(latest.planId)?.campaign ? latest.planId : undefined;
  }

  /** Calls the listener after each change of the history, those of other windows included. Opens the history. */
  async watch(listener: () => void): Promise<Disposable> {
    return (await this.#options.store.open()).onDidChange(listener);
  }

  /** Files or folders were renamed: their plans follow. Opens the history. */
  async move(files: readonly { oldUri: vscode.Uri; newUri: vscode.Uri }[]): Promise<void> {
    const { plans, store } = this.#options;
    // At once: a plan of the file may be asked for before the history is open.
    for (const { oldUri, newUri } of files) plans.moveSource(oldUri, newUri);
    const history = await store.open();
    for (const { oldUri, newUri } of files) history.moveSource(oldUri.toString(), newUri.toString());
  }

  /**
   * Takes over the plan of a file that was renamed outside of VS Code, as far as that can be known: the old file is gone, and
   * this one says what that said. Opens the history.
   */
  async follow(source: vscode.Uri): Promise<void> {
    const { plans, store } = this.#options;
    if (isUntitled(source) || plans.findBySource(source)) return;
    const history = await store.open();
    if (!history.findLatestPlan(source.toString())) await this.#findMoved(source, history);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** An untitled document is saved as a file while it is still open, and closed then. By that time its text is gone. */
  #noteSaved(file: vscode.TextDocument): void {
    if (isUntitled(file.uri) || !isPlan(file)) return;
    for (const document of vscode.workspace.textDocuments)
      if (isUntitled(document.uri) && document.getText() === file.getText()) this.#savedAs.set(document, file.uri);
  }

  /** The next untitled document may have the name of one that is closed. Another language closes none, though it says so. */
  #noteClosed(document: vscode.TextDocument): void {
    if (!isUntitled(document.uri) || !document.isClosed) return;
    const file = this.#savedAs.get(document);
    for (const known of this.#options.plans.replaceSource(document.uri, file)) if (file) this.#save(known, file);
  }

  #save({ planId, plan }: KnownPlan, file: vscode.Uri): void {
    const { store, logger } = this.#options;
    Promise.resolve(store.record({ type: 'planSaved', planId, facts: toStoredFacts(plan, file) })).catch(
      (error: unknown) => {
        logger.warn('The file of a plan could not be noted.', { error: toErrorMessage(error) });
      },
    );
  }

  async #findMoved(source: vscode.Uri, history: RunHistory): Promise<PlanSummary | undefined> {
    const { plans, clean } = this.#options;
    const running = plans.running.flatMap(({ planId }) => history.getPlan(planId) ?? []);
    const candidates = [...running, ...history.listUnfinishedPlans()].filter((plan) => sourceOf(plan) !== undefined);
    if (candidates.length === 0) return undefined;
    const { plan } = await readPlanText(source);
    if (!plan) return undefined;
    for (const { planId } of candidates.slice(0, maxMovedPlans)) {
      const record = history.getPlan(planId);
      const old = record && sourceOf(record);
      if (!old || findPlanChanges(toBegun(record), plan, clean) || !(await isGone(old))) continue;
      await this.move([{ oldUri: old, newUri: source }]);
      return history.findLatestPlan(source.toString());
    }
    return undefined;
  }
}
