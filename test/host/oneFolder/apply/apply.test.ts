import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { fenced } from '#test/host/support/answers.ts';
import { accept, apply, change, diffTabs, discard, problemOf, readFile, write } from '#test/host/support/applying.ts';
import { proposedText, runOn, source, useApplyFile } from '#test/host/support/applyFile.ts';
import { openFile, workspaceFile } from '#test/host/support/editors.ts';
import { offeredButtons, shownMessages } from '#test/host/support/messages.ts';

describe('Apply', () => {
  const { file, name } = useApplyFile('apply');

  it('shows the change in a diff editor and makes none before it is accepted', async () => {
    const { document } = await runOn(file(), 5, 7);
    assert.equal(await apply(), 'shown');
    const [tab] = diffTabs();
    assert.equal(tab?.title, `${name()}:5-7 proposed by Writer`);
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
    const deep = workspaceFile(`deep/${name()}`);
    await write(deep, source);
    try {
      await runOn(deep, 5, 7, fenced('function two() {\n  return 3;\n}', `ts ${name()}`));
      await vscode.workspace.fs.delete(file());
      await apply();
      assert.equal(diffTabs()[0]?.input.original.toString(), deep.toString());
      await vscode.commands.executeCommand('switchyard.discardChange');
    } finally {
      await vscode.workspace.fs.delete(workspaceFile('deep'), { recursive: true });
    }
  });

  it('says how much goes where an answer takes the place of the whole file, before it is accepted', async () => {
    const other = workspaceFile(`other-${name()}`);
    await write(other, `${source}\n${source}`);
    try {
      await runOn(file(), 5, 7, fenced('function one() {\n}', `ts other-${name()}`));
      await apply();
      const said = `other-${name()}:2-15 proposed by Writer (the whole file: from 15 lines to 2 lines)`;
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
});
