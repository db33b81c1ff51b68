import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { cutText } from '#common/text/cutText.ts';
import type { Background } from '#common/background.ts';
import { describeError } from '#common/missingPart.ts';
import { formatRunCost, formatNumber, formatRunDuration, formatTime } from '#common/language.ts';
import { type ExportedRuns, type ExportWords, toExportJson, toExportMarkdown } from './exportText.ts';
import { showError, showInformation } from '#editor/ui/notifications.ts';
import { describeRunStatus } from '#editor/plans/planStatus.ts';

/**
 * Writes runs to a file: as JSON if its name ends so, otherwise as Markdown. Asks for the file unless it is given.
 * Resolves to it; `undefined` if the dialog was dismissed or the file could not be written, which the user is told.
 */
export async function exportRuns(
  content: ExportedRuns,
  target: vscode.Uri | undefined,
  background: Background,
): Promise<vscode.Uri | undefined> {
  const uri = target ?? (await askForFile(content.title));
  if (!uri) return undefined;
  const isJson = uri.path.toLowerCase().endsWith('.json');
  const text = isJson ? toExportJson(content, new Date()) : toExportMarkdown(content, readWords());
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } catch (error) {
    void showError(l10n.t('The file was not written. {0}', describeError(error)));
    return undefined;
  }
  if (!target) background(() => showSaved(uri));
  return uri;
}

async function askForFile(title: string): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const name = `${toFileName(title)}.md`;
  return vscode.window.showSaveDialog({
    title: l10n.t('Export as Markdown or JSON'),
    filters: { Markdown: ['md'], JSON: ['json'] },
    defaultUri: folder && vscode.Uri.joinPath(folder.uri, name),
  });
}

async function showSaved(uri: vscode.Uri): Promise<void> {
  const open = l10n.t('Open');
  const name = uri.path.split('/').at(-1) ?? '';
  const answer = await showInformation(l10n.t('Exported to {0}.', name), open);
  if (answer === open) await vscode.commands.executeCommand('vscode.open', uri);
}

/** Converts a title to a file name that every system accepts. */
function toFileName(title: string): string {
  const words = title.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return cutText(words.slice(0, 8).join('-'), 60) || 'switchyard';
}

function readWords(): ExportWords {
  return {
    task: l10n.t('Task'),
    answer: l10n.t('Answer'),
    error: l10n.t('Error'),
    tasks: l10n.t('Tasks'),
    noAnswer: l10n.t('No text came back.'),
    context: l10n.t('Context'),
    status: describeRunStatus,
    tokens: (input, output) => l10n.t('{0} tokens in, {1} out', formatNumber(input), formatNumber(output)),
    time: formatTime,
    seconds: formatRunDuration,
    cost: formatRunCost,
    failure: ({ message }) => message,
  };
}
