import * as vscode from 'vscode';
import { findNetworkSettingsOfWorkspace } from './settings.ts';

/**
 * Why no request may leave now: the workspace decides how it would travel, by a proxy of its own for instance. A proxy
 * reads what goes to an `http:` address, the key included. `undefined` where nothing stands against it.
 */
export function describeNetworkOfWorkspace(): string | undefined {
  const [setting] = findNetworkSettingsOfWorkspace();
  if (setting === undefined) return undefined;
  return vscode.l10n.t(
    'Nothing was sent, since the settings of this workspace set {0}, which decides how requests travel. Remove it there, or update VS Code to 1.136.2 or later, which ignores it.',
    setting,
  );
}
