import * as vscode from 'vscode';
import { toErrorMessage } from '../common/errors.ts';
import { DisposableStore, type Disposable } from '../common/disposable.ts';
import type { PlanEditing, PlanEditingOptions } from './planEditing.ts';
import { isPlan } from './planKinds.ts';

/** Loads what is needed to edit and run plans when there is one: nobody else waits for it. */
export class PlanParts implements Disposable {
  readonly #options: PlanEditingOptions;
  readonly #disposables = new DisposableStore();
  #parts: Promise<PlanEditing> | undefined;

  constructor(options: PlanEditingOptions) {
    this.#options = options;
    const onOpen = (document: vscode.TextDocument): void => {
      if (!this.#parts && isPlan(document)) this.#loadForEditor();
    };
    this.#disposables.add(vscode.workspace.onDidOpenTextDocument(onOpen));
    for (const document of vscode.workspace.textDocuments) onOpen(document);
  }

  load(): Promise<PlanEditing> {
    this.#parts ??= import('./planEditing.ts').then(({ PlanEditing: Parts }) =>
      this.#disposables.add(new Parts(this.#options)),
    );
    return this.#parts;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #loadForEditor(): void {
    this.load().catch((error: unknown) => {
      this.#options.logger.error('The support for plans could not be loaded.', { error: toErrorMessage(error) });
    });
  }
}
