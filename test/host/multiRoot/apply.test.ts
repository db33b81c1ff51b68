import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { answerWith, fenced, registerWriter } from '../support/answers.ts';
import { accept, apply, applyInPreview, diffTabs, discard, fixLines, problemOf, write } from '../support/applying.ts';
import { useCleanWindow } from '../support/cleanWindow.ts';
import { openFile, workspaceFile } from '../support/editors.ts';
import { shownMessages } from '../support/messages.ts';
import { activate, assertSuccess, runTask } from '../support/switchyard.ts';
import { waitUntil } from '../../support/waitUntil.ts';

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
    await apply();
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

  it('goes nowhere where nothing tells which folder is meant', async () => {
    await answerWith(fenced('let a = 3;', `ts ${path}`));
    const context = { code: 'let a = 1;', file: path, languageId: 'typescript', range: { startLine: 1, endLine: 1 } };
    const api = await activate();
    await api.executeTask({ description: 'Mend it.', agent: 'writer', context });
    for (const action of ['apply', 'applyAll']) {
      assert.equal(await problemOf(apply({ action })), 'severalFolders');
      assert.match(shownMessages().at(-1) ?? '', new RegExp(`${path} is in more than one folder of the workspace`));
    }
    assert.deepEqual(await textsOf(), [source, source]);
    await api.executeTask({
      description: 'Mend it.',
      agent: 'writer',
      context: { ...context, file: `second/${path}` },
    });
    await apply();
    assert.equal(await accept(), true);
    assert.deepEqual(await textsOf(), [source, 'let a = 3;\nlet b = 2;\n']);
  });
});
