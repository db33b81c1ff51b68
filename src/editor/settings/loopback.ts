import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/**
 * Describes which machine `127.0.0.1` is. The extension runs where the workspace is, so in a remote window a local
 * server must run on the remote side.
 */
export function describeLoopback(): string {
  const remote = vscode.env.remoteName;
  if (remote === undefined) return l10n.t('127.0.0.1 of this computer');
  if (remote === 'wsl') return l10n.t('127.0.0.1 inside WSL');
  if (remote === 'ssh-remote') return l10n.t('127.0.0.1 of the SSH host');
  if (remote === 'codespaces') return l10n.t('127.0.0.1 of the codespace');
  if (remote.includes('container')) return l10n.t('127.0.0.1 inside the container');
  return l10n.t('127.0.0.1 of the server that runs this window');
}
