import * as vscode from 'vscode';
import type { Detach } from '#common/detach.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { isMissingPart } from '#common/missingPart.ts';
import type { PlanSummary, RunHistory, RunSummary } from '#orchestration/index.ts';
import { groupByDay, toDayKey } from './historyGroups.ts';
import { findBlockers } from '#editor/plans/planView.ts';
import type { HistoryNode } from './runItems.ts';
import { titleOfTask } from '#editor/tasks/taskTitles.ts';

export interface RunsTreeOptions {
  /** Opens the history. Called when the tree is first shown. */
  open(): Promise<RunHistory>;
  /** URI of the open folder or workspace file. */
  workspace(): string;
  /** Runs an action in the background and reports its failure. */
  detach: Detach;
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

/** Loads the items when the tree is first shown. */
const loadItems = () => import('./index.ts');

/** Tree data of runs and plans: read page by page, and not before the tree is first shown. */
export class RunsTree implements vscode.TreeDataProvider<HistoryNode>, Disposable {
  readonly #options: RunsTreeOptions;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<undefined>());
  readonly #read = this.#disposables.add(new vscode.EventEmitter<number>());
  #opening: Promise<RunHistory> | undefined;
  #filter: RunsFilter = { text: '', hasAllWorkspaces: false };
  #wantedCount = pageSize;
  #running: RunSummary[] = [];
  #plans: PlanSummary[] = [];
  #days: (HistoryNode & { kind: 'day' })[] = [];
  #hasMore = false;
  /** True once a missing part was reported: the tree is read at every change. */
  #isMissingReported = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;
  /** Fires with the number of listed runs once they have been read. */
  readonly onDidRead = this.#read.event;

  constructor(options: RunsTreeOptions) {
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

  async getTreeItem(node: HistoryNode): Promise<vscode.TreeItem> {
    return (await loadItems()).toTreeItem(node);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: HistoryNode): Promise<vscode.TreeItem> {
    const tooltip = (await loadItems()).toTooltip(node);
    return tooltip ? Object.assign(item, { tooltip }) : item;
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    try {
      // Without it no row can be drawn.
      await loadItems();
      return await this.#childrenOf(node);
    } catch (error) {
      if (!isMissingPart(error)) throw error;
      if (!this.#isMissingReported) this.#options.detach(() => Promise.reject(error));
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

  #open(): Promise<RunHistory> {
    this.#opening ??= this.#options.open().then((history) => {
      this.#disposables.add(history.onDidChange(() => this.#refreshSoon()));
      return history;
    });
    return this.#opening;
  }

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => this.refresh(), refreshDelayMs);
  }

  #readAll(history: RunHistory): void {
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
    // What goes on has a section of its own, unless something is searched for.
    const listed = this.#isSearching ? rows : rows.filter(({ status }) => status !== 'in_progress');
    const groups = groupByDay(listed, { now: new Date(), locale: vscode.env.language });
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

  #tasksOf(history: RunHistory, planId: string): HistoryNode[] {
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
