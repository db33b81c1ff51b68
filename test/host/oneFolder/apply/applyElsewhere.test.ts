import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { fenced } from '#test/host/support/answers.ts';
import { apply, problemOf, write } from '#test/host/support/applying.ts';
import { FixedFiles, runOn, source, useApplyFile } from '#test/host/support/applyFile.ts';
import { openFile, workspaceFile } from '#test/host/support/editors.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';

describe('Code of an answer elsewhere', () => {
  const { file } = useApplyFile('elsewhere');

  it('is inserted at the cursor, indented as the line there, in one step to undo', async () => {
    await runOn(file(), 5, 7, fenced('a();\nb();'));
    const editor = await openFile(file());
    editor.selection = new vscode.Selection(1, 2, 1, 2);
    assert.equal(await apply({ action: 'insert' }), 'done');
    assert.equal(editor.document.getText(), source.replace('  return 1', '  a();\n  b();return 1'));
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), source);
  });

  it('replaces what is selected now, and says so where nothing is', async () => {
    await runOn(file(), 5, 7, fenced('return 5;'));
    const editor = await openFile(file());
    assert.equal(await problemOf(apply({ action: 'replace' })), 'noSelection');
    editor.selection = new vscode.Selection(1, 2, 1, 11);
    assert.equal(await apply({ action: 'replace' }), 'done');
    assert.equal(editor.document.getText(), source.replace('return 1', 'return 5'));
    await vscode.commands.executeCommand('workbench.action.closeEditorsInGroup');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('follows the line ends and the indentation of the document that it comes into', async () => {
    await runOn(file(), 5, 7, fenced('if (a) {\n  b();\n}'));
    await write(file(), 'function one() {\r\n\treturn 1;\r\n}\r\n');
    const editor = await openFile(file());
    await waitUntil('the document to be read anew', async () => editor.document.getText().includes('\t'));
    editor.selection = new vscode.Selection(1, 1, 1, 10);
    assert.equal(await apply({ action: 'replace' }), 'done');
    assert.equal(editor.document.getText(), 'function one() {\r\n\tif (a) {\r\n\t\tb();\r\n\t}\r\n}\r\n');
  });

  it('is said to go nowhere where the document in view is read-only', async () => {
    await runOn(file(), 5, 7, fenced('a();'));
    const fixed = new FixedFiles(source);
    const provider = vscode.workspace.registerFileSystemProvider('test-still', fixed, { isReadonly: true });
    const editor = await openFile(vscode.Uri.parse('test-still:/still.ts'), 2, 2);
    assert.equal(await problemOf(apply({ action: 'insert' })), 'readOnly');
    assert.equal(await problemOf(apply({ action: 'replace' })), 'readOnly');
    assert.equal(editor.document.getText(), source);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    provider.dispose();
  });

  it('is copied, and opened as a document of its own', async () => {
    await runOn(file(), 5, 7, fenced('a = 1', 'py'));
    await apply({ action: 'copy', block: 0 });
    assert.equal(await vscode.env.clipboard.readText(), 'a = 1');
    assert.equal(await apply({ action: 'newFile', block: 0 }), 'done');
    const document = vscode.window.activeTextEditor?.document;
    assert.deepEqual([document?.isUntitled, document?.languageId, document?.getText()], [true, 'python', 'a = 1\n']);
  });

  it('makes the file that the answer names once the user agreed, and none outside the workspace', async () => {
    const made = workspaceFile('made/new.ts');
    await runOn(file(), 5, 7, fenced('export {};', 'ts made/new.ts') + fenced('x', 'ts ../outside.ts'));
    answerModals(() => 'Create File');
    assert.equal(await apply({ action: 'newFile', block: 0 }), 'done');
    const document = vscode.window.activeTextEditor?.document;
    assert.deepEqual([document?.uri.toString(), document?.getText()], [made.toString(), 'export {};\n']);
    assert.equal(await apply({ action: 'newFile', block: 1 }), 'done');
    assert.equal(vscode.window.activeTextEditor?.document.isUntitled, true);
    assert.match(shownMessages().join('\n'), /\.\.\/outside\.ts is not inside the workspace/);
    await vscode.workspace.fs.delete(workspaceFile('made'), { recursive: true });
  });
});
