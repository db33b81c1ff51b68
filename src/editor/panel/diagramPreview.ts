import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '#common/disposable.ts';
import { toFenced } from '#common/text/fences.ts';
import { GivenTexts } from '#editor/documents/givenTexts.ts';

const scheme = 'switchyard-diagram';

/** The most diagrams that are kept: a preview asks for its text again whenever it is shown anew. */
const maxDiagrams = 20;

/**
 * Returns whether an extension draws Mermaid diagrams in VS Code's Markdown preview: the one that comes with VS Code, or
 * one like `bierner.markdown-mermaid`. Both contribute a script to the preview, see
 * https://code.visualstudio.com/api/extension-guides/markdown-extension.
 */
export function canPreviewDiagrams(extensions: readonly PreviewExtension[] = vscode.extensions.all): boolean {
  return extensions.some(
    ({ id, packageJSON }) => /mermaid/i.test(id) && hasScript(packageJSON?.contributes?.['markdown.previewScripts']),
  );
}

/** The part of an extension that says what it adds to the preview. */
export interface PreviewExtension {
  id: string;
  packageJSON?: { contributes?: Record<string, unknown> };
}

/** Opens diagrams of answers in VS Code's Markdown preview. */
export class DiagramPreview implements Disposable {
  readonly #texts = new GivenTexts(scheme, maxDiagrams);

  /** Opens a diagram where the code is, and never over the panel that asked. `asking`: the column of the panel. */
  async open(diagram: string, asking: vscode.ViewColumn | undefined): Promise<void> {
    const uri = this.#texts.add(l10n.t('Diagram'), toFenced(diagram, 'mermaid'));
    // It opens in the column of the active text editor, else in the first.
    const command = asking === vscode.ViewColumn.One ? 'markdown.showPreviewToSide' : 'markdown.showPreview';
    await vscode.commands.executeCommand(command, uri);
  }

  dispose(): void {
    this.#texts.dispose();
  }
}

function hasScript(contribution: unknown): boolean {
  return Array.isArray(contribution) && contribution.length > 0;
}
