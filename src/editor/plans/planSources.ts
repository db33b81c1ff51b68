import { toErrorMessage } from '#common/errors.ts';
import type { Disposable } from '#common/disposable.ts';
import type { Logger } from '#common/logger.ts';
import { findPlanChanges, type DeferredRunStore, type PlanSummary, type RunHistory } from '#orchestration/index.ts';
import type { PlanText } from './resumeDecision.ts';
import { countLeft, isUntitled, sourceOf, toBegun } from './planRecords.ts';
import { toStoredFacts } from './planOrchestrators.ts';
import { type SessionPlans, toState } from './sessionPlans.ts';

export interface PlanSourcesOptions {
  plans: SessionPlans;
  store: DeferredRunStore;
  /** Reads the plan of a document as it is now. */
  readPlan: (source: string) => Promise<PlanText>;
  /** Tells whether a file is gone. One that cannot be read for another reason is not. */
  isGone: (source: string) => Promise<boolean>;
  /** Removes secrets from a text, as the history does. */
  clean: (text: string) => string;
  logger: Logger;
}

/** Most plans that are compared with a file that may have been renamed. */
const maxMovedPlans = 20;

/** Finds the plans of documents, which are named by their URIs, after all renames. */
export class PlanSources {
  readonly #options: PlanSourcesOptions;

  constructor(options: PlanSourcesOptions) {
    this.#options = options;
  }

  /** Finds the plan that ran last from a document, in any window, if it is idle with tasks left. Opens the history. */
  async findUnfinished(source: string): Promise<{ planId: string; leftCount: number } | undefined> {
    const history = await this.#options.store.open();
    const live = this.#options.plans.findBySource(source);
    const here = live && toState(live);
    const latest = isUntitled(source)
      ? here && history.getPlan(here.planId)
      : (history.findLatestPlan(source) ?? (here ? undefined : await this.#findMoved(source, history)));
    // A plan that could not be saved is known here alone.
    const isHereAlone = here !== undefined && here.planId !== latest?.planId && !history.getPlan(here.planId);
    const leftCount = isHereAlone
      ? here.tasks.filter(({ status }) => status !== 'completed').length
      : countLeft(latest?.counts ?? {});
    const { planId, isRunning } = (isHereAlone ? here : latest) ?? {};
    return planId === undefined || leftCount === 0 || isRunning ? undefined : { planId, leftCount };
  }

  /** Finds the plan of a file that another window runs. Opens the history. */
  async findElsewhere(source: string): Promise<string | undefined> {
    const { plans, store } = this.#options;
    if (isUntitled(source)) return undefined;
    const latest = (await store.open()).findLatestPlan(source);
    return latest?.isRunning && !plans.get(latest.planId)?.activeRun ? latest.planId : undefined;
  }

  /** Calls the listener after each change of the history, by any window. Opens the history. */
  async watch(listener: () => void): Promise<Disposable> {
    return (await this.#options.store.open()).onDidChange(listener);
  }

  /** Moves plans with their renamed files or folders. Opens the history. */
  async move(files: readonly { from: string; to: string }[]): Promise<void> {
    const { plans, store } = this.#options;
    // At once: a plan of the file may be asked for before the history is open.
    for (const { from, to } of files) plans.moveSource(from, to);
    const history = await store.open();
    for (const { from, to } of files) history.moveSource(from, to);
  }

  /**
   * Finds the plan of a file that was renamed outside of VS Code, as far as possible: the old file is gone, and this one
   * says the same. Opens the history.
   */
  async follow(source: string): Promise<void> {
    const { plans, store } = this.#options;
    if (isUntitled(source) || plans.findBySource(source)) return;
    const history = await store.open();
    if (!history.findLatestPlan(source)) await this.#findMoved(source, history);
  }

  /** Gives the plans of a closed untitled document the file that it was saved as, if any. */
  replace(untitled: string, file: string | undefined): void {
    const { plans, store, logger } = this.#options;
    for (const { planId, plan } of plans.replaceSource(untitled, file)) {
      if (file === undefined) continue;
      const saved = store.record({ type: 'planSaved', planId, facts: toStoredFacts(plan, file) });
      Promise.resolve(saved).catch((error: unknown) => {
        logger.warn('The file of a plan could not be recorded.', { error: toErrorMessage(error) });
      });
    }
  }

  async #findMoved(source: string, history: RunHistory): Promise<PlanSummary | undefined> {
    const { plans, readPlan, isGone, clean } = this.#options;
    const running = plans.running.flatMap(({ planId }) => history.getPlan(planId) ?? []);
    const candidates = [...running, ...history.listUnfinishedPlans()].filter((plan) => sourceOf(plan) !== undefined);
    if (candidates.length === 0) return undefined;
    const { plan } = await readPlan(source);
    if (!plan) return undefined;
    for (const { planId } of candidates.slice(0, maxMovedPlans)) {
      const record = history.getPlan(planId);
      const old = record && sourceOf(record);
      if (!old || findPlanChanges(toBegun(record), plan, clean) || !(await isGone(old))) continue;
      await this.move([{ from: old, to: source }]);
      return history.findLatestPlan(source);
    }
    return undefined;
  }
}
