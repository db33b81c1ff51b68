import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openWorkspaceFile, type RunOrigin } from '../../../src/editor/fileLinks.ts';
import { useCleanWindow } from '../support/cleanWindow.ts';
import { openFile, workspaceFile } from '../support/editors.ts';
import { shownMessages } from '../support/messages.ts';
import { onlyPrompt, onlyRequest } from '../support/requests.ts';
import { keepSetting, readSetting, setSetting } from '../support/settings.ts';
import { assertSuccess, call, runTask } from '../support/switchyard.ts';

const hello = { description: 'Say hello.' };

describe('A window with two folders', () => {
  useCleanWindow();
  const inFirst = () => workspaceFile('src/greet.ts', 0);
  const inSecond = () => workspaceFile('notes.md', 1);

  it('runs a task on the agent of the folder whose document is active, else of the workspace', async () => {
    await setSetting('agent', 'gpt', 'workspace');
    await setSetting('agent', 'claude', 'folder', inSecond());
    await openFile(inSecond());
    assert.equal(assertSuccess(await runTask(hello)).agent, 'claude');
    await openFile(inFirst());
    assert.equal(assertSuccess(await runTask(hello)).agent, 'gpt');
  });

  it('runs the agents of the folder, laid over those of the workspace and the user', async () => {
    await setSetting('agents', { local: { model: 'user-model', temperature: 0.2 } });
    await setSetting('agents', { local: { model: 'workspace-model', maxTokens: 99 } }, 'workspace');
    await setSetting(
      'agents',
      { local: { model: 'folder-model', params: { seed: 7, tools: [] } } },
      'folder',
      inSecond(),
    );
    await openFile(inSecond());
    assertSuccess(await runTask({ ...hello, agent: 'local' }));
    const { body = {} } = await onlyRequest();
    assert.deepEqual([body['model'], body['temperature'], body['seed']], ['folder-model', 0.2, 7]);
    assert.ok(Object.values(body).includes(99));
    assert.ok(!('tools' in body), 'a folder can set no more than a workspace');
  });

  it('runs the prompts of the folder', async () => {
    await setSetting('prompts', { fix: 'Mend the notes.' }, 'folder', inSecond());
    await openFile(inSecond(), 1);
    assertSuccess(await call('fix'));
    assert.match(await onlyPrompt(), /^Mend the notes\.[^]*File: second\/notes\.md/);
  });

  it('sets the agent for the folder of the active document only', async () => {
    keepSetting('agent', 'folder', inSecond());
    await openFile(inSecond());
    const argument = { agent: 'local', target: 'folder' };
    assert.equal(await vscode.commands.executeCommand('switchyard.selectAgent', argument), 'local');
    assert.deepEqual(
      [inFirst(), inSecond()].map((file) => readSetting('agent', 'folder', file)),
      [undefined, 'local'],
    );
    assert.equal(readSetting('agent', 'workspace'), undefined);
    assert.equal(assertSuccess(await runTask(hello)).agent, 'local');
  });

  it('sets the agent for the workspace, and says where the folder’s own still wins', async () => {
    keepSetting('agent', 'workspace');
    await setSetting('agent', 'local', 'folder', inSecond());
    await openFile(inSecond());
    assert.equal(await vscode.commands.executeCommand('switchyard.selectAgent', { agent: 'gpt' }), 'gpt');
    assert.equal(readSetting('agent', 'workspace'), 'gpt');
    assert.match(shownMessages().join(), /set in the workspace settings, but a closer setting chooses Local model/);
  });

  it('opens the file that an answer names in the folder where its run began, else in the first that has it', async () => {
    const twins = [workspaceFile('src/twin.ts', 0), workspaceFile('src/twin.ts', 1)];
    for (const [index, twin] of twins.entries()) await vscode.workspace.fs.writeFile(twin, Buffer.from(`${index}\n`));
    const opened = async (origin?: RunOrigin) => {
      await openWorkspaceFile({ path: 'src/twin.ts', line: 1 }, origin);
      return twins.findIndex((twin) => twin.toString() === vscode.window.activeTextEditor?.document.uri.toString());
    };
    assert.equal(await opened({ resource: inSecond() }), 1);
    assert.equal(await opened({ resource: inFirst() }), 0);
    assert.equal(await opened({ context: { file: 'second/notes.md' } }), 1, 'after a reload only the path is known');
    assert.equal(await opened(), 0);
    await openWorkspaceFile({ path: 'notes.md' }, { resource: inFirst() });
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), inSecond().toString());
    for (const twin of twins) await vscode.workspace.fs.delete(twin);
  });
});
