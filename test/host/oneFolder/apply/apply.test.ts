import { strict as assert } from 'node:assert';
import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { answerWith, fenced, registerWriter } from '#test/host/support/answers.ts';
import {
  accept,
  apply,
  applyInPreview,
  change,
  diffTabs,
  discard,
  fixLines,
  problemOf,
  readFile,
  write,
} from '#test/host/support/applying.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile, openText, workspaceFile } from '#test/host/support/editors.ts';
import { answerModals, offeredButtons, shownMessages } from '#test/host/support/messages.ts';
import { activate, assertSuccess, call } from '#test/host/support/switchyard.ts';

/** Each test has a file of its own: what VS Code still knows of an earlier one could come between. */
let name = '';
let count = 0;
const file = () => workspaceFile(name);

async function makeFile(): Promise<void> {
  count += 1;
  name = `apply-${count}.ts`;
  await write(file(), source);
}

const removeFile = () => vscode.workspace.fs.delete(file()).then(undefined, () => undefined);

const source = ['function one() {', '  return 1;', '}', '', 'function two() {', '  return 2;', '}', ''].join('\n');
const answer = `Here:\n\n${fenced('function two() {\n  return 3;\n}')}\nThat is all.\n`;

async function proposedText(): Promise<string> {
  const [tab] = diffTabs();
  assert.ok(tab);
  return (await vscode.workspace.openTextDocument(tab.input.modified)).getText();
}

const runOn = (uri: vscode.Uri, first: number, last: number, text: string = answer) => fixLines(uri, first, last, text);

