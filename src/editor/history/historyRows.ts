import type { Background } from '#common/background.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { Emitter } from '#common/emitter.ts';
import { lazy } from '#common/lazy.ts';
import { isMissingPart } from '#common/missingPart.ts';
import type { AgentTask, PlanSummary, RunHistory, RunSummary, TaskStatus } from '#orchestration/index.ts';
import { groupByDay, toDayKey } from './historyGroups.ts';
import { findBlockers } from '#editor/plans/planView.ts';
import { titleOfTask } from '#editor/tasks/taskTitles.ts';

/** A row of the tree. Commands read its `runId` or `planId` as an argument. */
export type HistoryNode =
  | { kind: 'section'; section: 'running' | 'plans' | 'history' }
  | { kind: 'day'; key: string; label: string; runs: RunSummary[] }
  | { kind: 'run'; runId: string; run: RunSummary }
  | { kind: 'plan'; planId: string; plan: PlanSummary }
  | {
      kind: 'task';
      planId: string;
      task: AgentTask;
      /** `interrupted` for a task that waits to be run again because its last run was cut off. */
      status: TaskStatus | 'interrupted';
      runId?: string | undefined;
      blockers: string[];
    }
  | { kind: 'more' };

/** The members of the history that the rows read. */
export type ListedHistory = Pick<RunHistory, 'listRuns' | 'listPlans' | 'getPlan' | 'getRun' | 'onDidChange'>;

export interface HistoryRowsOptions {
  /** Opens the history. Called when the tree is first shown. */
  open(): Promise<ListedHistory>;
  /** URI of the open folder or workspace file. */
  workspace(): string;
  /** Language of the days, as a BCP 47 tag. */
  locale: string;
  /** Loads what draws rows. */
  loadItems(): Promise<unknown>;
  /** Runs an action in the background and reports its failure. */
  background: Background;
}

/** Filter of the tree. */
export interface RunsFilter {
  /** Words that a run must contain; empty shows active runs, plans and all runs. */
  text: string;
  hasAllWorkspaces: boolean;
}

const pageSize = 50;
/** Most active runs and plans that are listed: there are few; the oldest are left out. */
const listLimit = 200;
/** Time within which several changes are shown as one, in milliseconds. */
const refreshDelayMs = 150;

/** Tree data of runs and plans: read page by page, and not before the tree is first shown. */
export class HistoryRows implements Disposable {
  readonly #options: HistoryRowsOptions;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new Emitter<undefined>());
  readonly #read = this.#disposables.add(new Emitter<number>());
  #filter: RunsFilter = { text: '', hasAllWorkspaces: false };
  #wantedCount = pageSize;
  #running: RunSummary[] = [];
  #plans: PlanSummary[] = [];
  #days: (HistoryNode & { kind: 'day' })[] = [];
  #hasMore = false;
  /** True once a missing part was reported: the tree is read at every change. */
  #isMissingReported = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Fires when the rows have to be read again. */
  readonly onDidChange = this.#changed.event;
  /** Fires with the number of listed runs once they have been read. */
  readonly onDidRead = this.#read.event;

  constructor(options: HistoryRowsOptions) {
    this.#options = options;
  }

  get filter(): Readonly<RunsFilter> {
    return this.#filter;
  }

  /** Applies a filter and shows the newest runs. */
  setFilter(filter: Partial<RunsFilter>): void {
    this.#filter = { ...this.#filter, ...filter };
    this.#wantedCount = pageSize;
    this.refresh();
  }

  /** Shows one more page. */
  loadMore(): void {
    this.#wantedCount += pageSize;
    this.refresh();
  }

