import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { cutText } from '#common/text/cutText.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { type HistoryNode, HistoryRows, type HistoryRowsOptions } from './historyRows.ts';

/** Pause in typing after which the tree follows a search, in milliseconds. */
const typingDelayMs = 150;

/** Most pages that are read to find a run to show. */
const maxPages = 20;

/** Loads the items when the tree is first shown. */
const loadItems = () => import('./index.ts');

/** View of runs and plans in the activity bar. */
export class HistoryView implements Disposable {
  static readonly viewId = 'switchyard.runs';

  readonly #disposables = new DisposableStore();
  readonly #rows: HistoryRows;
  readonly #view: vscode.TreeView<HistoryNode>;

  constructor(options: Omit<HistoryRowsOptions, 'locale' | 'loadItems'>) {
    const rows = this.#disposables.add(new HistoryRows({ ...options, locale: vscode.env.language, loadItems }));
    this.#rows = rows;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView<HistoryNode>(HistoryView.viewId, {
        treeDataProvider: {
          onDidChangeTreeData: rows.onDidChange,
          getTreeItem: async (node) => (await loadItems()).toTreeItem(node),
          resolveTreeItem: async (item, node) => {
            const tooltip = (await loadItems()).toTooltip(node);
            return tooltip ? Object.assign(item, { tooltip }) : item;
          },
          getChildren: (node) => rows.getChildren(node),
          getParent: (node) => rows.getParent(node),
        },
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.#disposables.add(this.#rows.onDidRead((count) => this.#describe(count)));
  }

  /** Selected rows. */
  get selection(): readonly HistoryNode[] {
    return this.#view.selection;
  }

  /** Current search; empty without one. */
  get searchText(): string {
    return this.#rows.filter.text;
  }

  get hasAllWorkspaces(): boolean {
    return this.#rows.filter.hasAllWorkspaces;
  }

  /** Reveals the view and, if a run is given and listed, its row. */
  async show(runId?: string): Promise<void> {
    await vscode.commands.executeCommand(`${HistoryView.viewId}.focus`);
    if (runId === undefined) return;
    if (this.searchText !== '') this.clearSearch();
    for (let page = 0; page < maxPages; page += 1) {
      await this.#rows.getChildren();
      const node = this.#rows.find(runId);
      if (node) {
        await this.#view.reveal(node, { select: true, focus: true });
        return;
      }
      this.#rows.loadMore();
    }
  }

  /** Asks for a search; the tree follows while it is typed. Escape restores the earlier one. */
  search(): Promise<void> {
    const before = this.searchText;
    const input = vscode.window.createInputBox();
    input.title = l10n.t('Search Runs');
    input.placeholder = l10n.t('Words in the title, the task or the answer');
    input.value = before;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isAccepted = false;
    void vscode.commands.executeCommand(`${HistoryView.viewId}.focus`, { preserveFocus: true });
    return new Promise((resolve) => {
      input.onDidChangeValue((text) => {
        clearTimeout(timer);
        timer = setTimeout(() => this.setSearch(text), typingDelayMs);
      });
      input.onDidAccept(() => {
        isAccepted = true;
        this.setSearch(input.value);
        input.hide();
      });
      input.onDidHide(() => {
        clearTimeout(timer);
        if (!isAccepted) this.setSearch(before);
        input.dispose();
        resolve();
      });
      input.show();
    });
  }

  setSearch(text: string): void {
    const words = cutText(text.trim(), 1_000);
    if (words === this.searchText) return;
    this.#rows.setFilter({ text: words });
    void vscode.commands.executeCommand('setContext', 'switchyard.isHistoryFiltered', words !== '');
  }

  clearSearch(): void {
    this.setSearch('');
  }

  setAllWorkspaces(hasAllWorkspaces: boolean): void {
    this.#rows.setFilter({ hasAllWorkspaces });
    void vscode.commands.executeCommand('setContext', 'switchyard.hasAllWorkspaces', hasAllWorkspaces);
  }

  loadMore(): void {
    this.#rows.loadMore();
  }

  refresh(): void {
    this.#rows.refresh();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Describes above the tree what limits it. */
  #describe(count: number): void {
    const text = toOneLine(this.searchText, 60);
    const found = count === 0 ? l10n.t('No run has “{0}”.', text) : l10n.t('Only runs with “{0}” are shown.', text);
    const place = this.hasAllWorkspaces ? l10n.t('All workspaces.') : '';
    this.#view.message = [text === '' ? '' : found, place].filter(Boolean).join(' ') || undefined;
  }
}
