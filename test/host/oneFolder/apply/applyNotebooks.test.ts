import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { pickContextFiles } from '#editor/sending/contextFiles.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { answerWith, fenced, registerWriter } from '#test/host/support/answers.ts';
import {
  accept,
  apply,
  applyInPreview,
  diffTabs,
  discard,
  fixLines,
  problemOf,
  readFile,
  write,
} from '#test/host/support/applying.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { closeEditors, workspaceFile } from '#test/host/support/editors.ts';
import { recall } from '#test/host/support/history.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { notebookText, openNotebookOf } from '#test/host/support/notebooks.ts';
import { acceptPick, answerPicker } from '#test/host/support/pickers.ts';
import { assertSuccess, call } from '#test/host/support/switchyard.ts';

describe('An answer about a notebook', () => {
  useCleanWindow();
  before(registerWriter);

  let count = 0;
  let name = '';
  const file = () => workspaceFile(name);

  beforeEach(() => {
    count += 1;
    name = `notebook-${count}.ipynb`;
  });

  afterEach(async () => {
    await discard();
    for (const notebook of vscode.workspace.notebookDocuments.filter(({ isDirty }) => isDirty)) {
      await vscode.window.showNotebookDocument(notebook);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await closeEditors();
    await vscode.workspace.fs.delete(file()).then(undefined, () => undefined);
  });

  /** Runs a fix on the first line of a cell. */
  async function fixCell(notebook: vscode.NotebookDocument, index: number, answer: string): Promise<string> {
    await answerWith(answer);
    const { document } = notebook.cellAt(index);
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, document.lineAt(0).text.length);
    return assertSuccess(await call('fix', { agent: 'writer' })).runId;
  }

  const sourcesOf = (notebook: vscode.NotebookDocument) =>
    notebook.getCells().map(({ document }) => document.getText());

  it('goes into the cell, also by the notebook’s name, which was sent, and never into its file', async () => {
    const notebook = await openNotebookOf(file(), 'x = 1\n', 'y = 1\n');
    const answer = fenced('y = 2', 'python') + fenced('y = 3', `python ${name}`) + fenced('{}', `json x/../${name}`);
    await fixCell(notebook, 1, answer);
    for (const [block, text] of ['y = 2\n', 'y = 3\n'].entries()) {
      assert.equal(await apply({ block }), 'shown');
      assert.equal(diffTabs()[0]?.input.original.toString(), notebook.cellAt(1).document.uri.toString());
      assert.equal(await accept(), true);
      assert.deepEqual(sourcesOf(notebook), ['x = 1\n', text]);
    }
    assert.equal(await readFile(file()), notebookText('x = 1\n', 'y = 1\n'));
    assert.equal(notebook.isDirty, true);
  });

  it('goes, after a reload, into the cell that holds the code, wherever that is now', async () => {
    const notebook = await openNotebookOf(file(), 'x = 1\n', 'y = 1\n');
    const runId = await fixCell(notebook, 1, fenced('y = 2', 'python') + fenced('y = 3', `python ${name}`));
    await closeEditors();
    await recall(runId);
    await closeEditors();
    await waitUntil('the notebook to be closed', async () => notebook.isClosed);
    await write(file(), notebookText('z = 0\n', 'y = 1\n', 'x = 1\n'));
    for (const block of [0, 1]) {
      assert.equal(await apply({ runId, block }), 'shown');
      const [tab] = diffTabs();
      const cell = await vscode.workspace.openTextDocument(tab?.input.original ?? file());
      assert.deepEqual([cell.uri.scheme, cell.getText()], ['vscode-notebook-cell', 'y = 1\n']);
      await discard();
    }
  });

  it('goes nowhere where no cell holds the code, or several do, or the notebook is gone', async () => {
    const notebook = await openNotebookOf(file(), 'x = 1\n', 'y = 1\n');
    const runId = await fixCell(notebook, 1, fenced('y = 2', 'python'));
    await closeEditors();
    await recall(runId);
    await closeEditors();
    await waitUntil('the notebook to be closed', async () => notebook.isClosed);
    await vscode.workspace.fs.delete(file());
    assert.equal(await problemOf(apply({ runId })), 'deleted');
    for (const [kind, ...sources] of [
      ['gone', 'x = 1\n', 'y = 5\n'],
      ['ambiguous', 'y = 1\n', 'y = 1\n'],
    ] as const) {
      await write(file(), notebookText(...sources));
      const opened = await vscode.workspace.openNotebookDocument(file());
      await waitUntil('the notebook to be read anew', async () => sourcesOf(opened).join('') === sources.join(''));
      assert.equal(await problemOf(apply({ runId })), kind);
      assert.equal(await readFile(file()), notebookText(...sources));
    }
  });

  it('does not put the file of a notebook into a cell', async () => {
    const notebook = await openNotebookOf(file(), 'x = 1\n');
    await fixCell(notebook, 0, fenced(notebookText('x = 2\n'), `json ${name}`));
    assert.equal(await problemOf(apply({ block: 0 })), 'notebook');
    assert.deepEqual(sourcesOf(notebook), ['x = 1\n']);
  });

  it('replaces no notebook where the task is about another file', async () => {
    const before = notebookText('x = 1\n');
    await write(file(), before);
    const other = workspaceFile(`beside-${count}.ts`);
    await write(other, 'let a = 1;\n');
    const patch = `--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-${before}\n+{}`;
    await fixLines(other, 1, 1, fenced('x = 2', `python ${name}`) + fenced(patch, 'diff'));
    for (const block of [0, 1]) {
      assert.equal(await problemOf(apply({ block })), 'notebook');
      assert.match(shownMessages().at(-1) ?? '', /is a notebook: its cells can be changed/);
    }
    assert.equal(await problemOf(apply({ block: 0, action: 'applyAll' })), 'twice');
    assert.equal(await readFile(file()), before);
    await vscode.workspace.fs.delete(other);
  });

  it('is made only by Apply All of what is in its cell', async () => {
    const notebook = await openNotebookOf(file(), 'x = 1\n', 'y = 1\n');
    await fixCell(notebook, 0, fenced('x = 2', `python ${name}`));
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    assert.deepEqual(sourcesOf(notebook), ['x = 2\n', 'y = 1\n']);
  });

  it('is asked for with the sources of its cells alone, unsaved changes included', async () => {
    const notebook = await openNotebookOf(file(), 'x = 1\n', 'y = 1\n');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(notebook.cellAt(1).document.uri, new vscode.Position(0, 0), '# more\n');
    await vscode.workspace.applyEdit(edit);
    const picked = await answerPicker(pickContextFiles({ files: [{ file: name, content: '' }] }), acceptPick);
    assert.deepEqual(picked, [
      { file: name, languageId: 'markdown', content: '```python\nx = 1\n```\n\n```python\n# more\ny = 1\n```' },
    ]);
  });
});
