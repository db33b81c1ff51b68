import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { assertNever } from '../common/errors.ts';
import type { Disposable } from '../common/disposable.ts';
import { DisposableStore } from '../common/disposable.ts';
import { lazy } from '../common/lazy.ts';
import { toOpenableHref } from '../protocol/links.ts';
import type {
  CodeAction,
  ComposerView,
  HostMessage,
  PageMessage,
  PlanAction,
  PlanView,
  RunAction,
  RunHead,
  RunSnapshot,
} from '../protocol/messages.ts';
import { parsePageMessage } from '../protocol/messages.ts';
import { isFinished, planTabId } from '../protocol/runs.ts';
import { openWorkspaceFile } from './fileLinks.ts';
import { toPageHtml } from './panelPage.ts';
import { PanelPlans } from './panelPlans.ts';
import { PanelRuns } from './panelRuns.ts';
import { toPanelStrings } from './panelStrings.ts';

/** What the page may ask for, already validated. Every `runId` is one the panel was told about. */
export interface PanelHandlers {
  /**
   * The page has kept these from before a reload: those that are still known are to be told by `update`, `append` and
   * `showPlan`. Resolves with the runs that were deleted.
   */
  restore(runIds: readonly string[], planIds: readonly string[]): Promise<string[]>;
  /** A button of a plan that offers it. `taskId` is a task of the plan, and there for `retry`. */
  planAction(planId: string, action: PlanAction, taskId: string | undefined): void;
  /** The output of a task of a plan is to be shown. */
  openTask(planId: string, taskId: string): void;
  /** The run goes on when this is called. */
  stop(runId: string): void;
  /** `runId` is the last run of its thread and finished. `description` is not blank. */
  followUp(runId: string, description: string): void;
  /** `runId` is a finished part, with text, of a finished run. */
  chooseAnswer(runId: string): void;
  /** A button under a finished run. Copying is done by the panel itself. */
  action(runId: string, action: Exclude<RunAction, 'copy'>): void;
  /** A button of a code block. `shown` is what the page says that the block holds: not to be believed. */
  code(runId: string, action: CodeAction, reference: { block: number; shown: string }): void;
  /** The form stays open until `compose(undefined)`. `description` is not blank. */
  submitTask(description: string): void;
  /** The form is already closed. */
  dismissTask(): void;
  /** Answer with `compose(view)`. */
  addContext(): void;
  /** Answer with `compose(view)`. `index` is a position in the context last shown. */
  removeContext(index: number): void;
}

