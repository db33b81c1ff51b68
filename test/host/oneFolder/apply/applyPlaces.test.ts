import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
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
import { openText, workspaceFile } from '#test/host/support/editors.ts';
import { recall } from '#test/host/support/history.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { acceptPick, answerPicker, closePicker, nextPick } from '#test/host/support/pickers.ts';
import { activate, assertSuccess, call } from '#test/host/support/switchyard.ts';

const source = 'let a = 1;\nlet b = 2;\n';
const fixed = 'let a = 3;\nlet b = 2;\n';

/** The document that the only diff would change. */
function target(): string | undefined {
  const [tab, second] = diffTabs();
  assert.equal(second, undefined);
  return tab?.input.original.toString();
}

describe('The document that an answer goes to', () => {
  useCleanWindow();
  before(registerWriter);

  let count = 0;
  let name = '';
  let folder: vscode.Uri;
  let outside = '';
  const inside = (path: string) => vscode.Uri.joinPath(folder, path);
  const pathOf = (path: string) => `places-${count}/${path}`;

  beforeEach(async () => {
    count += 1;
    name = `place-${count}.ts`;
    folder = workspaceFile(`places-${count}`);
    await vscode.workspace.fs.createDirectory(folder);
    outside = await mkdtemp('/tmp/switchyard-elsewhere-');
  });

  afterEach(async () => {
    await discard();
    await vscode.workspace.fs.delete(folder, { recursive: true });
    await vscode.workspace.fs.delete(workspaceFile(name)).then(undefined, () => undefined);
    await rm(outside, { recursive: true, force: true });
  });

  const runIdOf = (result: { runId: string }) => result.runId;

  /** Runs a fix on the first line of a file. Resolves to the run's id. */
  async function fix(uri: vscode.Uri, answer: string): Promise<string> {
    await fixLines(uri, 1, 1, answer);
    return runIdOf(assertSuccess(await call('fix', { agent: 'writer' })));
  }

  it('is the one whose name was sent, and no other of that name', async () => {
    const elsewhere = vscode.Uri.file(join(outside, name));
    await write(elsewhere, source);
    await write(workspaceFile(name), 'let mine = 1;\n');
    const runId = await fix(elsewhere, fenced('let a = 3;', `ts ${name}`));
    await apply();
    assert.equal(target(), elsewhere.toString());
    assert.match(diffTabs()[0]?.title ?? '', new RegExp(`^${outside}/${name}:1 proposed`), 'and it is named whole');
    await discard();
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    const opened = await Promise.all(
      [elsewhere, workspaceFile(name)].map((uri) => vscode.workspace.openTextDocument(uri)),
    );
    assert.deepEqual(
      opened.map((document) => document.getText()),
      [fixed, 'let mine = 1;\n'],
    );
    await recall(runId);
    await vscode.window.showTextDocument(opened[0]!);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await waitUntil('the document to be as on the disk', async () => opened[0]!.getText() === source);
    await apply({ runId });
    assert.equal(target(), elsewhere.toString(), 'also after a reload');
  });

  it('is after a reload the one that the code was read from, without a name in the answer', async () => {
    const elsewhere = vscode.Uri.file(join(outside, name));
    await write(elsewhere, source);
    await write(workspaceFile(name), source);
    const runId = await fix(elsewhere, fenced('let a = 3;'));
    await recall(runId);
    await apply({ runId });
    assert.equal(target(), elsewhere.toString());
  });

  it('is asked for where the name fits several, and none where nothing is chosen', async () => {
    const deep = inside(name);
    for (const uri of [deep, workspaceFile(name)]) await write(uri, source);
    await fix(deep, fenced('let a = 3;', `ts ${name}`));
    assert.equal(await answerPicker(apply(), acceptPick), 'shown');
    assert.equal(target(), deep.toString());
    await discard();
    assert.equal(await answerPicker(apply(), nextPick, acceptPick), 'shown');
    assert.equal(target(), workspaceFile(name).toString());
    await discard();
    assert.equal(await answerPicker(apply(), closePicker), 'dismissed');
    assert.equal(await problemOf(answerPicker(apply({ action: 'applyAll' }), closePicker)), 'severalFolders');
    assert.deepEqual([await readFile(deep), await readFile(workspaceFile(name))], [source, source]);
  });

  it('is the file that a document without a name was saved as', async () => {
    const path = join(outside, 'saved.ts');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path).with({ scheme: 'untitled' }));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), source));
    editor.selection = new vscode.Selection(0, 0, 0, 10);
    await answerWith(fenced('let a = 3;'));
    assertSuccess(await call('fix', { agent: 'writer' }));
    assert.equal(await document.save(), true);
    await waitUntil('the unnamed document to be closed', async () => document.isClosed);
    assert.equal(await apply(), 'shown');
    assert.equal(target(), vscode.Uri.file(path).toString());
    assert.equal(await accept(), true);
    assert.equal(vscode.window.activeTextEditor?.document.getText(), fixed);
  });

  it('is none where a document without a name was closed, of which nothing untrue is said', async () => {
    await answerWith(fenced('let a = 3;'));
    const { document } = await openText('let a = 1;', 'typescript');
    assertSuccess(await call('fix', { agent: 'writer' }));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await waitUntil('the document to be closed', async () => document.isClosed);
    assert.equal(await problemOf(apply()), 'closed');
    assert.match(
      shownMessages().at(-1) ?? '',
      /^Untitled-\d+ is no longer open, and was never saved under this name\.$/,
    );
  });

  it('is the file by its new name, also where its folder was renamed', async () => {
    await write(inside('src/a.ts'), source);
    await fix(inside('src/a.ts'), fenced('let a = 3;') + fenced('let a = 4;', `ts ${pathOf('src/a.ts')}`));
    for (const [from, to] of [
      ['src/a.ts', 'src/b.ts'],
      ['src', 'lib'],
    ] as const) {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(inside(from), inside(to));
      assert.equal(await vscode.workspace.applyEdit(edit), true);
    }
    for (const block of [0, 1]) {
      assert.equal(await apply({ block }), 'shown');
      assert.equal(target(), inside('lib/b.ts').toString());
      await discard();
    }
    await rm(inside('lib').fsPath, { recursive: true });
    assert.equal(await problemOf(apply({ block: 0 })), 'deleted');
  });

  it('is not the old side of a comparison, which is no read-only file', async () => {
    await write(inside('a.ts'), source);
    const earlier = inside('a.ts').with({ scheme: 'test-earlier' });
    const provider = vscode.workspace.registerTextDocumentContentProvider('test-earlier', {
      provideTextDocumentContent: () => source,
    });
    await fix(earlier, fenced('let a = 3;') + fenced('let a = 4;', `ts ${pathOf('a.ts')}`));
    for (const block of [0, 1]) {
      assert.equal(await problemOf(apply({ block })), 'earlierVersion');
      assert.equal(
        shownMessages().at(-1),
        `The code was selected in an earlier version of ${pathOf('a.ts')}, which cannot be changed.`,
      );
    }
    provider.dispose();
  });

  it('is none that is nowhere but in view, such as output: it is said to be read-only', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('test-shown', {
      provideTextDocumentContent: () => source,
    });
    await fix(vscode.Uri.parse('test-shown:shown.ts'), fenced('let a = 3;'));
    assert.equal(await problemOf(apply()), 'readOnly');
    provider.dispose();
  });

  it('is asked about where a plan of the workspace names a file that runs by itself', async () => {
    await write(inside('.vscode/tasks.json'), source);
    await answerWith(fenced('let a = 3;', 'json'));
    const context = { code: 'let a = 1;', file: pathOf('.vscode/tasks.json'), languageId: 'json' };
    await (await activate()).executeTask({ description: 'Mend it.', agent: 'writer', context });
    assert.equal(await apply({ block: 0 }), 'dismissed');
    assert.match(shownMessages().join('\n'), /may run by themselves: places-\d+\/\.vscode\/tasks\.json/);
  });
});
