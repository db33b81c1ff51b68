import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';

/** View type of our panel as VS Code reports it for tabs, with a prefix of its own. */
const panelType = /(?:^|-)switchyard\.panel$/;

/** The active tab if it is not a text editor. */
interface FrontTab {
  label: string;
  uri: vscode.Uri | undefined;
  /** True for text that VS Code does not expose to extensions: it is too large, or binary. */
  isText: boolean;
}

/**
 * The text editor that tasks and settings apply to: the active one or, while our panel has the focus, the last active
 * one if it is still visible. There is none while something else is active: the user does not look at a selection
 * beside it.
 */
export class ActiveEditor implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  #last = vscode.window.activeTextEditor;
  #lastResource: string | undefined;

  /** Fires when `current` or `resource` may have changed. */
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
    this.#disposables.add(window.tabGroups.onDidChangeTabs(() => this.#recordTabs()));
    this.#disposables.add(window.tabGroups.onDidChangeTabGroups(() => this.#recordTabs()));
  }

  get current(): vscode.TextEditor | undefined {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    if (activeTextEditor) return activeTextEditor;
    if (this.front) return undefined;
    if (this.#last && visibleTextEditors.includes(this.#last)) return this.#last;
    // After a reload with the focus in the panel, no editor has been active yet.
    return visibleTextEditors.length === 1 ? visibleTextEditors[0] : undefined;
  }

  /** Document whose settings apply: that of the editor, or of the active tab. */
  get resource(): vscode.Uri | undefined {
    return this.current?.document.uri ?? this.front?.uri;
  }

  /** The active tab if it is not a text editor; `undefined` for none, and for our panel beside the code. */
  get front(): FrontTab | undefined {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    if (vscode.window.activeTextEditor || !tab) return undefined;
    const { input, label } = tab;
    if (input instanceof vscode.TabInputWebview && panelType.test(input.viewType)) return undefined;
    const uri = toUri(input);
    const isText = input instanceof vscode.TabInputText || input instanceof vscode.TabInputTextDiff;
    return { label, isText, uri };
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #recordTabs(): void {
    const resource = this.resource?.toString();
    if (resource === this.#lastResource) return;
    this.#lastResource = resource;
    this.#changed.fire();
  }
}

/** Explains why the active tab cannot be worked on. */
export function describeFront({ label, isText }: FrontTab): string {
  return isText
    ? l10n.t('VS Code tells extensions nothing of {0}: it is too large, or it is no text.', label)
    : l10n.t('{0} is in front, which is no text editor. Select the code that is meant.', label);
}

function toUri(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) return input.modified;
  const hasOne =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook;
  return hasOne ? input.uri : undefined;
}
