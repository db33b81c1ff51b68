import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';

/** Read-only Markdown documents of a scheme, each with a text that is given. */
export class GivenTexts implements Disposable {
  readonly #scheme: string;
  readonly #most: number | undefined;
  /** By address, oldest first. */
  readonly #texts = new Map<string, string>();
  readonly #disposables = new DisposableStore();
  #isRegistered = false;

  /** @param most is the number of the latest that are kept; without it each is kept until its document is closed. */
  constructor(scheme: string, most?: number) {
    this.#scheme = scheme;
    this.#most = most;
  }

  /** Adds a document and returns its address. */
  add(name: string, text: string): vscode.Uri {
    this.#register();
    const uri = vscode.Uri.from({ scheme: this.#scheme, path: `/${name}.md`, query: randomUUID() });
    this.#texts.set(uri.toString(), text);
    if (this.#most !== undefined)
      for (const oldest of [...this.#texts.keys()].slice(0, -this.#most)) this.#texts.delete(oldest);
    return uri;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#texts.clear();
  }

  /** Registers the documents with the first use: a window that only opens does without. */
  #register(): void {
    if (this.#isRegistered) return;
    this.#isRegistered = true;
    const provideTextDocumentContent = (uri: vscode.Uri) => this.#texts.get(uri.toString());
    this.#disposables.add(
      vscode.workspace.registerTextDocumentContentProvider(this.#scheme, { provideTextDocumentContent }),
    );
    if (this.#most !== undefined) return;
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())));
  }
}
