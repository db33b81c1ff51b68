import type * as vscode from 'vscode';
import type { TaskContext } from '#orchestration/index.ts';

/** What is known of a task that began with a selection. */
export interface SelectionSource {
  description: string;
  context?: TaskContext;
  /** The document that the code was read from, where it is known. Else only its path in the workspace is. */
  document?: vscode.Uri;
  /** Says which of several folders is meant. */
  resource?: vscode.Uri;
}

/** The code that a task began with: its context, or the description where the selected text was that. */
export function selectedCode({ description, context, document }: SelectionSource): string | undefined {
  if (!context || (!document && context.file === undefined)) return undefined;
  return context.code ?? (context.range && description);
}

/** Presets whose answer is the selected code, written anew. */
const rewritePresets: ReadonlySet<string> = new Set(['fix', 'refactor', 'document']);

/** Whether the answer to a preset is meant to replace the selection. */
export function isRewrite(preset: string | undefined): boolean {
  return preset !== undefined && rewritePresets.has(preset);
}
