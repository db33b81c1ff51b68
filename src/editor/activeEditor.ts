import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../common/disposable.ts';

/**
 * The text editor that tasks and settings are about: the active one or, while something else has the focus, such as our
 * panel beside the code, the one that was active last, as long as it is in view.
 */
export class ActiveEditor implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  #last = vscode.window.activeTextEditor;

  /** Fires when `current` may be another editor than before. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#disposables.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.#last = editor;
        this.#changed.fire();
      }),
    );
    this.#disposables.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#changed.fire()));
  }

  get current(): vscode.TextEditor | undefined {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    if (activeTextEditor) return activeTextEditor;
    if (this.#last && visibleTextEditors.includes(this.#last)) return this.#last;
    // After a reload with the focus in the panel no editor has been active yet.
    return visibleTextEditors.length === 1 ? visibleTextEditors[0] : undefined;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
