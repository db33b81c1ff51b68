import * as l10n from '@vscode/l10n';
import { windowUi } from './windowUi.ts';
import { formatNumber } from '#common/language.ts';

/** Size in bytes above which the user is asked: large texts are slow and costly. */
const askAboveBytes = 1_000_000;

/** Explains why `text` cannot be sent; `undefined` where it can. */
export function findTextProblem(name: string, text: string): string | undefined {
  return text.includes('\0') ? describeBinary(name) : undefined;
}

/** Explains that a file is no text. */
export function describeBinary(name: string): string {
  return l10n.t('{0} looks like a binary file. Only text can be sent.', name);
}

/** Tells whether a text, or so many bytes, may be sent. Asks when it is large. */
export async function confirmSize(name: string, size: string | number): Promise<boolean> {
  const bytes = typeof size === 'string' ? Buffer.byteLength(size) : size;
  if (bytes <= askAboveBytes) return true;
  const send = l10n.t('Send Anyway');
  const megabytes = formatNumber(bytes / 1_000_000, 1);
  const answer = await windowUi.ask({
    message: l10n.t('{0} holds {1} MB of text.', name, megabytes),
    detail: l10n.t('Few models can read that much, and every token is paid for.'),
    buttons: [send],
    isWarning: true,
  });
  return answer === send;
}
