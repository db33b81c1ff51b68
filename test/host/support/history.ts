import * as vscode from 'vscode';
import { activate } from './switchyard.ts';

/** Number of ended runs that the window keeps at hand. */
const keptRuns = 50;

/** Has the window know of a run no more than its history does, as after a reload, and opens it from there. */
export async function recall(runId: string): Promise<void> {
  const api = await activate();
  for (let count = 0; count < keptRuns; count += 1) await api.executeTask({ description: 'Another.', agent: 'writer' });
  await vscode.commands.executeCommand('switchyard.openRun', { runId });
}