describe('Apply', () => {
  useCleanWindow();
  before(registerWriter);
  beforeEach(makeFile);
  afterEach(removeFile);

  it('shows the change in a diff editor and makes none before it is accepted', async () => {
    const { document } = await runOn(file(), 5, 7);
    assert.equal(await apply(), 'shown');
    const [tab] = diffTabs();
    assert.equal(tab?.title, `${name}:5-7 proposed by Writer`);
    assert.equal(tab?.input.original.toString(), file().toString());
    assert.equal(await proposedText(), source.replace('return 2', 'return 3'));
    assert.equal(document.getText(), source);
    assert.equal(document.isDirty, false);
  });

  it('accepts as one step to undo, saves nothing and shows what changed', async () => {
    const { document } = await runOn(file(), 5, 7);
    await apply();
    assert.equal(await accept(), true);
    assert.equal(document.getText(), source.replace('return 2', 'return 3'));
    assert.deepEqual([document.isDirty, await readFile(file())], [true, source]);
    assert.deepEqual(diffTabs(), []);
    const { activeTextEditor } = vscode.window;
    assert.equal(activeTextEditor?.document.uri.toString(), file().toString());
    assert.deepEqual([activeTextEditor?.selection.start.line, activeTextEditor?.selection.end.line], [4, 6]);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), source);
  });

  it('discards by its command, and by closing the diff', async () => {
    const { document } = await runOn(file(), 5, 7);
    await apply();
    assert.equal(await discard(), true);
    assert.deepEqual(diffTabs(), []);
    await apply();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await waitUntil('the proposal to be gone', async () => !(await accept()));
    assert.equal(document.getText(), source);
  });

  it('finds the code where it moved to while the task ran or afterwards, of two equal pieces the right one', async () => {
    const twice = `${source}\n${source}`;
    await write(file(), twice);
    const { document } = await runOn(file(), 13, 15);
    await change(file(), new vscode.Range(0, 0, 0, 0), 'first();\n');
    await apply();
    await change(file(), new vscode.Range(2, 0, 2, 0), '  more();\n');
    assert.equal(await accept(), true);
    const expected = `first();\n${source.replace('  return 1', '  more();\n  return 1')}\n`;
    assert.equal(document.getText(), expected + source.replace('return 2', 'return 3'));
  });

  it('changes nothing where the code was changed, and says so', async () => {
    const { document } = await runOn(file(), 5, 7);
    await change(file(), new vscode.Range(5, 2, 5, 11), 'return 7;');
    assert.equal(await problemOf(apply()), 'gone');
    assert.match(shownMessages().at(-1) ?? '', /^The selected code is no longer in apply-\d+\.ts/);
    assert.equal(document.getText(), source.replace('return 2', 'return 7'));
  });

  it('looks again when it is accepted: a change since then is never overwritten', async () => {
    const { document } = await runOn(file(), 5, 7);
    await apply();
    await change(file(), new vscode.Range(5, 2, 5, 11), 'return 7;');
    assert.equal(await accept(), false);
    assert.match(shownMessages().at(-1) ?? '', /no longer in apply-\d+\.ts/);
    assert.equal(document.getText(), source.replace('return 2', 'return 7'));
    await vscode.commands.executeCommand('switchyard.discardChange');
  });

  it('takes no other code like it for what was selected and then changed, before the diff or under it', async () => {
    const twice = `${source}\n${source}`;
    await write(file(), twice);
    const { document } = await runOn(file(), 13, 15);
    await apply();
    await change(file(), new vscode.Range(13, 2, 13, 11), 'return 7;');
    const changed = document.getText();
    assert.equal(await accept(), false);
    await vscode.commands.executeCommand('switchyard.discardChange');
    assert.equal(await problemOf(apply()), 'gone');
    assert.equal(document.getText(), changed);
  });

  it('takes a name that may be something else for a file only where there is such a file', async () => {
    for (const named of [
      fenced('// Node.js\nfunction two() {\n  return 3;\n}'),
      `### Node.js\n\n${fenced('function two() {\n  return 3;\n}')}`,
      `**src/no-such-file.ts**\n\n${fenced('function two() {\n  return 3;\n}')}`,
    ]) {
      await runOn(file(), 5, 7, named);
      assert.equal(await apply(), 'shown');
      assert.equal(diffTabs()[0]?.input.original.toString(), file().toString());
      assert.match(await proposedText(), /return 3/);
      await discard();
    }
  });

  it('asks where it is not certain what a block replaces, and shows what could be meant', async () => {
    const { document } = await runOn(
      file(),
      5,
      7,
      fenced("import x from 'x';\n\nfunction two() {\n  return x;\n}") +
        fenced('const three = two() + 1;') +
        fenced('  return 2;') +
        fenced('function two() {\n  // ...\n  return 3;\n}'),
    );
    const asked: [block: number, kind: string, buttons: string[]][] = [
      [0, 'imports', ['Replace Selection Without It', 'Replace Selection', 'Compare With File', 'Copy']],
      [1, 'declaresOther', ['Replace Selection', 'Insert at Cursor', 'New File', 'Copy']],
      [2, 'quotes', ['Replace Selection', 'Copy']],
      [3, 'mayLeaveOut', ['Replace Selection', 'Compare With File', 'Copy']],
    ];
    for (const [block, kind, buttons] of asked) {
      assert.equal(await problemOf(apply({ block })), kind);
      assert.deepEqual(offeredButtons(), buttons);
    }
    assert.equal(document.getText(), source);
    assert.equal(diffTabs().length, 0);
  });

  it('asks where fences within a block are as long as its own', async () => {
    const readme = '# A\n\n```sh\nnpm i\n```\n\nEnd.';
    const { document } = await runOn(file(), 5, 7, `\`\`\`markdown\n${readme}\n\`\`\`\n`);
    for (const action of ['apply', 'insert', 'replace', 'newFile']) {
      assert.equal(await problemOf(apply({ block: 0, action })), 'nested');
      assert.deepEqual(offeredButtons(), ['Take All of It', 'Show Changes Anyway', 'Copy']);
    }
    assert.equal(document.getText(), source);
  });

  it('applies search and replace markers where they fit, and writes no markup', async () => {
    const markers = (from: number) => `<<<<<<< SEARCH\n  return ${from};\n=======\n  return 9;\n>>>>>>> REPLACE`;
    const { document } = await runOn(
      file(),
      5,
      7,
      fenced(markers(2)) + fenced(markers(8)) + fenced('<<<<<<< HEAD\na();\n=======\nb();\n>>>>>>> main'),
    );
    assert.equal(await problemOf(apply({ block: 1 })), 'patchGone');
    assert.equal(await problemOf(apply({ block: 2 })), 'notAPatch');
    for (const action of ['insert', 'replace']) {
      assert.equal(await problemOf(apply({ block: 0, action })), 'isPatch');
    }
    await apply();
    assert.equal(await accept(), true);
    assert.equal(document.getText(), source.replace('return 2', 'return 9'));
  });

  it('does not replace a selection by code that leaves some of it out', async () => {
    const { document } = await runOn(file(), 5, 7, fenced('function two() {\n  // ... rest of the code ...\n}'));
    assert.equal(await problemOf(apply()), 'elided');
    assert.equal(document.getText(), source);
  });

  it('takes the selection’s file for one whose folders the answer leaves out', async () => {
    const deep = workspaceFile(`deep/${name}`);
    await write(deep, source);
    try {
      await runOn(deep, 5, 7, fenced('function two() {\n  return 3;\n}', `ts ${name}`));
      await removeFile();
      await apply();
      assert.equal(diffTabs()[0]?.input.original.toString(), deep.toString());
      await vscode.commands.executeCommand('switchyard.discardChange');
    } finally {
      await vscode.workspace.fs.delete(workspaceFile('deep'), { recursive: true });
    }
  });

  it('says how much goes where an answer takes the place of the whole file, before it is accepted', async () => {
    const other = workspaceFile(`other-${name}`);
    await write(other, `${source}\n${source}`);
    try {
      await runOn(file(), 5, 7, fenced('function one() {\n}', `ts other-${name}`));
      await apply();
      const said = `other-${name}:2-15 proposed by Writer (the whole file: from 15 lines to 2 lines)`;
      assert.equal(diffTabs()[0]?.title, said);
      const question = `${said}. More than half of the file would go. Nothing is changed until you accept.`;
      assert.equal(shownMessages().at(-1), question);
      await discard();
    } finally {
      await vscode.workspace.fs.delete(other);
    }
  });

  it('closes what an earlier extension host proposed, and says how to get it again', async () => {
    await openFile(file());
    const stale = vscode.Uri.from({ scheme: 'switchyard-proposed', path: file().path, query: 'earlier-1' });
    for (const command of [accept, discard]) {
      await vscode.commands.executeCommand('vscode.diff', file(), stale, 'Stale');
      assert.equal(diffTabs().length, 1);
      assert.equal(await command(), command === discard);
      assert.deepEqual(diffTabs(), []);
      assert.match(shownMessages().at(-1) ?? '', /^A proposed change from before .* choose Apply again\.$/);
    }
    assert.equal(await accept(), false);
    assert.equal(shownMessages().length, 2, 'nothing is said where there is none');
  });

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
    const context = { code, file: name, languageId: 'typescript', range: { startLine: 5, endLine: 7 } };
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
    const { document } = await runOn(file(), 5, 7, fenced(code) + fenced(code, `ts ${name}`));
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
    await makeFile();
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
    assert.match(shownMessages().at(-1) ?? '', /^apply-\d+\.ts was deleted or moved/);

    const provider = vscode.workspace.registerFileSystemProvider('test-fixed', new FixedFiles(source), {
      isReadonly: true,
    });
    await runOn(vscode.Uri.parse('test-fixed:/fixed.ts'), 5, 7);
    assert.equal(await problemOf(apply()), 'readOnly');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    provider.dispose();

    await makeFile();
    const files = vscode.workspace.getConfiguration('files');
    await files.update('readonlyInclude', { [`**/${name}`]: true }, vscode.ConfigurationTarget.Global);
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

