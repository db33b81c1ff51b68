import { strict as assert } from 'node:assert';
import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { answerWith, fenced } from '#test/host/support/answers.ts';
import { accept, apply, applyInPreview, change, discard, problemOf, write } from '#test/host/support/applying.ts';
import { answer, FixedFiles, proposedText, runOn, source, useApplyFile } from '#test/host/support/applyFile.ts';
import { openFile, openText } from '#test/host/support/editors.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { activate, assertSuccess, call } from '#test/host/support/switchyard.ts';

describe('Apply in a document', () => {
  const { file, name, make } = useApplyFile('document');

  it('says that a file on the disk may not be written', async function () {
    // Nothing is forbidden to root.
    if (process.getuid?.() === 0) this.skip();
    await runOn(file(), 5, 7);
    await chmod(file().fsPath, 0o444);
    assert.equal(await problemOf(apply()), 'readOnly');
    await chmod(file().fsPath, 0o644);
  });

  it('finds the code by its text where only the path is known, and says so where it stands twice', async () => {
    await answerWith(answer);
    const code = source.split('\n').slice(4, 7).join('\n');
    const context = { code, file: name(), languageId: 'typescript', range: { startLine: 5, endLine: 7 } };
    await (await activate()).executeTask({ description: 'Mend it.', agent: 'writer', context });
    const { document } = await openFile(file());
    const setText = (text: string) => change(file(), new vscode.Range(0, 0, document.lineCount, 0), text);
    await setText(`\n\n${source}`);
    assert.equal(await apply(), 'shown');
    assert.equal(await proposedText(), `\n\n${source.replace('return 2', 'return 3')}`);
    await discard();
    await setText(`${source}\n${source}`);
    assert.equal(await problemOf(apply()), 'ambiguous');
  });

  it('opens a document again that was closed', async () => {
    await runOn(file(), 5, 7);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.equal(await apply(), 'shown');
    assert.equal(await accept(), true);
    assert.equal(vscode.window.activeTextEditor?.document.getText(), source.replace('return 2', 'return 3'));
  });

  it('keeps the line ends of the document', async () => {
    const [first, second] = [source, source.replace('return 2', '// a\n  return 3')];
    const wide = (text: string) => text.replaceAll('\n', '\r\n');
    await write(file(), wide(`${first}\n${first}`));
    const { document } = await runOn(file(), 13, 15, fenced('function two() {\n  // a\n  return 3;\n}'));
    await apply();
    assert.equal(await accept(), true);
    assert.equal(document.getText(), wide(`${first}\n${second}`), 'and the second of two equal pieces is the one');
  });

  it('goes on from what was applied before, and from what undo brought back', async () => {
    const { document } = await runOn(file(), 5, 7, answer + fenced('function two() {\n  return 4;\n}'));
    assert.equal(await problemOf(apply()), 'severalBlocks');
    await apply({ block: 0 });
    await accept();
    await apply({ block: 1 });
    await accept();
    assert.equal(document.getText(), source.replace('return 2', 'return 4'));
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), source);
    assert.equal(await apply({ block: 0 }), 'shown');
  });

  it('applies a unified diff where it fits, and says where it does not', async () => {
    const patch = (from: number) =>
      fenced(`@@ -1,2 +1,2 @@\n function two() {\n-  return ${from};\n+  return 9;`, 'diff');
    const { document } = await runOn(file(), 5, 7, patch(2) + patch(8));
    assert.equal(await problemOf(apply({ block: 1 })), 'patchGone');
    await apply();
    assert.equal(await accept(), true);
    assert.equal(document.getText(), source.replace('return 2', 'return 9'));
  });

  it('names the characters of the code that nobody would see, and leaves them to be judged', async () => {
    const code = 'function two() {\n  return 3; /*\u202E \u2066*/\n}';
    const { document } = await runOn(file(), 5, 7, fenced(code) + fenced(code, `ts ${name()}`));
    for (const action of [{}, { action: 'insert' }, { action: 'applyAll' }]) {
      const before = shownMessages().length;
      const outcome = apply(action);
      await waitUntil('the characters to be named', async () =>
        shownMessages()
          .slice(before)
          .some((message) => /nobody sees .*: U\+202E, U\+2066\./.test(message)),
      );
      if ('action' in action && action.action === 'applyAll') await applyInPreview(outcome);
      else await outcome;
      if (!('action' in action)) assert.equal(await accept(), true);
    }
    assert.ok(document.getText().includes('/*\u202E \u2066*/'));
  });

  it('changes a document that was never saved, and says so once that was closed', async () => {
    await answerWith(fenced('let a = 2;'));
    const { document } = await openText('let a = 1;', 'typescript');
    assertSuccess(await call('fix', { agent: 'writer' }));
    await apply();
    assert.equal(await accept(), true);
    assert.equal(document.getText(), 'let a = 2;');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await waitUntil('the document to be closed', async () => document.isClosed);
    assert.equal(await problemOf(apply()), 'closed');
  });

  it('changes a cell of a notebook', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'x = 1\n', 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(0);
    await answerWith(fenced('x = 2', 'python'));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 5);
    assertSuccess(await call('fix', { agent: 'writer' }));
    assert.equal(await apply(), 'shown');
    assert.equal(await accept(), true);
    assert.equal(document.getText(), 'x = 2\n');
  });

  it('changes no file that holds bytes which are no text: saving would lose them', async () => {
    await make();
    const bytes = Buffer.concat([Buffer.from(source), Buffer.from([0x2f, 0x2f, 0x20, 0xef, 0x76, 0x65, 0x0a])]);
    await vscode.workspace.fs.writeFile(file(), bytes);
    await runOn(file(), 5, 7);
    assert.equal(await problemOf(apply()), 'undecodable');
    assert.match(shownMessages().at(-1) ?? '', /bytes that are no text in its encoding.*Reopen with Encoding/);
    assert.deepEqual(Buffer.from(await vscode.workspace.fs.readFile(file())), bytes);
  });

  it('says that a file was deleted, is read-only, or was made read-only in the editor', async () => {
    await runOn(file(), 5, 7);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(file());
    assert.equal(await problemOf(apply()), 'deleted');
    assert.match(shownMessages().at(-1) ?? '', /^document-\d+\.ts was deleted or moved/);

    const provider = vscode.workspace.registerFileSystemProvider('test-fixed', new FixedFiles(source), {
      isReadonly: true,
    });
    await runOn(vscode.Uri.parse('test-fixed:/fixed.ts'), 5, 7);
    assert.equal(await problemOf(apply()), 'readOnly');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    provider.dispose();

    await make();
    const files = vscode.workspace.getConfiguration('files');
    await files.update('readonlyInclude', { [`**/${name()}`]: true }, vscode.ConfigurationTarget.Global);
    await runOn(file(), 5, 7);
    assert.equal(await problemOf(apply()), 'readOnly');
    await files.update('readonlyInclude', undefined, vscode.ConfigurationTarget.Global);
  });

  it('does nothing for a run that is unknown, goes on, or holds no code', async () => {
    assert.equal(await problemOf(apply({ runId: 'no-such-run' })), 'unknownRun');
    await runOn(file(), 5, 7, 'Only words.');
    assert.equal(await problemOf(apply()), 'noCode');
    assert.equal(await apply({ action: 'delete' }), undefined);
    await runOn(file(), 5, 7, '```ts\nfunction two() {');
    assert.equal(await problemOf(apply()), 'cutOff');
  });
});
