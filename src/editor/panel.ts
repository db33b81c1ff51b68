import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { assertNever } from '../common/errors.ts';
import type { Disposable } from '../common/disposable.ts';
import { DisposableStore } from '../common/disposable.ts';
import { toOpenableHref } from '../protocol/links.ts';
import type { ComposerView, HostMessage, PageMessage, RunAction, RunHead } from '../protocol/messages.ts';
import { parsePageMessage } from '../protocol/messages.ts';
import { isFinished } from '../protocol/runs.ts';
import { openWorkspaceFile } from './fileLinks.ts';
import { toPageHtml } from './panelPage.ts';
import { PanelRuns } from './panelRuns.ts';
import { toPanelStrings } from './panelStrings.ts';
import { ThemeColours } from './themeColours.ts';

/** What the page may ask for, already validated. Every `runId` is one the panel was told about. */
export interface PanelHandlers {
  /** The run goes on when this is called. */
  stop(runId: string): void;
  /** `runId` is the last run of its thread and finished. `description` is not blank. */
  followUp(runId: string, description: string): void;
  /** A button under a finished run. Copying is done by the panel itself. */
  action(runId: string, action: Exclude<RunAction, 'copy'>): void;
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
  readonly #themeColours = new ThemeColours(() => void this.#postCodeColours());
  #view: vscode.WebviewPanel | undefined;
  #isDisposed = false;

  constructor({ extensionUri, handlers }: PanelOptions) {
    this.#extensionUri = extensionUri;
    this.#handlers = handlers;
    this.#runs = new PanelRuns({ post: (message) => this.#post(message), strings: toPanelStrings() });
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

  /** Brings a conversation to the front. */
  select(threadId: string): void {
    this.#runs.select(threadId);
  }

  /** Opens or refreshes the form for a task, or closes it. A refresh with the same description keeps what was typed. */
  compose(composer: ComposerView | undefined): void {
    this.#runs.compose(composer);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#view?.dispose();
    this.#runs.dispose();
    this.#themeColours.dispose();
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
    this.#post({ type: 'codeColours', colours: await this.#themeColours.read() });
  }

  #receive(value: unknown): void {
    const message = parsePageMessage(value);
    if (message) this.#obey(message);
  }

  #obey(message: PageMessage): void {
    switch (message.type) {
      case 'ready':
        this.#runs.pageReady();
        void this.#postCodeColours();
        break;
      case 'stop': {
        const run = this.#runs.get(message.runId);
        if (run && !isFinished(run.status)) this.#handlers.stop(message.runId);
        break;
      }
      case 'followUp':
        if (this.#runs.canFollowUp(message.runId)) this.#handlers.followUp(message.runId, message.description);
        break;
      case 'action':
        this.#act(message.runId, message.action);
        break;
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
    if (action === 'copy') void vscode.env.clipboard.writeText(run.text);
    else if (isFinished(run.status)) this.#handlers.action(runId, action);
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
