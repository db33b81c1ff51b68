import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';

/** The view type of our panel, as VS Code gives it to tabs: with a word of its own in front. */
const panelType = /(?:^|-)switchyard\.panel$/;

/** What stands in front though no text editor does. */
interface FrontTab {
  label: string;
  uri?: vscode.Uri;
  /** Whether it is shown as text, of which VS Code tells extensions nothing: it is too large, or no text. */
  isText: boolean;
}

/**
 * The text editor that tasks and settings are about: the active one or, while our panel has the focus, the one that was active
 * last, as long as it is in view. While something else is in front there is none: what is selected in an editor beside it
 * is not what its user looks at.
 */
export class ActiveEditor implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  #last = vscode.window.activeTextEditor;
  #lastResource: string | undefined;

  /** Fires when `current` or `resource` may be another than before. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    const { window } = vscode;
    this.#disposables.add(
      window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.#last = editor;
        this.#changed.fire();
      }),
    );
    this.#disposables.add(window.onDidChangeVisibleTextEditors(() => this.#changed.fire()));
    this.#disposables.add(window.tabGroups.onDidChangeTabs(() => this.#noteTabs()));
    this.#disposables.add(window.tabGroups.onDidChangeTabGroups(() => this.#noteTabs()));
  }

  get current(): vscode.TextEditor | undefined {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    if (activeTextEditor) return activeTextEditor;
    if (this.front) return undefined;
    if (this.#last && visibleTextEditors.includes(this.#last)) return this.#last;
    // After a reload with the focus in the panel no editor has been active yet.
    return visibleTextEditors.length === 1 ? visibleTextEditors[0] : undefined;
  }

  /** The document whose settings hold: that of the editor, or what else is in front. */
  get resource(): vscode.Uri | undefined {
    return this.current?.document.uri ?? this.front?.uri;
  }

  /** What is in front instead of a text editor; `undefined` for nothing, and for our panel beside the code. */
  get front(): FrontTab | undefined {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    if (vscode.window.activeTextEditor || !tab) return undefined;
    const { input, label } = tab;
    if (input instanceof vscode.TabInputWebview && panelType.test(input.viewType)) return undefined;
    const uri = toUri(input);
    const isText = input instanceof vscode.TabInputText || input instanceof vscode.TabInputTextDiff;
    return { label, isText, ...(uri && { uri }) };
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #noteTabs(): void {
    const resource = this.resource?.toString();
    if (resource === this.#lastResource) return;
    this.#lastResource = resource;
    this.#changed.fire();
  }
}

/** Why nothing of what is in front can be worked on. */
export function describeFront({ label, isText }: FrontTab): string {
  return isText
    ? vscode.l10n.t('VS Code tells extensions nothing of {0}: it is too large, or it is no text.', label)
    : vscode.l10n.t('{0} is in front, which is no text editor. Select the code that is meant.', label);
}

function toUri(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) return input.modified;
  const hasOne =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook;
  return hasOne ? input.uri : undefined;
}
