import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { windowUi } from './windowUi.ts';

/** Characters of an address that a question shows. */
const maxShownAddress = 400;

/**
 * Opens the address of a link in the browser. VS Code asks first, but not for addresses of this machine, nor where the user
 * trusts every domain: with `isInternal` the question is ours.
 */
export async function openExternalLink(href: string, isInternal: boolean): Promise<void> {
  if (isInternal && !(await confirmInternal(href))) return;
  // As a text: VS Code would take a Uri apart and put it together again, which opens `%2B` as `+`.
  await Reflect.apply(vscode.env.openExternal, vscode.env, [href]);
}

async function confirmInternal(href: string): Promise<boolean> {
  const { host } = new URL(href);
  const address = href.length > maxShownAddress ? `${href.slice(0, maxShownAddress)}…` : href;
  const open = l10n.t('Open Link');
  const risk = l10n.t('What listens there may do what the address says, as if you had asked for it.');
  const answer = await windowUi.ask({
    message: l10n.t('Open {0}? It is this computer, or lies in a network that is not public.', host),
    detail: `${address}\n\n${risk}`,
    buttons: [open],
    isWarning: true,
  });
  return answer === open;
}
