import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { fenced } from '#test/host/support/answers.ts';
import { apply, applyInPreview, change, problemOf, readFile, write } from '#test/host/support/applying.ts';
import { runOn, source, useApplyFile } from '#test/host/support/applyFile.ts';
import { workspaceFile } from '#test/host/support/editors.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';

describe('Apply All', () => {
  const { file, name, make } = useApplyFile('all');
  /** A folder of its own for each test: VS Code goes on knowing the unsaved text of a file that was deleted. */
  const folder = () => name().replace('.ts', '');
  afterEach(async () => {
    for (const name of [folder(), 'link', '.vscode']) {
      await vscode.workspace.fs.delete(workspaceFile(name), { recursive: true }).then(undefined, () => undefined);
    }
  });

  it('offers every file that is named in one preview, changes and makes them, and saves none', async () => {
    await write(workspaceFile(`${folder()}/b.ts`), 'let b = 1;\n');
    const text =
      fenced('function two() {\n  return 3;\n}', `ts ${name()}`) +
      fenced('let b = 2;', `ts ${folder()}/b.ts`) +
      fenced('let c = 3;', `ts ${folder()}/c.ts`) +
      fenced('evil', 'ts ../evil.ts') +
      fenced('evil', 'ts .git/hooks/pre-commit.sh');
    const { document } = await runOn(file(), 5, 7, text);
    const outcome = apply({ action: 'applyAll' });
    assert.equal(document.getText(), source, 'nothing before the preview');
    assert.equal(await applyInPreview(outcome), 'done');
    assert.equal(document.getText(), source.replace('return 2', 'return 3'));
    assert.equal(await readFile(workspaceFile(`${folder()}/b.ts`)), 'let b = 1;\n', 'not saved');
    const texts = [`${folder()}/b.ts`, `${folder()}/c.ts`].map((path) =>
      vscode.workspace.openTextDocument(workspaceFile(path)),
    );
    assert.deepEqual(
      (await Promise.all(texts)).map((each) => each.getText()),
      ['let b = 2;\n', 'let c = 3;\n'],
    );
    assert.match(shownMessages().join('\n'), /\.\.\/evil\.ts is not inside .*\.git\/hooks\/pre-commit\.sh is a name/);
  });

  it('writes neither of two blocks whose names mean one file', async () => {
    await write(workspaceFile(`${folder()}/b.ts`), 'let b = 1;\n');
    const text =
      fenced('let b = 2;', `ts ${folder()}/b.ts`) +
      fenced('let b = 3;', `ts ./${folder()}/b.ts`) +
      fenced('let c = 3;', `ts ${folder()}/c.ts`);
    await runOn(file(), 5, 7, text);
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    const [b, c] = await Promise.all(
      [`${folder()}/b.ts`, `${folder()}/c.ts`].map((path) => vscode.workspace.openTextDocument(workspaceFile(path))),
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
    const text = fenced('function two() {\n  return 3;\n}', `ts ${name()}`) + fenced('{}', 'json .vscode/tasks.json');
    const { document } = await runOn(file(), 5, 7, text);
    answerModals(async () => {
      await change(file(), new vscode.Range(0, 0, 0, 0), 'first();\nsecond();\n');
      return 'Include Them';
    });
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    assert.equal(document.getText(), `first();\nsecond();\n${source.replace('return 2', 'return 3')}`);

    await make();
    const other = (await runOn(file(), 5, 7, text.replace(/all-\d+/, name().replace('.ts', '')))).document;
    answerModals(async () => {
      await change(file(), new vscode.Range(5, 2, 5, 11), 'return 7;');
      return 'Include Them';
    });
    await applyInPreview(apply({ action: 'applyAll' }));
    assert.match(shownMessages().at(-1) ?? '', /The selected code is no longer in all-\d+\.ts/);
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
    await write(workspaceFile(`${folder()}/b.ts`), 'let b = 1;\nlet c = 2;\n');
    await runOn(file(), 5, 7, fenced('let b = 2;\n// ... rest of the code', `ts ${folder()}/b.ts`));
    assert.equal(await problemOf(apply({ action: 'applyAll' })), 'elided');
  });

  it('offers a whole file that would lose a function, but does not replace it unless it is ticked', async () => {
    const whole = 'function one() {\n  return 1;\n}\n\nfunction two() {\n  return 2;\n}\n';
    await write(workspaceFile(`${folder()}/b.ts`), whole);
    const text =
      fenced('function other() {\n  return 3;\n}', `ts ${folder()}/b.ts`) + fenced('let c = 3;', `ts ${folder()}/c.ts`);
    await runOn(file(), 5, 7, text);
    assert.equal(await applyInPreview(apply({ action: 'applyAll' })), 'done');
    const texts = [`${folder()}/b.ts`, `${folder()}/c.ts`].map((path) =>
      vscode.workspace.openTextDocument(workspaceFile(path)),
    );
    assert.deepEqual(
      (await Promise.all(texts)).map((each) => each.getText()),
      [whole, 'let c = 3;\n'],
    );
    assert.doesNotMatch(shownMessages().join('\n'), /\/b\.ts/);
  });
});
