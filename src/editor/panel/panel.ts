import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Background } from '#common/background.ts';
import { type Disposable, DisposableStore } from '#common/disposable.ts';
import { lazy } from '#common/lazy.ts';
import type { HostMessage } from '#protocol/messages.ts';
import { toPageHtml } from './panelPage.ts';
import { PanelPlans } from './panelPlans.ts';
import { PanelRuns } from './panelRuns.ts';

export interface PanelOptions {
  extensionUri: vscode.Uri;
  /** Tells whether the history restores everything after a reload. */
  keepsRuns: () => boolean;
  background: Background;
}

/** A message of the page, not checked yet. */
export interface ReceivedMessage {
  value: unknown;
  /** Tells whether the page that sent it is still the one in view. */
  isThere: () => boolean;
}

/** The view beside the editor that shows runs as they stream. Runs and plans may be added before it is opened. */
export class Panel implements Disposable {
  static readonly viewType = 'switchyard.panel';

  /** Argument of `vscode.window.registerWebviewPanelSerializer(Panel.viewType, …)`. */
  readonly serializer: vscode.WebviewPanelSerializer = {
    deserializeWebviewPanel: async (view) => {
      if (this.#view || this.#isDisposed) view.dispose();
      else this.#adopt(view);
    },
  };

  /** The plans that have a tab. */
  readonly plans = new PanelPlans((message) => this.runs.post(message));
  /** The runs that are shown, or would be if the panel was open. */
  readonly runs: PanelRuns;

  readonly #extensionUri: vscode.Uri;
  readonly #background: Background;
  readonly #disposables = new DisposableStore();
  readonly #received = this.#disposables.add(new vscode.EventEmitter<ReceivedMessage>());
  readonly #closed = this.#disposables.add(new vscode.EventEmitter<void>());
  /** Loads the part of the panel that is needed once its page is there. */
  readonly loadRoom = lazy(() => import('./index.ts'));
  readonly #parts = lazy(async () => {
    const { ThemeColors, canPreviewDiagrams, toPanelStrings } = await this.loadRoom();
    this.#canPreviewDiagrams = canPreviewDiagrams;
    this.#strings = toPanelStrings();
    return { colors: this.#disposables.add(new ThemeColors(() => this.#background(() => this.postCodeColors()))) };
  });
  #strings: Record<string, string> | undefined;
  #canPreviewDiagrams: () => boolean = () => false;
  #view: vscode.WebviewPanel | undefined;
  #isDisposed = false;

  /** Fires with each message of the page, once the answer can hold the words in the user's language. */
  readonly onDidReceiveMessage = this.#received.event;
  /** Fires when the user closes the view. */
  readonly onDidClose = this.#closed.event;

  constructor({ extensionUri, keepsRuns, background }: PanelOptions) {
    this.#extensionUri = extensionUri;
    this.#background = background;
    this.runs = new PanelRuns({
      post: (message) => this.#post(message),
      plans: () => this.plans.views,
      strings: () => this.#strings,
      previewsDiagrams: () => this.#canPreviewDiagrams(),
      keepsRuns,
    });
  }

  /** The column that the view is in; `undefined` where it is not open. */
  get viewColumn(): vscode.ViewColumn | undefined {
    return this.#view?.viewColumn;
  }

  /** Opens the view beside the code, or brings it to the front there. The focus stays where it is only if asked to. */
  reveal({ preserveFocus = false }: { preserveFocus?: boolean | undefined } = {}): void {
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

  /** Deletes runs and plans with their tabs. */
  forget(runIds: readonly string[], planIds: readonly string[] = []): void {
    const tabIds = planIds.flatMap((planId) => this.plans.forget(planId) ?? []);
    this.runs.forget(runIds, tabIds);
  }

  /** Sends the page the colors that the theme in force gives to code. */
  async postCodeColors(): Promise<void> {
    if (!this.#view?.visible) return;
    const { colors } = await this.#parts();
    this.#post({ type: 'codeColors', colors: await colors.read() });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#view?.dispose();
    this.runs.dispose();
    this.#disposables.dispose();
  }

  /** Sets up a view: one just created, or one that VS Code restores after a reload. */
  #adopt(view: vscode.WebviewPanel): void {
    this.#view = view;
    const { webview } = view;
    const listeners = new DisposableStore();
    const isThere = () => view === this.#view && view.visible;
    listeners.add(
      webview.onDidReceiveMessage((value: unknown) =>
        this.#background(async () => {
          await this.#parts();
          this.#received.fire({ value, isThere });
        }),
      ),
    );
    // The page of a hidden view is thrown away by VS Code; when shown again it loads anew and says that it is ready.
    listeners.add(view.onDidChangeViewState(() => view.visible || this.runs.pageGone()));
    listeners.add(
      view.onDidDispose(() => {
        listeners.dispose();
        this.#view = undefined;
        this.runs.pageGone();
        if (!this.#isDisposed) this.#closed.fire();
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
    this.#background(() => this.#view?.webview.postMessage(message));
  }
}
