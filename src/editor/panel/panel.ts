import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Detach } from '#common/detach.ts';
import type { Disposable } from '#common/disposable.ts';
import { DisposableStore } from '#common/disposable.ts';
import { lazy } from '#common/lazy.ts';
import type { ComposerView, HostMessage, PlanView, RunHead, RunSnapshot } from '#protocol/messages.ts';
import { planTabId } from '#protocol/runs.ts';
import type { RunOrigin } from '#editor/documents/fileLinks.ts';
import { toPageHtml } from './panelPage.ts';
import { PanelPlans } from './panelPlans.ts';
import { type PanelHandlers, PanelRequests } from './panelRequests.ts';
import { PanelRuns } from './panelRuns.ts';

export interface PanelOptions {
  extensionUri: vscode.Uri;
  handlers: PanelHandlers;
  /** Whether `handlers.restore` brings back all that is shown. */
  keepsRuns: () => boolean;
  /** Where a run began, as far as that is known. */
  originOf: (runId: string) => RunOrigin | undefined;
  detach: Detach;
}

/** The view beside the editor that shows runs as they stream. Runs may be told before it is opened. */
export class Panel implements Disposable {
  static readonly viewType = 'switchyard.panel';

  /** To be registered with `vscode.window.registerWebviewPanelSerializer(Panel.viewType, …)`. */
  readonly serializer: vscode.WebviewPanelSerializer = {
    deserializeWebviewPanel: async (view) => {
      if (this.#view || this.#isDisposed) view.dispose();
      else this.#adopt(view);
    },
  };

  readonly #extensionUri: vscode.Uri;
  readonly #detach: Detach;
  readonly #runs: PanelRuns;
  readonly #plans = new PanelPlans((message) => this.#runs.post(message));
  readonly #requests: PanelRequests;
  readonly #late = new DisposableStore();
  readonly #differences = lazy(async () => {
    const { AnswerDifferences } = await import('./answerDifferences.ts');
    return this.#late.add(new AnswerDifferences());
  });
  readonly #themeColours = lazy(async () => {
    const { ThemeColours } = await import('./themeColours.ts');
    return this.#late.add(new ThemeColours(() => this.#detach(() => this.#postCodeColours())));
  });
  /** What the page asks first is answered with its words, which are loaded with it. */
  readonly #loadStrings = lazy(async () => {
    const { toPanelStrings } = await import('./panelStrings.ts');
    this.#strings = toPanelStrings();
  });
  #strings: Record<string, string> | undefined;
  #view: vscode.WebviewPanel | undefined;
  #isDisposed = false;

  constructor({ extensionUri, handlers, keepsRuns, originOf, detach }: PanelOptions) {
    this.#extensionUri = extensionUri;
    this.#detach = detach;
    this.#runs = new PanelRuns({
      post: (message) => this.#post(message),
      plans: () => this.#plans.views,
      strings: () => this.#strings,
      keepsRuns,
    });
    this.#requests = new PanelRequests({
      runs: this.#runs,
      plans: this.#plans,
      handlers,
      window: {
        copy: (text) => vscode.env.clipboard.writeText(text),
        openLink: async (href, isInternal) => {
          const { openExternalLink } = await import('#editor/ui/externalLinks.ts');
          await openExternalLink(href, isInternal);
        },
        openFile: async (file, runId) => {
          const { openWorkspaceFile } = await import('#editor/documents/fileLinks.ts');
          await openWorkspaceFile(file, runId === undefined ? undefined : originOf(runId));
        },
        openDifferences: async (answers) => (await this.#differences()).open(answers),
        pageReady: () => this.#postCodeColours(),
      },
      detach,
    });
  }

  /** Whether the view exists, visible or not. */
  get isOpen(): boolean {
    return this.#view !== undefined;
  }

  /** Opens the view beside the code, or brings it to the front there. The focus stays where it is only if asked to. */
  reveal({ preserveFocus = false }: { preserveFocus?: boolean } = {}): void {
    if (this.#isDisposed) return;
    if (this.#view) {
      // Never over the code: a panel that shares the group of the active editor moves beside it.
      const column = vscode.window.activeTextEditor?.viewColumn;
      const isOverCode = column !== undefined && column === this.#view.viewColumn;
      this.#view.reveal(isOverCode ? vscode.ViewColumn.Beside : undefined, preserveFocus);
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus };
    this.#adopt(vscode.window.createWebviewPanel(Panel.viewType, 'Switchyard', column, { enableFindWidget: true }));
  }

  /** Shows a new run, or what has changed of a known one. Cheap enough to be called at every change. */
  update(head: RunHead): void {
    this.#runs.update(head);
  }

  /** Adds what a run has said since the last call. Ignored for a run that `update` never named. */
  append(runId: string, delta: { text?: string; thinking?: string }): void {
    this.#runs.append(runId, delta);
  }

  /** A run as it is shown, with all it has said. */
  find(runId: string): Readonly<RunSnapshot> | undefined {
    return this.#runs.get(runId);
  }

  /** The run whose text is the answer of a run: itself, or a part of it. */
  findAnswer(runId: string): Readonly<RunSnapshot> | undefined {
    return this.#runs.findAnswer(runId);
  }

  /** What a run has said so far is not its answer: it is taken back. */
  voidText(runId: string): void {
    this.#runs.voidText(runId);
  }

  /** Brings a conversation to the front. */
  select(threadId: string): void {
    this.#runs.select(threadId);
  }

  /** Whether a run is shown, or would be if the panel was open. */
  has(runId: string): boolean {
    return this.#runs.get(runId) !== undefined;
  }

  /** Gives a plan a tab, or brings it up to date. */
  showPlan(plan: PlanView): void {
    this.#plans.update(plan);
  }

  /** Brings a plan to the front that has a tab. */
  selectPlan(planId: string): void {
    this.#runs.select(planTabId(planId));
  }

  /** Whether a plan has a tab. */
  hasPlan(planId: string): boolean {
    return this.#plans.has(planId);
  }

  /** The plans that have a tab. */
  get planIds(): string[] {
    return this.#plans.views.map((plan) => plan.planId);
  }

  /** The runs that are shown, or would be if the panel was open. */
  get runIds(): string[] {
    return this.#runs.runIds;
  }

  /** Takes runs and plans away that were deleted. */
  forget(runIds: readonly string[], planIds: readonly string[] = []): void {
    const tabIds = planIds.flatMap((planId) => this.#plans.forget(planId) ?? []);
    this.#runs.forget(runIds, tabIds);
  }

  /** Opens or refreshes the form for a task, or closes it. A refresh with the same description keeps what was typed. */
  compose(composer: ComposerView | undefined): void {
    this.#runs.compose(composer);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#view?.dispose();
    this.#runs.dispose();
    this.#late.dispose();
  }

  /** Makes a view ours: one just created, or one VS Code brings back after a reload. */
  #adopt(view: vscode.WebviewPanel): void {
    this.#view = view;
    const { webview } = view;
    const listeners = new DisposableStore();
    const isThere = () => view === this.#view && view.visible;
    listeners.add(
      webview.onDidReceiveMessage((value: unknown) =>
        this.#detach(async () => {
          await this.#loadStrings();
          this.#requests.receive(value, isThere);
        }),
      ),
    );
    // The page of a hidden view is thrown away by VS Code; when shown again it loads anew and says that it is ready.
    listeners.add(view.onDidChangeViewState(() => view.visible || this.#runs.pageGone()));
    listeners.add(
      view.onDidDispose(() => {
        listeners.dispose();
        this.#view = undefined;
        this.#runs.pageGone();
        if (!this.#isDisposed) this.#detach(() => this.#requests.dismissTask());
      }),
    );
    const root = vscode.Uri.joinPath(this.#extensionUri, 'dist');
    const toUri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [root] };
    webview.html = toPageHtml({
      nonce: randomBytes(18).toString('base64'),
      scriptUri: toUri('panel.js'),
      styleUri: toUri('panel.css'),
      language: vscode.env.language,
    });
  }

  #post(message: HostMessage): void {
    // Settles as `false` when the view goes away meanwhile: the next page gets a snapshot.
    this.#detach(() => this.#view?.webview.postMessage(message));
  }

  async #postCodeColours(): Promise<void> {
    if (!this.#view?.visible) return;
    this.#post({ type: 'codeColours', colours: await (await this.#themeColours()).read() });
  }
}
