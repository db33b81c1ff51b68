import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Detach } from '#common/detach.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { lazy } from '#common/lazy.ts';
import type { PlannedTask, TaskStatus } from '#orchestration/index.ts';
import { formatNumber } from '#common/language.ts';
import { formatRunDuration } from '#editor/ui/formats.ts';
import { toRange, type PlanDocuments } from '#editor/plans/language/planDocuments.ts';
import type { PlanState } from './sessionPlans.ts';
import { planSelector } from '#editor/plans/language/planKinds.ts';
import { describeProgress, describeRunStatus } from './planProgress.ts';
import type { PlanRuns } from './planRuns.ts';

/** Code lenses of plans: Run, Stop or Resume above the plan, and the status above each task. */
export class PlanLenses implements Disposable, vscode.CodeLensProvider {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #documents: PlanDocuments;
  readonly #plans: PlanRuns;
  readonly #detach: Detach;
  /** Last known plan of each document that another window runs. */
  readonly #elsewhere = new Map<string, string | undefined>();

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor({ documents, plans, detach }: { documents: PlanDocuments; plans: PlanRuns; detach: Detach }) {
    this.#detach = detach;
    this.#documents = documents;
    this.#plans = plans;
    this.#disposables.add(vscode.languages.registerCodeLensProvider(planSelector, this));
    this.#disposables.add(plans.onDidChangePlan(() => this.#changed.fire()));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#elsewhere.delete(uri.toString())));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const first = new vscode.Range(0, 0, 0, 0);
    const toLens = (command: vscode.Command): vscode.CodeLens => new vscode.CodeLens(first, withGap(command));
    if (!vscode.workspace.isTrusted && document.uri.scheme !== 'untitled') {
      const title = l10n.t('$(shield) Trust the workspace to run its plans');
      return [toLens({ title, command: 'workbench.trust.manage' })];
    }
    await this.#plans.sources.follow(document.uri.toString());
    const state = this.#plans.findBySource(document.uri.toString());
    if (state?.isRunning) {
      const progress = describeProgress(state.tasks.map(({ status }) => status));
      const title = l10n.t('$(debug-stop) Stop ({0})', progress);
      return [
        toLens({ title, command: 'switchyard.cancelPlan', arguments: [{ planId: state.planId }] }),
        ...(await this.#toTaskLenses(document, state)),
      ];
    }
    const elsewhere = await this.#findElsewhere(document.uri.toString());
    if (elsewhere !== undefined) {
      const title = l10n.t('$(multiple-windows) Another window runs this plan');
      return [toLens({ title, command: 'switchyard.openPlan', arguments: [{ planId: elsewhere }] })];
    }
    const lenses = [
      toLens({
        title: l10n.t('$(play) Run Plan'),
        command: 'switchyard.runPlan',
        arguments: [{ uri: document.uri }],
      }),
    ];
    const unfinished = await this.#plans.sources.findUnfinished(document.uri.toString());
    if (unfinished) {
      const { planId, leftCount } = unfinished;
      const title = l10n.t('$(debug-continue) Resume Plan ({0} left)', formatNumber(leftCount));
      lenses.push(toLens({ title, command: 'switchyard.resumePlan', arguments: [{ planId }] }));
    }
    if (!state) return lenses;
    return [...lenses, ...(await this.#toTaskLenses(document, state))];
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Finds the plan of a document that another window runs. When that changes, the lenses are requested again. */
  async #findElsewhere(uri: string): Promise<string | undefined> {
    const elsewhere = await this.#plans.sources.findElsewhere(uri);
    this.#elsewhere.set(uri, elsewhere);
    await this.#watch();
    return elsewhere;
  }

  readonly #watch = lazy(async () => {
    this.#disposables.add(await this.#plans.sources.watch(() => this.#detach(() => this.#compareElsewhere())));
  });

  async #compareElsewhere(): Promise<void> {
    for (const [uri, planId] of this.#elsewhere) {
      if ((await this.#plans.sources.findElsewhere(uri)) === planId) continue;
      this.#elsewhere.delete(uri);
      this.#changed.fire();
    }
  }

  async #toTaskLenses(document: vscode.TextDocument, state: PlanState): Promise<vscode.CodeLens[]> {
    const { tasks: places } = await this.#documents.read(document);
    const tasks = new Map(state.tasks.map((task) => [task.id, task]));
    return places.flatMap(({ id, nameRange }) => {
      const task = id === undefined ? undefined : tasks.get(id);
      if (!task) return [];
      const runId = task.result?.runId;
      const command = {
        title: describeState(task),
        command: runId === undefined ? '' : 'switchyard.showResults',
        arguments: runId === undefined ? [] : [{ runId }],
      };
      return new vscode.CodeLens(toRange(nameRange), withGap(command));
    });
  }
}

/** Keeps the gap behind an icon: VS Code drops a plain space there. */
function withGap(command: vscode.Command): vscode.Command {
  return { ...command, title: command.title.replace(/^(\$\([\w~-]+\)) /, '$1\u00a0') };
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
