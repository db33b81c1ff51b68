import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { answerWith, fenced, registerWriter } from '#test/host/support/answers.ts';
import {
  accept,
  apply,
  applyInPreview,
  discard,
  fixLines,
  problemOf,
  readFile,
  write,
} from '#test/host/support/applying.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile, workspaceFile } from '#test/host/support/editors.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';
import { openNotebookOf } from '#test/host/support/notebooks.ts';
import { assertSuccess, call } from '#test/host/support/switchyard.ts';

const source = 'let a = 1;\nlet b = 2;\n';
const setReadOnly = 'workbench.action.files.setActiveEditorReadonlyInSession';
const resetReadOnly = 'workbench.action.files.resetActiveEditorReadonlyInSession';

describe('A document that is read-only', () => {
  useCleanWindow();
  before(registerWriter);

  let count = 0;
  let folder: vscode.Uri;
  const file = (name = 'a.ts') => vscode.Uri.joinPath(folder, name);
  const pathOf = (name: string) => `fixed-${count}/${name}`;
  const files = () => vscode.workspace.getConfiguration('files');

  beforeEach(async () => {
    count += 1;
    folder = workspaceFile(`fixed-${count}`);
    await write(file(), source);
  });

  afterEach(async () => {
    await discard();
    for (const name of ['readonlyInclude', 'readonlyExclude', 'autoSave']) {
      if (files().inspect(name)?.globalValue !== undefined) await files().update(name, undefined, true);
    }
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  for (const glob of ['**/fixed-*/a.ts', '**/a.ts', 'FOLDER/**', 'FOLDER/a.ts']) {
    it(`by the setting files.readonlyInclude is not changed, and said to be so: ${glob}`, async () => {
      await files().update('readonlyInclude', { [glob.replace('FOLDER', `fixed-${count}`)]: true }, true);
      const { document } = await fixLines(
        file(),
        1,
        1,
        fenced('let a = 3;') + fenced('let c = 3;', `ts ${pathOf('a.ts')}`),
      );
      for (const argument of [{ block: 0 }, { block: 1 }, { action: 'applyAll' }]) {
        assert.equal(await problemOf(apply(argument)), 'readOnly');
        assert.match(shownMessages().at(-1) ?? '', /fixed-\d+\/a\.ts is read-only\./);
      }
      assert.equal(document.getText(), source);
      await files().update('readonlyExclude', { '**/a.ts': true }, true);
      assert.equal(await apply({ block: 0 }), 'shown', 'but for what is excluded');
    });
  }

  it('in this session is as before after Accept, Insert, Replace and Apply All, each of which says so', async () => {
    const named = fenced('let a = 3;', `ts ${pathOf('a.ts')}`);
    const { document } = await fixLines(file(), 1, 1, named);
    await vscode.commands.executeCommand(setReadOnly);
    assert.equal(await apply(), 'shown');
    assert.equal(await accept(), false);
    assert.match(shownMessages().at(-1) ?? '', /fixed-\d+\/a\.ts is read-only\./);
    await discard();
    await openFile(file(), 1, 1);
    for (const action of ['insert', 'replace']) assert.equal(await problemOf(apply({ action })), 'readOnly');
    assert.equal(await problemOf(applyInPreview(apply({ action: 'applyAll' }))), 'readOnly');
    assert.deepEqual([document.getText(), document.isDirty, await readFile(file())], [source, false, source]);
    await openFile(file());
    await vscode.commands.executeCommand(resetReadOnly);
    assert.equal(await apply(), 'shown');
    assert.equal(await accept(), true, 'and can be changed afterwards');
  });

  it('is not one that VS Code saves by itself', async () => {
    await files().update('autoSave', 'afterDelay', true);
    const { document } = await fixLines(file(), 1, 1, fenced('let a = 3;'));
    await apply();
    assert.equal(await accept(), true);
    assert.equal(document.getText(), source.replace('1', '3'));
  });

  it('is a notebook’s cell where the notebook is, and not made where a new file would be', async () => {
    await files().update('readonlyInclude', { [`fixed-${count}/**`]: true }, true);
    const notebook = await openNotebookOf(file('n.ipynb'), 'x = 1\n');
    const { document } = notebook.cellAt(0);
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 5);
    await answerWith(fenced('x = 2', 'python'));
    assertSuccess(await call('fix', { agent: 'writer' }));
    assert.equal(await problemOf(apply()), 'readOnly');
    await fixLines(file(), 1, 1, fenced('let n = 1;', `ts ${pathOf('new.ts')}`));
    answerModals(() => 'Create File');
    assert.equal(await problemOf(apply({ action: 'newFile' })), 'readOnly');
    await assert.rejects(async () => vscode.workspace.fs.stat(file('new.ts')));
  });
});