describe('Code of an answer elsewhere', () => {
  useCleanWindow();
  before(registerWriter);
  beforeEach(makeFile);
  afterEach(removeFile);

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

describe('Apply All', () => {
  useCleanWindow();
  before(registerWriter);
  beforeEach(makeFile);
  afterEach(removeFile);
  afterEach(async () => {
    for (const name of ['all', 'link', '.vscode']) {
      await vscode.workspace.fs.delete(workspaceFile(name), { recursive: true }).then(undefined, () => undefined);
    }
  });

  it('offers every file that is named in one preview, changes and makes them, and saves none', async () => {
    await write(workspaceFile('all/b.ts'), 'let b = 1;\n');
    const text =
      fenced('function two() {\n  return 3;\n}', `ts ${name}`) +
      fenced('let b = 2;', 'ts all/b.ts') +
      fenced('let c = 3;', 'ts all/c.ts') +
      fenced('evil', 'ts ../evil.ts') +
      fenced('evil', 'ts .git/hooks/pre-commit.sh');
    const { document } = await runOn(file(), 5, 7, text);
    const outcome = apply({ action: 'applyAll' });
    assert.equal(document.getText(), source, 'nothing before the preview');
    assert.equal(await applyInPreview(outcome), 'done');
    assert.equal(document.getText(), source.replace('return 2', 'return 3'));
    assert.equal(await readFile(workspaceFile('all/b.ts')), 'let b = 1;\n', 'not saved');
    const texts = ['all/b.ts', 'all/c.ts'].map((path) => vscode.workspace.openTextDocument(workspaceFile(path)));
    assert.deepEqual(
      (await Promise.all(texts)).map((each) => each.getText()),
      ['let b = 2;\n', 'let c = 3;\n'],
    );
    assert.match(shownMessages().join('\n'), /\.\.\/evil\.ts is not inside .*\.git\/hooks\/pre-commit\.sh is a name/);
  });

  it('writes neither of two blocks whose names mean one file', async () => {
    await write(workspaceFile('all/b.ts'), 'let b = 1;\n');
    const text =
      fenced('let b = 2;', 'ts all/b.ts') + fenced('let b = 3;', 'ts ./all/b.ts') + fenced('let c = 3;', 'ts all/c.ts');
    await runOn(file(), 5, 7, text);
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    const [b, c] = await Promise.all(
      ['all/b.ts', 'all/c.ts'].map((path) => vscode.workspace.openTextDocument(workspaceFile(path))),
    );
    assert.deepEqual([b?.getText(), c?.getText()], ['let b = 1;\n', 'let c = 3;\n']);
  });

  it('asks first where a file could run by itself, and leaves it out if the user does not agree', async () => {
    const asked: string[] = [];
    answerModals((message) => void asked.push(message));
    await runOn(file(), 5, 7, fenced('{}', 'json .vscode/tasks.json'));
    assert.equal(await apply({ action: 'applyAll' }), 'dismissed');
    assert.deepEqual(asked, ['The answer writes to files that may run by themselves: .vscode/tasks.json']);
    await assert.rejects(async () => vscode.workspace.fs.stat(workspaceFile('.vscode/tasks.json')));
  });

  it('looks again when the user has agreed: a change made meanwhile is never overwritten', async () => {
    const text = fenced('function two() {\n  return 3;\n}', `ts ${name}`) + fenced('{}', 'json .vscode/tasks.json');
    const { document } = await runOn(file(), 5, 7, text);
    answerModals(async () => {
      await change(file(), new vscode.Range(0, 0, 0, 0), 'first();\nsecond();\n');
      return 'Include Them';
    });
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    assert.equal(document.getText(), `first();\nsecond();\n${source.replace('return 2', 'return 3')}`);

    await makeFile();
    const other = (await runOn(file(), 5, 7, text.replace(/apply-\d+/, name.replace('.ts', '')))).document;
    answerModals(async () => {
      await change(file(), new vscode.Range(5, 2, 5, 11), 'return 7;');
      return 'Include Them';
    });
    await applyInPreview(apply({ action: 'applyAll' }));
    assert.match(shownMessages().at(-1) ?? '', /The selected code is no longer in apply-\d+\.ts/);
    assert.equal(other.getText(), source.replace('return 2', 'return 7'));
  });

  it('writes through no link that leads elsewhere', async () => {
    const { mkdtemp, symlink, rm } = await import('node:fs/promises');
    const outside = await mkdtemp('/tmp/switchyard-outside-');
    try {
      await symlink(outside, workspaceFile('link').fsPath);
      await runOn(file(), 5, 7, fenced('evil', 'ts link/evil.ts'));
      assert.equal(await problemOf(apply({ action: 'applyAll' })), 'alias');
      assert.equal(await problemOf(apply({ block: 0 })), 'alias');
      await rm(workspaceFile('link').fsPath);
      await symlink(`${outside}/made.ts`, workspaceFile('link').fsPath);
      await runOn(file(), 5, 7, fenced('evil', 'ts title=link'));
      assert.notEqual(await problemOf(apply({ action: 'applyAll' })), 'done');
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  it('replaces no whole file by an answer that leaves code out', async () => {
    await write(workspaceFile('all/b.ts'), 'let b = 1;\nlet c = 2;\n');
    await runOn(file(), 5, 7, fenced('let b = 2;\n// ... rest of the code', 'ts all/b.ts'));
    assert.equal(await problemOf(apply({ action: 'applyAll' })), 'elided');
  });

  it('offers a whole file that would lose a function, but does not replace it unless it is ticked', async () => {
    const whole = 'function one() {\n  return 1;\n}\n\nfunction two() {\n  return 2;\n}\n';
    await write(workspaceFile('all/b.ts'), whole);
    const text = fenced('function other() {\n  return 3;\n}', 'ts all/b.ts') + fenced('let c = 3;', 'ts all/c.ts');
    await runOn(file(), 5, 7, text);
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    const texts = ['all/b.ts', 'all/c.ts'].map((path) => vscode.workspace.openTextDocument(workspaceFile(path)));
    assert.deepEqual(
      (await Promise.all(texts)).map((each) => each.getText()),
      [whole, 'let c = 3;\n'],
    );
    assert.doesNotMatch(shownMessages().join('\n'), /all\/b\.ts/);
  });
});

/** A file system with one file in every folder. */
class FixedFiles implements vscode.FileSystemProvider {
  readonly #content: Uint8Array;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(content: string) {
    this.#content = Buffer.from(content);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const type = path.endsWith('.ts') ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 0, mtime: 0, size: this.#content.length };
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  readFile(): Uint8Array {
    return this.#content;
  }

  createDirectory(): void {}
  writeFile(): void {}
  delete(): void {}
  rename(): void {}
}
