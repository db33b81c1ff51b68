import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { SwitchyardApi } from '#api';
import type { ExecutionResult } from '#orchestration/index.ts';

/** The extension's exported API. */
export async function activate(): Promise<SwitchyardApi> {
  const extension = vscode.extensions.getExtension<SwitchyardApi>('switchyard.switchyard');
  assert.ok(extension);
  return extension.activate();
}

/** Calls a command that runs a task, and returns its result. */
export async function call(command: string, argument?: unknown): Promise<ExecutionResult> {
  const result = await vscode.commands.executeCommand<ExecutionResult | undefined>(`switchyard.${command}`, argument);
  assert.ok(result, `switchyard.${command} resolved to nothing`);
  return result;
}

/** Calls `switchyard.runTask`. */
export function runTask(argument: Record<string, unknown>): Promise<ExecutionResult> {
  return call('runTask', argument);
}

/** Stops a run, or the newest one. Resolves to whether there was one. */
export async function cancelTask(runId?: string): Promise<boolean> {
  return vscode.commands.executeCommand<boolean>('switchyard.cancelTask', runId === undefined ? undefined : { runId });
}

/** The result, provided that it succeeded. */
export function assertSuccess(result: ExecutionResult): ExecutionResult {
  assert.equal(result.status, 'success', result.error?.message);
  return result;
}

/** The error of a result, provided that it failed for the reason that is expected. */
export function assertFailed(result: ExecutionResult, kind: string): NonNullable<ExecutionResult['error']> {
  assert.equal(result.status, 'failed', `${result.status}: ${result.output.slice(0, 80)}`);
  assert.equal(result.error?.kind, kind, result.error?.message);
  assert.ok(result.error);
  assert.ok(result.error.message.trim(), 'an error without words');
  return result.error;
}
