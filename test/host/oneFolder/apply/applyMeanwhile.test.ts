import { strict as assert } from 'node:assert';
import { rename, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { fenced, registerWriter } from '#test/host/support/answers.ts';
import { accept, apply, change, diffTabs, discard, fixLines, readFile, write } from '#test/host/support/applying.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { workspaceFile } from '#test/host/support/editors.ts';
import { offeredButtons, shownMessages } from '#test/host/support/messages.ts';

const source = ['function one() {', '  return 1;', '}', '', 'function two() {', '  return 2;', '}', ''].join('\n');
const fixed = source.replace('return 2', 'return 3');
const other = source.replace('return 1', 'return 7');
const longer = source.replace('return 1', 'return 1000');

describe('Accept, when the file has changed under the diff', () => {
  useCleanWindow();
  before(registerWriter);

  let count = 0;
  let folder: vscode.Uri;
  const place = (name: string) => vscode.Uri.joinPath(folder, name);
  const file = () => place('a.ts');

  /** Opens the diff of a change to a file that VS Code has never seen before. */
  async function propose(): Promise<vscode.TextDocument> {
    const { document } = await fixLines(file(), 5, 7, fenced('function two() {\n  return 3;\n}'));
    assert.equal(await apply(), 'shown');
    return document;
  }

  beforeEach(async () => {
    count += 1;
    folder = workspaceFile(`meanwhile-${count}`);
    await write(file(), source);
  });

  afterEach(async () => {
    await discard();
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  /** Accept was refused for this reason, with something to do instead. */
  async function assertRefused(reason: RegExp, ...buttons: string[]): Promise<void> {
    assert.equal(await accept(), false);
    assert.match(shownMessages().at(-1) ?? '', reason);
    assert.deepEqual(offeredButtons(), buttons);
    assert.equal(diffTabs().length, 1, 'the proposal can still be read');
  }

  const gone = /a\.ts was deleted or moved\./;
  const placeless = ['Insert at Cursor', 'New File', 'Copy'];

  it('says that it was renamed, and leaves the renamed one alone', async () => {
    await propose();
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(file(), place('b.ts'));
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    assert.match(shownMessages().at(-1) ?? '', gone);
    assert.deepEqual(offeredButtons(), placeless);
    await waitUntil('the diff to be closed', async () => diffTabs().length === 0);
    assert.equal(await accept(), false);
    assert.equal(await readFile(place('b.ts')), source);
    await assert.rejects(readFile(file()));
  });

  it('says that it was moved by another program', async () => {
    await propose();
    await rename(file().fsPath, place('b.ts').fsPath);
    await assertRefused(gone, ...placeless);
    assert.equal(await readFile(place('b.ts')), source);
    await assert.rejects(readFile(file()));
  });

  it('says that it was deleted, and does not make it again', async () => {
    const document = await propose();
    await vscode.workspace.fs.delete(file());
    await assertRefused(gone, ...placeless);
    assert.equal(document.isDirty, false);
    await assert.rejects(readFile(file()));
  });

  it('takes no other file for it that has its name now', async () => {
    await propose();
    await vscode.workspace.fs.delete(file());
    await write(file(), 'export const unrelated = true;\n');
    await assertRefused(/The selected code is no longer in .*a\.ts/, 'Insert at Cursor', 'Compare With File', 'Copy');
    assert.equal(await readFile(file()), 'export const unrelated = true;\n');
  });

  it('makes the change in what another program wrote, of which nothing is lost', async () => {
    const document = await propose();
    await writeFile(file().fsPath, other);
    assert.equal(await accept(), true);
    assert.equal(document.getText(), other.replace('return 2', 'return 3'));
    assert.equal(await document.save(), true);
    assert.equal(await readFile(file()), other.replace('return 2', 'return 3'));
  });

  it('says that another program has changed it where VS Code does not notice', async () => {
    const files = vscode.workspace.getConfiguration('files');
    await files.update('watcherExclude', { [`**/meanwhile-${count}/**`]: true }, vscode.ConfigurationTarget.Global);
    try {
      const document = await propose();
      await writeFile(file().fsPath, other);
      await assertRefused(/Another program has changed .*a\.ts/, 'New File', 'Copy');
      assert.deepEqual([document.isDirty, await readFile(file())], [false, other]);
    } finally {
      await files.update('watcherExclude', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('keeps what its user has typed, and takes back only itself', async () => {
    const document = await propose();
    await change(file(), new vscode.Range(1, 2, 1, 11), 'return 7;');
    assert.equal(await accept(), true);
    assert.equal(document.getText(), other.replace('return 2', 'return 3'));
    assert.equal(await readFile(file()), source, 'nothing is saved');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), other);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await waitUntil('the document to be as on the disk', async () => !document.isDirty);
  });

  it('writes over neither side of a file that is unsaved and was written by another program', async () => {
    const document = await propose();
    await change(file(), new vscode.Range(0, 0, 0, 0), '// typed\n');
    await writeFile(file().fsPath, longer);
    assert.equal(await accept(), true);
    assert.equal(document.getText(), `// typed\n${fixed}`);
    assert.equal(await document.save(), false, 'VS Code asks which one is to stay');
    assert.equal(await readFile(file()), longer);
  });
});
