import type * as vscode from 'vscode';
import type { TaskContext } from '#orchestration/index.ts';

/** The selection that a task began with. */
export interface SelectionSource {
  description: string;
  context?: TaskContext;
  /** The document that the code was read from, if known. Otherwise only its path in the workspace is. */
  document?: vscode.Uri;
  /** Decides between several folders. */
  resource?: vscode.Uri;
}

/** Returns the code that a task began with: its context, or the description if the selected text was that. */
export function selectedCode({ description, context, document }: SelectionSource): string | undefined {
  if (!context || (!document && context.file === undefined)) return undefined;
  return context.code ?? (context.range && description);
}

/** Presets that answer with a new version of the selected code. */
const rewritePresets: ReadonlySet<string> = new Set(['fix', 'refactor', 'document']);

/** Tells whether the answer to a preset is meant to replace the selection. */
export function isRewrite(preset: string | undefined): boolean {
  return preset !== undefined && rewritePresets.has(preset);
}
