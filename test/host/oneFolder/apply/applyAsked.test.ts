import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { fenced, registerWriter } from '#test/host/support/answers.ts';
import { accept, apply, diffTabs, discard, fixLines, problemOf, readFile, write } from '#test/host/support/applying.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { workspaceFile } from '#test/host/support/editors.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';

const source = 'let a = 1;\nlet b = 2;\n';

describe('While a question about an answer is open', () => {
  useCleanWindow();
  before(registerWriter);

  let count = 0;
  let folder: vscode.Uri;
  let outside = '';
  const file = (name: string) => vscode.Uri.joinPath(folder, name);
  const pathOf = (name: string) => `asked-${count}/${name}`;

  beforeEach(async () => {
    count += 1;
    folder = workspaceFile(`asked-${count}`);
    await write(file('a.ts'), source);
    outside = await mkdtemp('/tmp/switchyard-asked-');
  });

  afterEach(async () => {
    await discard();
    await rm(folder.fsPath, { recursive: true });
    await rm(outside, { recursive: true, force: true });
  });

  /** Answers each question with its button, after something has happened: once. */
  function answerAfter(happens: () => Promise<unknown>, ...buttons: string[]): string[] {
    const asked: string[] = [];
    answerModals(async (message) => {
      if (asked.push(message) === 1) await happens();
      return buttons[asked.length - 1];
    });
    return asked;
  }

  it('its folder may become a link: nothing is made behind it', async () => {
    await mkdir(file('sub').fsPath);
    await fixLines(file('a.ts'), 1, 1, fenced('let c = 3;', `ts ${pathOf('sub/new.ts')}`));
    answerAfter(async () => {
      await rm(file('sub').fsPath, { recursive: true });
      await symlink(outside, file('sub').fsPath);
    }, 'Create File');
    await apply({ action: 'newFile' });
    assert.match(shownMessages().join('\n'), /sub\/new\.ts leads to another place/);
    assert.deepEqual(await readdir(outside), []);
    assert.equal(vscode.window.activeTextEditor?.document.isUntitled, true, 'the code is not lost');
  });

  it('a file may appear at its place: it is asked about anew, and not written over', async () => {
    await fixLines(file('a.ts'), 1, 1, fenced('let c = 3;', `ts ${pathOf('new.ts')}`));
    const asked = answerAfter(() => write(file('new.ts'), 'let mine = 1;\n'), 'Create File', 'Show Changes');
    assert.equal(await apply({ action: 'newFile' }), 'shown');
    assert.deepEqual(asked, [`Create ${pathOf('new.ts')} in the workspace?`, `${pathOf('new.ts')} exists already.`]);
    assert.equal(await readFile(file('new.ts')), 'let mine = 1;\n');
  });

  it('the file may be deleted: it is asked whether it is to be made', async () => {
    await write(file('b.ts'), source);
    await fixLines(file('a.ts'), 1, 1, fenced('let c = 3;', `ts ${pathOf('b.ts')}`));
    const asked = answerAfter(() => rm(file('b.ts').fsPath), 'Show Changes', 'Nothing');
    assert.equal(await apply({ action: 'newFile' }), 'dismissed');
    assert.equal(asked.at(-1), `Create ${pathOf('b.ts')} in the workspace?`);
  });

  it('the folder of a file that may run by itself may become a link: it is not changed', async () => {
    await write(file('.vscode/tasks.json'), '{}\n');
    await mkdir(`${outside}/.vscode`);
    await write(vscode.Uri.file(`${outside}/.vscode/tasks.json`), '{}\n');
    await fixLines(file('a.ts'), 1, 1, fenced('{ "tasks": [] }', `json ${pathOf('.vscode/tasks.json')}`));
    for (const action of ['apply', 'newFile', 'applyAll']) {
      const buttons = action === 'newFile' ? ['Show Changes', 'Include Them'] : ['Include Them'];
      answerAfter(
        async () => {
          await rename(file('.vscode').fsPath, file('moved').fsPath);
          await symlink(`${outside}/.vscode`, file('.vscode').fsPath);
        },
        ...buttons,
      );
      const outcome = await problemOf(apply({ action, block: 0 }));
      assert.ok(action === 'newFile' || outcome === 'alias', String(outcome));
      assert.deepEqual(diffTabs(), []);
      assert.equal(await readFile(vscode.Uri.file(`${outside}/.vscode/tasks.json`)), '{}\n');
      await rm(file('.vscode').fsPath);
      await rename(file('moved').fsPath, file('.vscode').fsPath);
    }
  });

  it('or while the diff is in view, the folder may become a link: Accept changes nothing behind it', async () => {
    await write(file('sub/b.ts'), source);
    await write(vscode.Uri.file(`${outside}/b.ts`), source);
    await fixLines(file('a.ts'), 1, 1, fenced('let c = 3;', `ts ${pathOf('sub/b.ts')}`));
    assert.equal(await apply(), 'shown');
    await rename(file('sub').fsPath, file('moved').fsPath);
    await symlink(outside, file('sub').fsPath);
    assert.equal(await accept(), false);
    assert.match(shownMessages().at(-1) ?? '', /sub\/b\.ts leads to another place/);
    const document = await vscode.workspace.openTextDocument(file('sub/b.ts'));
    assert.deepEqual([document.getText(), document.isDirty], [source, false]);
  });

  it('or while the diff is in view, the selection’s own file may become a link: Accept does not follow it', async () => {
    await write(vscode.Uri.file(`${outside}/a.ts`), source);
    await fixLines(file('a.ts'), 1, 1, fenced('let a = 3;'));
    assert.equal(await apply(), 'shown');
    await rm(file('a.ts').fsPath);
    await symlink(`${outside}/a.ts`, file('a.ts').fsPath);
    assert.equal(await accept(), false);
    assert.match(shownMessages().at(-1) ?? '', /a\.ts leads to another place/);
    assert.equal(await readFile(vscode.Uri.file(`${outside}/a.ts`)), source);
  });
});
