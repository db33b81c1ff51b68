import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatNumber } from '#common/language.ts';

/** Above this many bytes the user is asked before text is sent: it is slow and costly. */
const askAboveBytes = 1_000_000;

/** Why `text` cannot be sent, or `undefined`. */
export function findTextProblem(name: string, text: string): string | undefined {
  return text.includes('\0') ? describeBinary(name) : undefined;
}

/** Says that a file is no text. */
export function describeBinary(name: string): string {
  return l10n.t('{0} looks like a binary file. Only text can be sent.', name);
}

/** Whether something of this size may be sent: a text, or so many bytes. Asks when it is large. */
export async function confirmSize(name: string, size: string | number): Promise<boolean> {
  const bytes = typeof size === 'string' ? Buffer.byteLength(size) : size;
  if (bytes <= askAboveBytes) return true;
  const send = l10n.t('Send Anyway');
  const megabytes = formatNumber(bytes / 1_000_000, 1);
  const answer = await vscode.window.showWarningMessage(
    l10n.t('{0} holds {1} MB of text.', name, megabytes),
    { modal: true, detail: l10n.t('Few models can read that much, and every token is paid for.') },
    send,
  );
  return answer === send;
}
