import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openWorkspaceFile, type RunOrigin } from '#editor/documents/fileLinks.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile, workspaceFile } from '#test/host/support/editors.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { onlyPrompt, onlyRequest } from '#test/host/support/requests.ts';
import { keepSetting, readSetting, setSetting } from '#test/host/support/settings.ts';
import { assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';

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

  describe('whose folder has an agent of its own', () => {
    /** Each shows the file of the second folder in another way. */
    const ways: [string, () => Promise<vscode.TextDocument>][] = [
      ['a cell of its notebook', openCell],
      ['the old side of a comparison', openEarlier],
      ['a document of that name that was never saved', openUnsaved],
    ];

    async function openCell(): Promise<vscode.TextDocument> {
      const uri = workspaceFile('cells.ipynb', 1);
      const cell = { cell_type: 'code', source: ['x = 1'], metadata: {}, outputs: [], execution_count: null };
      const content = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
      await vscode.workspace.fs.writeFile(uri, Buffer.from(JSON.stringify(content)));
      const notebook = await vscode.workspace.openNotebookDocument(uri);
      await vscode.window.showNotebookDocument(notebook);
      return notebook.cellAt(0).document;
    }

    async function openEarlier(): Promise<vscode.TextDocument> {
      const scheme = 'test-earlier';
      const old = { provideTextDocumentContent: () => '# Old' };
      const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, old);
      try {
        return await vscode.workspace.openTextDocument(inSecond().with({ scheme, query: 'version=1' }));
      } finally {
        provider.dispose();
      }
    }

    async function openUnsaved(): Promise<vscode.TextDocument> {
      return vscode.workspace.openTextDocument(workspaceFile('new.md', 1).with({ scheme: 'untitled' }));
    }

    for (const [name, open] of ways) {
      it(`runs it in ${name}, and sets it there`, async () => {
        await setSetting('agent', 'gpt', 'workspace');
        await setSetting('agent', 'claude', 'folder', inSecond());
        await setSetting('prompts', { fix: 'Mend the notes.' }, 'folder', inSecond());
        await vscode.window.showTextDocument(await open());
        assert.equal(assertSuccess(await runTask(hello)).agent, 'claude');
        const argument = { agent: 'local', target: 'folder' };
        assert.equal(await vscode.commands.executeCommand('switchyard.selectAgent', argument), 'local');
        assert.equal(readSetting('agent', 'folder', inSecond()), 'local');
        assert.equal(assertSuccess(await runTask(hello)).agent, 'local');
      });
    }

    after(() => vscode.workspace.fs.delete(workspaceFile('cells.ipynb', 1)));
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
