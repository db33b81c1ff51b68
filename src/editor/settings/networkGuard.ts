import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import {
  ConnectionGuard,
  type ConnectionGuardOptions,
  type ConnectionWeakness,
  listWeaknesses,
} from './connectionGuard.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import { findNetworkSettingsOfWorkspace, readNetworkSetting } from './settings.ts';

/**
 * Explains why no request may be sent now: the workspace decides how it would travel, for instance through its own
 * proxy. A proxy can read requests to an `http:` address, keys included. `undefined` if nothing is in the way.
 */
export function describeNetworkOfWorkspace(): string | undefined {
  const [setting] = findNetworkSettingsOfWorkspace();
  if (setting === undefined) return undefined;
  return l10n.t(
    'Nothing was sent, since the settings of this workspace set {0}, which decides how requests travel. Remove it there, or update VS Code to 1.136.2 or later, which ignores it.',
    setting,
  );
}

/** Creates the guard of keys against weakened checks of certificates. */
export function createConnectionGuard(state: ConnectionGuardOptions['state']): ConnectionGuard {
  return new ConnectionGuard({ state, readFacts, ask: confirmWeakness });
}

function readFacts(): ReturnType<ConnectionGuardOptions['readFacts']> {
  const proxy = readNetworkSetting('http.proxy');
  return {
    environment: process.env,
    nodeOptions: process.execArgv,
    proxy: typeof proxy === 'string' ? proxy.trim() : undefined,
    isStrict: readNetworkSetting('http.proxyStrictSSL') !== false,
    isRemote: vscode.env.remoteName !== undefined,
  };
}

async function confirmWeakness(origin: string, weaknesses: readonly ConnectionWeakness[]): Promise<boolean> {
  const send = l10n.t('Send Anyway');
  const answer = await windowUi.ask({
    message: l10n.t('The certificate of {0} is not checked as usual: {1}.', origin, listWeaknesses(weaknesses)),
    detail: l10n.t(
      'Somebody on the way may read your key and what is sent. Your company may have set this up, or whoever made the container that this window runs in. Your answer is kept for this provider until something of it changes.',
    ),
    buttons: [send],
    isWarning: true,
  });
  return answer === send;
}
