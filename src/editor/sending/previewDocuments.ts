import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '#common/disposable.ts';

const scheme = 'switchyard-preview';

/** Read-only documents with the text of a request. */
export class PreviewDocuments implements Disposable {
  readonly #documents = new Map<string, string>();
  readonly #provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => this.#documents.get(uri.query) ?? '',
  });

  /** Shows a text in the active editor group. The result closes it. */
  async open(text: string): Promise<() => Promise<void>> {
    const id = randomUUID();
    const uri = vscode.Uri.from({ scheme, path: l10n.t('What is sent.md'), query: id });
    this.#documents.set(id, text);
    const viewColumn = vscode.window.activeTextEditor?.viewColumn ?? vscode.ViewColumn.One;
    const close = async () => {
      await closeTabs(uri);
      this.#documents.delete(id);
    };
    try {
      await vscode.window.showTextDocument(uri, { preview: true, viewColumn });
    } catch (error) {
      await close();
      throw error;
    }
    return close;
  }

  dispose(): void {
    this.#provider.dispose();
    this.#documents.clear();
  }
}

async function closeTabs(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const shown = tabs.filter(
    ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
  );
  if (shown.length > 0) await vscode.window.tabGroups.close(shown);
}
