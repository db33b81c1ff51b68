import * as vscode from 'vscode';
import { describeNetworkOfWorkspace } from '#editor/settings/networkGuard.ts';
import { readUserSetting } from '#editor/settings/settings.ts';
import { describeUnreadableNeverSend, readNeverSend } from './neverSendFiles.ts';
import type { SendPolicy } from './sendGuard.ts';

/** The policy of VS Code's settings. */
export const sendPolicy: SendPolicy = {
  describeNetwork: describeNetworkOfWorkspace,
  describeUnreadable: describeUnreadableNeverSend,
  readNeverSend: () => readNeverSend(),
  // Any other value than `false` asks.
  mustPreview: () => readUserSetting('confirmBeforeSending') !== false || !vscode.workspace.isTrusted,
  isTrusted: () => vscode.workspace.isTrusted,
};