  /** Reads the rows again. Expanded rows stay expanded. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changed.fire(undefined);
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    try {
      // No row can be drawn without the items.
      await this.#options.loadItems();
      return await this.#childrenOf(node);
    } catch (error) {
      if (!isMissingPart(error)) throw error;
      if (!this.#isMissingReported) this.#options.background(() => Promise.reject(error));
      this.#isMissingReported = true;
      return [];
    }
  }

  async #childrenOf(node: HistoryNode | undefined): Promise<HistoryNode[]> {
    if (!node) {
      this.#readAll(await this.#open());
      return this.#roots();
    }
    switch (node.kind) {
      case 'section':
        if (node.section === 'running') return this.#running.map(toRunNode);
        if (node.section === 'plans') return this.#plans.map((plan) => ({ kind: 'plan', planId: plan.planId, plan }));
        return this.#dayNodes();
      case 'day':
        return node.runs.map(toRunNode);
      case 'plan':
        return this.#tasksOf(await this.#open(), node.plan.planId);
      case 'run':
      case 'task':
      case 'more':
        return [];
    }
  }

  getParent(node: HistoryNode): HistoryNode | undefined {
    if (node.kind === 'run') {
      const isRunning = this.#running.some(({ runId }) => runId === node.run.runId) && !this.#isSearching;
      if (isRunning) return { kind: 'section', section: 'running' };
      return this.#days.find(({ key }) => key === toDayKey(new Date(node.run.startedAt)));
    }
    if (node.kind === 'day') return this.#isSearching ? undefined : { kind: 'section', section: 'history' };
    return node.kind === 'plan' ? { kind: 'section', section: 'plans' } : undefined;
  }

  /** Row of a run, if it is listed now. */
  find(runId: string): HistoryNode | undefined {
    const listed = [...this.#running, ...this.#days.flatMap((day) => day.runs)];
    const run = listed.find((each) => each.runId === runId);
    return run && toRunNode(run);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposables.dispose();
  }

  get #isSearching(): boolean {
    return this.#filter.text !== '';
  }

  readonly #open = lazy(async () => {
    const history = await this.#options.open();
    this.#disposables.add(history.onDidChange(() => this.#refreshSoon()));
    return history;
  });

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => this.refresh(), refreshDelayMs);
  }

  #readAll(history: ListedHistory): void {
    const { text, hasAllWorkspaces } = this.#filter;
    const here = this.#options.workspace();
    const place = hasAllWorkspaces ? {} : { workspace: here };
    this.#running = history.listRuns({ status: 'in_progress', limit: listLimit, ...place }).runs;
    this.#plans = history.listPlans(listLimit, hasAllWorkspaces ? undefined : here);
    const rows: RunSummary[] = [];
    let after: string | undefined;
    do {
      const limit = this.#wantedCount - rows.length;
      const page = history.listRuns({ text, limit, ...place, after });
      rows.push(...page.runs);
      after = page.next;
    } while (after !== undefined && rows.length < this.#wantedCount);
    this.#hasMore = after !== undefined;
    // Active runs have a section of their own, unless there is a search.
    const listed = this.#isSearching ? rows : rows.filter(({ status }) => status !== 'in_progress');
    const groups = groupByDay(listed, { now: new Date(), locale: this.#options.locale });
    this.#days = groups.map((group) => ({ kind: 'day', ...group }));
    this.#read.fire(listed.length);
  }

  #roots(): HistoryNode[] {
    if (this.#isSearching) return this.#dayNodes();
    const sections = [
      this.#running.length > 0 && ('running' as const),
      this.#plans.length > 0 && ('plans' as const),
      this.#days.length > 0 && ('history' as const),
    ];
    return sections.filter((section) => section !== false).map((section) => ({ kind: 'section', section }));
  }

  #dayNodes(): HistoryNode[] {
    return this.#hasMore ? [...this.#days, { kind: 'more' }] : this.#days;
  }

  #tasksOf(history: ListedHistory, planId: string): HistoryNode[] {
    const record = history.getPlan(planId);
    if (!record) return [];
    const titles = new Map(record.plan.tasks.map((task) => [task.id, titleOfTask(task)]));
    return record.plan.tasks.map((task) => {
      const { status, runId } = record.states[task.id] ?? { status: 'pending' as const };
      const isCut =
        status === 'pending' && runId !== undefined && history.getRun(runId)?.result.status === 'interrupted';
      const blockers = status === 'blocked' ? findBlockers(record, task.id) : [];
      return {
        kind: 'task',
        planId,
        task,
        status: isCut ? 'interrupted' : status,
        runId,
        blockers: blockers.map((id) => titles.get(id) ?? id),
      };
    });
  }
}

function toRunNode(run: RunSummary): HistoryNode {
  return { kind: 'run', runId: run.runId, run };
}
