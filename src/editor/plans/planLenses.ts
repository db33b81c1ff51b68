import * as l10n from '@vscode/l10n';
import type { Background } from '#common/background.ts';
import { type Disposable, DisposableStore } from '#common/disposable.ts';
import { Emitter } from '#common/emitter.ts';
import { formatNumber, formatRunDuration } from '#common/language.ts';
import { lazy } from '#common/lazy.ts';
import type { PlannedTask, TaskStatus } from '#orchestration/index.ts';
import { isUntitled } from './planRecords.ts';
import type { PlanRuns } from './planRuns.ts';
import { describeProgress, describeRunStatus } from './planStatus.ts';
import type { PlanState } from './sessionPlans.ts';

/** A code lens. Without a task it stands above the plan. */
export interface PlanLens {
  taskId?: string;
  title: string;
  /** Empty if a click does nothing. */
  command: string;
  argument?: object | undefined;
}

export interface PlanLensesOptions {
  plans: PlanRuns;
  isTrusted: () => boolean;
  background: Background;
}

/** Code lenses of plans: Run, Stop or Resume above the plan, and the status above each task. */
export class PlanLenses implements Disposable {
  readonly #options: PlanLensesOptions;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new Emitter<void>());
  /** Last known plan of each document that another window runs. */
  readonly #elsewhere = new Map<string, string | undefined>();

  /** Fires when the lenses have to be listed again. */
  readonly onDidChange = this.#changed.event;

  constructor(options: PlanLensesOptions) {
    this.#options = options;
    this.#disposables.add(options.plans.onDidChangePlan(() => this.refresh()));
  }

  /** Lists the lenses of a document. */
  async list(source: string): Promise<PlanLens[]> {
    const { plans, isTrusted } = this.#options;
    if (!isTrusted() && !isUntitled(source)) {
      const title = l10n.t('$(shield) Trust the workspace to run its plans');
      return [{ title, command: 'workbench.trust.manage' }];
    }
    await plans.sources.follow(source);
    const state = plans.findBySource(source);
    const taskLenses = state?.tasks.map(toTaskLens) ?? [];
    if (state?.isRunning) return [toStopLens(state), ...taskLenses];
    const elsewhere = await this.#findElsewhere(source);
    if (elsewhere !== undefined) {
      const title = l10n.t('$(multiple-windows) Another window runs this plan');
      return [{ title, command: 'switchyard.openPlan', argument: { planId: elsewhere } }];
    }
    const run = { title: l10n.t('$(play) Run Plan'), command: 'switchyard.runPlan', argument: { uri: source } };
    const unfinished = await plans.sources.findUnfinished(source);
    return [run, ...(unfinished ? [toResumeLens(unfinished)] : []), ...taskLenses];
  }

  /** Emits that the lenses may have changed. */
  refresh(): void {
    this.#changed.fire();
  }

  /** Stops watching a document, which was closed. */
  remove(source: string): void {
    this.#elsewhere.delete(source);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Finds the plan of a document that another window runs. When that changes, the lenses change. */
  async #findElsewhere(source: string): Promise<string | undefined> {
    const elsewhere = await this.#options.plans.sources.findElsewhere(source);
    this.#elsewhere.set(source, elsewhere);
    await this.#watch();
    return elsewhere;
  }

  readonly #watch = lazy(async () => {
    const { plans, background } = this.#options;
    this.#disposables.add(await plans.sources.watch(() => background(() => this.#compareElsewhere())));
  });

  async #compareElsewhere(): Promise<void> {
    for (const [source, planId] of this.#elsewhere) {
      if ((await this.#options.plans.sources.findElsewhere(source)) === planId) continue;
      this.#elsewhere.delete(source);
      this.refresh();
    }
  }
}

function toStopLens({ planId, tasks }: PlanState): PlanLens {
  const title = l10n.t('$(debug-stop) Stop ({0})', describeProgress(tasks.map(({ status }) => status)));
  return { title, command: 'switchyard.cancelPlan', argument: { planId } };
}

function toResumeLens({ planId, leftCount }: { planId: string; leftCount: number }): PlanLens {
  const title = l10n.t('$(debug-continue) Resume Plan ({0} left)', formatNumber(leftCount));
  return { title, command: 'switchyard.resumePlan', argument: { planId } };
}

function toTaskLens(task: PlannedTask): PlanLens {
  const { id, result } = task;
  const title = describeState(task);
  if (!result) return { taskId: id, title, command: '' };
  return { taskId: id, title, command: 'switchyard.showResults', argument: { runId: result.runId } };
}

const icons: Readonly<Record<TaskStatus, string>> = {
  pending: '$(circle-outline)',
  in_progress: '$(sync~spin)',
  blocked: '$(circle-slash)',
  completed: '$(pass)',
  failed: '$(error)',
  cancelled: '$(debug-stop)',
};

function describeState({ status, blockedBy = [], result }: PlannedTask): string {
  const isBlocked = status === 'blocked';
  const words = isBlocked ? l10n.t('Blocked by {0}', blockedBy.join(', ')) : describeRunStatus(status);
  const seconds = result?.durationSeconds;
  const isOver = status === 'completed' || status === 'failed';
  const time = isOver && seconds !== undefined ? ` · ${formatRunDuration(seconds)}` : '';
  return `${icons[status]} ${words}${time}`;
}
