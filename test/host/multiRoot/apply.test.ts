import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { answerWith, fenced, registerWriter } from '#test/host/support/answers.ts';
import {
  accept,
  apply,
  applyInPreview,
  diffTabs,
  discard,
  fixLines,
  problemOf,
  write,
} from '#test/host/support/applying.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile, workspaceFile } from '#test/host/support/editors.ts';
import { acceptPick, answerPicker, closePicker, nextPick } from '#test/host/support/pickers.ts';
import { activate, assertSuccess, runTask } from '#test/host/support/switchyard.ts';
import { waitUntil } from '#test/support/waitUntil.ts';

const source = 'let a = 1;\nlet b = 2;\n';

describe('Code for one of two folders that have a file of the same name', () => {
  useCleanWindow();
  before(registerWriter);
  // VS Code for the web starts extensions before it has read which folders the workspace has.
  before(() => waitUntil('both folders', async () => vscode.workspace.workspaceFolders?.length === 2));

  let path = '';
  let count = 0;
  const inFirst = () => workspaceFile(path, 0);
  const inSecond = () => workspaceFile(path, 1);

  /** Each test has files of its own: what VS Code still knows of earlier ones could come between. */
  beforeEach(async () => {
    count += 1;
    path = `same-${count}/a.ts`;
    await write(inFirst(), source);
    await write(inSecond(), source);
  });

  afterEach(async () => {
    for (const folder of [0, 1]) {
      await vscode.workspace.fs.delete(workspaceFile(`same-${count}`, folder), { recursive: true });
    }
  });

  const textsOf = async (): Promise<string[]> => {
    const documents = [inFirst(), inSecond()].map((uri) => vscode.workspace.openTextDocument(uri));
    return (await Promise.all(documents)).map((document) => document.getText());
  };

  it('goes to that of the selection, whatever the path in the answer', async () => {
    await fixLines(inSecond(), 1, 1, fenced('let a = 3;') + fenced('let a = 4;', `ts ${path}`));
    await apply({ block: 0 });
    assert.equal(await accept(), true);
    assert.deepEqual(await textsOf(), [source, 'let a = 3;\nlet b = 2;\n']);
    await apply({ block: 1 });
    assert.equal(await accept(), true);
    assert.deepEqual(await textsOf(), [source, 'let a = 4;\nlet b = 2;\n']);
  });

  it('goes to the other one only where the answer names its folder', async () => {
    await fixLines(inSecond(), 1, 1, fenced('let c = 3;', `ts first/${path}`));
    await apply();
    assert.equal(diffTabs()[0]?.input.original.toString(), inFirst().toString());
    await discard();
  });

  it('goes by Apply All to the folder that the task began in, with a selection or without', async () => {
    const made = `same-${count}/made.ts`;
    const answer = fenced('let c = 3;', `ts ${path}`) + fenced('let d = 4;', `ts ${made}`);
    await answerWith(answer);
    await openFile(inSecond());
    assertSuccess(await runTask({ description: 'Write both.', agent: 'writer' }));
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    assert.deepEqual(await textsOf(), [source, 'let c = 3;\n']);
    assert.equal((await vscode.workspace.openTextDocument(workspaceFile(made, 1))).getText(), 'let d = 4;\n');
    await assert.rejects(async () => vscode.workspace.fs.stat(workspaceFile(made, 0)));

    await fixLines(inFirst(), 1, 1, fenced('let a = 5;', `ts ${path}`));
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    assert.deepEqual(await textsOf(), ['let a = 5;\nlet b = 2;\n', 'let c = 3;\n']);
  });

  it('is asked for where nothing tells which folder is meant, and goes nowhere where nothing is chosen', async () => {
    await answerWith(fenced('let a = 3;', `ts ${path}`));
    const context = { code: 'let a = 1;', file: path, languageId: 'typescript', range: { startLine: 1, endLine: 1 } };
    const api = await activate();
    await api.executeTask({ description: 'Mend it.', agent: 'writer', context });
    for (const action of ['apply', 'applyAll']) {
      assert.equal(await answerPicker(apply({ action }), closePicker), 'dismissed');
    }
    assert.deepEqual(await textsOf(), [source, source]);
    assert.equal(await answerPicker(apply(), nextPick, acceptPick), 'shown');
    assert.equal(diffTabs()[0]?.input.original.toString(), inSecond().toString());
    await discard();
    await api.executeTask({
      description: 'Mend it.',
      agent: 'writer',
      context: { ...context, file: `second/${path}` },
    });
    await apply();
    assert.equal(await accept(), true);
    assert.deepEqual(await textsOf(), [source, 'let a = 3;\nlet b = 2;\n']);
  });

  it('goes, of two folders of the same name, to the one that it was sent from', async () => {
    const app = vscode.Uri.joinPath(workspaceFile(`same-${count}`, 1), 'app');
    const [own, other] = [vscode.Uri.joinPath(app, path), inFirst()];
    await write(own, source);
    const isSet = () => vscode.workspace.workspaceFolders?.length === 3;
    assert.ok(vscode.workspace.updateWorkspaceFolders(2, 0, { uri: app, name: 'first' }));
    await waitUntil('the third folder', async () => isSet());
    try {
      const named = fenced('let a = 3;', `ts first/${path}`);
      const plain = fenced('let a = 4;', `ts ${path}`);
      const made = fenced('let c = 5;', `ts first/same-${count}/made.ts`);
      await fixLines(own, 1, 1, named + plain + made);
      for (const block of [0, 1]) {
        await apply({ block });
        assert.equal(diffTabs()[0]?.input.original.toString(), own.toString());
        assert.ok(diffTabs()[0]?.title.startsWith(own.fsPath), 'and it is told from the other');
        await discard();
      }
      await answerWith(named + made);
      assertSuccess(await runTask({ description: 'Write both.', agent: 'writer' }));
      assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
      const opened = await Promise.all([own, other].map((uri) => vscode.workspace.openTextDocument(uri)));
      assert.deepEqual(
        opened.map((document) => document.getText()),
        ['let a = 3;\nlet b = 2;\n', source],
      );
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(app, `same-${count}/made.ts`));
    } finally {
      vscode.workspace.updateWorkspaceFolders(2, 1);
      await waitUntil('two folders', async () => !isSet());
    }
  });

  it('goes nowhere else where the folder that it is from has left the workspace', async () => {
    const elsewhere = await mkdtemp('/tmp/switchyard-extra-');
    const extra = vscode.Uri.file(`${elsewhere}/extra`);
    await write(vscode.Uri.joinPath(extra, path), source);
    vscode.workspace.updateWorkspaceFolders(2, 0, { uri: extra });
    await waitUntil('the third folder', async () => vscode.workspace.workspaceFolders?.length === 3);
    const own = vscode.Uri.joinPath(extra, path);
    await fixLines(own, 1, 1, fenced('let a = 3;') + fenced('let d = 1;', `ts same-${count}/other.ts`));
    await write(workspaceFile(`same-${count}/other.ts`, 0), source);
    vscode.workspace.updateWorkspaceFolders(2, 1);
    await waitUntil('two folders', async () => vscode.workspace.workspaceFolders?.length === 2);
    await apply({ block: 0 });
    assert.equal(diffTabs()[0]?.input.original.toString(), own.toString(), 'its own file is still known');
    await discard();
    assert.equal(await problemOf(apply({ block: 1 })), 'folderGone');
    assert.deepEqual(await textsOf(), [source, source]);
    await rm(elsewhere, { recursive: true });
  });
});
