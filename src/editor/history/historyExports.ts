import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Background } from '#common/background.ts';
import { formatNumber } from '#common/language.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import type { RunHistory, RunRecord, RunSummary } from '#orchestration/index.ts';
import { showInformation } from '#editor/ui/notifications.ts';
import { exportRuns } from './exportRuns.ts';
import type { HistoryTarget } from './historyTargets.ts';

/** Most runs that are read at once. */
const largestPage = 1_000;

/** Exports of runs and plans to files. Each tells the user if there is nothing to export. */
export class HistoryExports {
  readonly #history: RunHistory;
  readonly #background: Background;

  constructor({ history, background }: { history: RunHistory; background: Background }) {
    this.#history = history;
    this.#background = background;
  }

  /** Exports a plan with all of its runs, or runs. */
  async export({ runIds, planIds }: HistoryTarget, file?: vscode.Uri): Promise<vscode.Uri | undefined> {
    const [planId] = planIds;
    const plan = planId === undefined ? undefined : this.#history.getPlan(planId);
    if (planId !== undefined && plan) {
      const since = Date.parse(plan.createdAt);
      const runs = await this.#collect({}, (run) => run.planId === planId, since);
      return (
        runs && exportRuns({ title: toOneLine(plan.goal ?? '') || l10n.t('Plan'), plan, runs }, file, this.#background)
      );
    }
    const runs = runIds.flatMap((runId) => this.#history.getRun(runId) ?? []);
    if (runs.length === 0) {
      void showInformation(l10n.t('There is nothing to export.'));
      return undefined;
    }
    return exportRuns({ title: titleOf(runs), runs }, file, this.#background);
  }

  /** Exports every run, or those that a search finds. */
  async exportAll(query: { text?: string; workspace?: string }, file?: vscode.Uri): Promise<vscode.Uri | undefined> {
    const runs = await this.#collect(query, () => true);
    if (!runs) return undefined;
    if (runs.length === 0) {
      void showInformation(l10n.t('There is nothing to export.'));
      return undefined;
    }
    const title = query.text ? l10n.t('Runs with “{0}”', query.text) : l10n.t('Runs');
    return exportRuns({ title, runs }, file, this.#background);
  }

  /** Reads runs page by page with progress, and no run that began before `since`; `undefined` if cancelled. */
  async #collect(
    query: { text?: string; workspace?: string },
    isWanted: (run: RunSummary) => boolean,
    since = Number.NEGATIVE_INFINITY,
  ): Promise<RunRecord[] | undefined> {
    const title = l10n.t('Reading the history…');
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const records: RunRecord[] = [];
      let after: string | undefined;
      do {
        const page = this.#history.listRuns({ ...query, limit: largestPage, after });
        for (const run of page.runs) {
          const record = isWanted(run) ? this.#history.getRun(run.runId) : undefined;
          if (record) records.push(record);
        }
        const oldest = page.runs.at(-1);
        after = oldest && Date.parse(oldest.startedAt) < since ? undefined : page.next;
        progress.report({ message: formatNumber(records.length) });
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        if (token.isCancellationRequested) return undefined;
      } while (after !== undefined);
      return records;
    });
  }
}

function titleOf(runs: readonly RunRecord[]): string {
  const [first] = runs;
  if (runs.length > 1 || !first) return l10n.t('Runs');
  return toOneLine(first.task.title || first.task.description, 120) || l10n.t('Task');
}