export interface PanelOptions {
  extensionUri: vscode.Uri;
  handlers: PanelHandlers;
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
  readonly #handlers: PanelHandlers;
  readonly #runs: PanelRuns;
  readonly #plans = new PanelPlans((message) => this.#runs.post(message));
  readonly #late = new DisposableStore();
  readonly #differences = lazy(async () => {
    const { AnswerDifferences } = await import('./answerDifferences.ts');
    return this.#late.add(new AnswerDifferences());
  });
  readonly #themeColours = lazy(async () => {
    const { ThemeColours } = await import('./themeColours.ts');
    return this.#late.add(new ThemeColours(() => void this.#postCodeColours()));
  });
  #view: vscode.WebviewPanel | undefined;
  #isDisposed = false;

  constructor({ extensionUri, handlers }: PanelOptions) {
    this.#extensionUri = extensionUri;
    this.#handlers = handlers;
    this.#runs = new PanelRuns({
      post: (message) => this.#post(message),
      plans: () => this.#plans.views,
      strings: toPanelStrings(),
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
    listeners.add(webview.onDidReceiveMessage((value: unknown) => this.#receive(value)));
    // The page of a hidden view is thrown away by VS Code; when shown again it loads anew and says that it is ready.
    listeners.add(view.onDidChangeViewState(() => view.visible || this.#runs.pageGone()));
    listeners.add(
      view.onDidDispose(() => {
        listeners.dispose();
        this.#view = undefined;
        this.#runs.pageGone();
        this.#dismissTask();
      }),
    );
    const root = vscode.Uri.joinPath(this.#extensionUri, 'dist');
    const toUri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [root] };
    webview.html = toPageHtml({
      nonce: randomBytes(18).toString('base64'),
      scriptUri: toUri('panel.js'),
      styleUri: toUri('panel.css'),
      styleSource: webview.cspSource,
      language: vscode.env.language,
    });
  }

  #post(message: HostMessage): void {
    // Settles as `false` when the view goes away meanwhile: the next page gets a snapshot.
    void this.#view?.webview.postMessage(message);
  }

  async #postCodeColours(): Promise<void> {
    if (!this.#view?.visible) return;
    this.#post({ type: 'codeColours', colours: await (await this.#themeColours()).read() });
  }

  #receive(value: unknown): void {
    const message = parsePageMessage(value);
    if (message) this.#obey(message);
  }

  #obey(message: PageMessage): void {
    switch (message.type) {
      case 'ready':
        void this.#restore(message.runIds, message.planIds);
        break;
      case 'stop': {
        const run = this.#runs.get(message.runId);
        if (run && !isFinished(run.status)) this.#handlers.stop(message.runId);
        break;
      }
      case 'followUp':
        if (this.#runs.canFollowUp(message.runId)) this.#handlers.followUp(message.runId, message.description);
        break;
      case 'chooseAnswer':
        this.#chooseAnswer(message.runId);
        break;
      case 'openDifferences':
        this.#openDifferences(message.runId);
        break;
      case 'action':
        this.#act(message.runId, message.action);
        break;
      case 'code': {
        const { runId, action, block, text } = message;
        if (this.#runs.get(runId)) this.#handlers.code(runId, action, { block, shown: text });
        break;
      }
      case 'copyText':
        void vscode.env.clipboard.writeText(message.text);
        break;
      case 'openLink':
        this.#openLink(message.href);
        break;
      case 'openFile':
        void openWorkspaceFile(message);
        break;
      case 'select':
        this.#runs.noteSelected(message.threadId);
        break;
      case 'closeThread':
        this.#runs.closeThread(message.threadId);
        this.#plans.close(message.threadId);
        break;
      case 'planAction':
        this.#actOnPlan(message.planId, message.action, message.taskId);
        break;
      case 'openTask':
        if (this.#findNode(message.planId, message.taskId)?.hasRun)
          this.#handlers.openTask(message.planId, message.taskId);
        break;
      case 'submitTask':
        if (this.#runs.composer) this.#handlers.submitTask(message.description);
        break;
      case 'dismissTask':
        this.#dismissTask();
        break;
      case 'addContext':
        if (this.#runs.composer) this.#handlers.addContext();
        break;
      case 'removeContext':
        if (message.index < (this.#runs.composer?.context.length ?? 0)) this.#handlers.removeContext(message.index);
        break;
      default:
        assertNever(message);
    }
  }

  #act(runId: string, action: RunAction): void {
    const run = this.#runs.get(runId);
    if (!run) return;
    if (action === 'copy') void vscode.env.clipboard.writeText(this.#runs.findAnswer(runId)?.text ?? '');
    else if (isFinished(run.status)) this.#handlers.action(runId, action);
  }

  /** Answers a new page once what it has kept is known again. */
  async #restore(runIds: readonly string[], planIds: readonly string[]): Promise<void> {
    const view = this.#view;
    const unknown = runIds.filter((runId) => !this.has(runId));
    const closed = planIds.filter((planId) => !this.hasPlan(planId));
    const isRestoring = unknown.length > 0 || closed.length > 0;
    const deleted = isRestoring ? await this.#handlers.restore(unknown, closed) : [];
    // Another page may have taken its place meanwhile, and asks for itself.
    if (!view?.visible || view !== this.#view) return;
    this.#runs.pageReady(deleted);
    // Last: a page takes nothing before its snapshot.
    await this.#postCodeColours();
  }

  #actOnPlan(planId: string, action: PlanAction, taskId: string | undefined): void {
    const isKnown = this.#plans.get(planId)?.actions.includes(action) ?? false;
    const hasTask = taskId !== undefined && this.#findNode(planId, taskId) !== undefined;
    if (isKnown && hasTask === (action === 'retry')) this.#handlers.planAction(planId, action, taskId);
  }

  #findNode(planId: string, taskId: string) {
    return this.#plans.get(planId)?.nodes.find((node) => node.taskId === taskId);
  }

  #chooseAnswer(runId: string): void {
    const part = this.#runs.get(runId);
    const whole = part?.parentRunId === undefined ? undefined : this.#runs.get(part.parentRunId);
    if (part && part.text !== '' && whole && isFinished(whole.status)) this.#handlers.chooseAnswer(runId);
  }

  #openDifferences(runId: string): void {
    const answers = this.#runs.partsOf(runId).filter(({ text }) => text !== '');
    if (answers.length < 2) return;
    const named = answers.map(({ agent, text }) => ({ agent, text }));
    void this.#differences().then((differences) => differences.open(named));
  }

  #dismissTask(): void {
    if (!this.#runs.composer) return;
    this.#runs.compose(undefined);
    if (!this.#isDisposed) this.#handlers.dismissTask();
  }

  #openLink(href: string): void {
    const openable = toOpenableHref(href);
    // VS Code asks the user itself before it leaves for a site that is not trusted.
    if (openable) void vscode.env.openExternal(vscode.Uri.parse(openable, true));
  }
}
