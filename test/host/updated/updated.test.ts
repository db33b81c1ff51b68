import { strict as assert } from 'node:assert';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ExecutionResult, Plan } from '#orchestration/index.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile } from '#test/host/support/editors.ts';
import { activate } from '#test/host/support/switchyard.ts';

const updated = 'Switchyard was updated. Reload the window.';

interface Manifest {
  contributes: { commands: { command: string }[] };
}

/** Calls a command for which nothing was loaded yet. A question would wait for ever, and there is none to ask. */
function call(command: string, argument?: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand(command, argument);
}

describe('An update under an open window', () => {
  useCleanWindow();

  let manifest: Manifest;

  before(async () => {
    await activate();
    const extension = vscode.extensions.getExtension<unknown>('switchyard.switchyard');
    assert.ok(extension);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own manifest
    manifest = extension.packageJSON as Manifest;
    const chunks = join(extension.extensionPath, 'dist', 'chunks');
    await rename(chunks, `${chunks}-gone`);
  });

  it('is what a task fails with, however it is asked for', async () => {
    await openFile('src/greet.ts', 1, 3);
    const asked: [command: string, argument?: unknown][] = [
      ['runTask', { description: 'Explain it.' }],
      ['runTaskOnSelection', { preset: 'explain' }],
      ['runSelection'],
      ['explain'],
      ['fix'],
      ['refactor'],
      ['writeTests'],
      ['document'],
    ];
    for (const [command, argument] of asked) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the contract says
      const result = (await call(`switchyard.${command}`, argument)) as ExecutionResult;
      assert.deepEqual(
        [result.status, result.error?.kind, result.error?.message],
        ['failed', 'updated', updated],
        command,
      );
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the contract says
    const [compared] = (await call('switchyard.compareAgents', { description: 'x' })) as ExecutionResult[];
    assert.equal(compared?.error?.message, updated);
  });

  it('makes no command reject', async () => {
    const opens = new Set(['switchyard.searchHistory', 'switchyard.showHistory']);
    const ids = manifest.contributes.commands.map(({ command }) => command).filter((id) => !opens.has(id));
    assert.ok(ids.length > 30);
    for (const id of ids) {
      try {
        await call(id, id === 'switchyard.openRun' ? { runId: 'x' } : undefined);
      } catch (error) {
        assert.fail(`${id} rejected: ${String(error)}`);
      }
    }
  });

  it('is what a plan is not run for, nor a document that holds one', async () => {
    const plan: Plan = { version: 1, tasks: [{ id: 'a', description: 'Say hello.' }] };
    assert.deepEqual(await call('switchyard.runPlan', { plan }), []);
    assert.deepEqual(await call('switchyard.resumePlan', { planId: 'x' }), []);
    const document = await vscode.workspace.openTextDocument({ language: 'switchyard-plan', content: 'version: 1' });
    await vscode.window.showTextDocument(document);
  });

  it('is what the API says', async () => {
    const api = await activate();
    const result = await api.executeTask({ description: 'Say hello.', agent: 'gpt' });
    assert.deepEqual([result.status, result.error?.kind, result.error?.message], ['failed', 'updated', updated]);
    const plan: Plan = { version: 1, tasks: [{ id: 'a', description: 'Say hello.' }] };
    await assert.rejects(api.executePlan(plan), { message: updated });
    await assert.rejects(api.parsePlan('version: 1', 'yaml'), { message: updated });
  });
});
