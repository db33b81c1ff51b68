import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { followSavedPlans, isGone, readPlanText } from '#editor/plans/planFiles.ts';
import type { Plan } from '#orchestration/index.ts';
import { waitUntil } from '#test/support/waitUntil.ts';

const plan: Plan = { version: 1, tasks: [{ id: 'one', description: 'First.', agent: 'gpt' }] };

describe('The document of a plan', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = async (name: string, content: string): Promise<vscode.Uri> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return vscode.Uri.file(path);
  };

  it('is read as it is on the disk, and unsaved changes before that', async () => {
    const uri = await write('read.switchyard.json', JSON.stringify(plan));
    assert.deepEqual((await readPlanText(uri.toString())).plan?.tasks, plan.tasks);
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, document.positionAt(document.getText().indexOf('First.')), 'Now: ');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal((await readPlanText(uri.toString())).plan?.tasks[0]?.description, 'Now: First.');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is said to be gone, or to hold no plan, with the place', async () => {
    const uri = await write('broken.switchyard.json', '{');
    assert.match((await readPlanText(uri.toString())).problem ?? '', /broken\.switchyard\.json, line 1/);
    assert.equal(await isGone(uri.toString()), false);
    await rm(uri.fsPath);
    assert.match((await readPlanText(uri.toString())).problem ?? '', /cannot be opened/);
    assert.equal(await isGone(uri.toString()), true);
  });

  it('is replaced when it was never saved and is closed, and not when its language changes', async () => {
    const replaced: (string | undefined)[][] = [];
    const following = followSavedPlans({ replace: (untitled, file) => void replaced.push([untitled, file]) });
    const document = await vscode.workspace.openTextDocument({ language: 'switchyard-plan', content: 'version: 1' });
    await vscode.window.showTextDocument(document);
    await vscode.languages.setTextDocumentLanguage(document, 'yaml');
    assert.deepEqual(replaced, []);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await waitUntil('the document to be closed', async () => document.isClosed);
    assert.deepEqual(replaced, [[document.uri.toString(), undefined]]);
    following.dispose();
  });
});
