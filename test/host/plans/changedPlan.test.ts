import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExecutionResult } from '#orchestration/index.ts';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { promptOf } from '#test/support/taskRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { workspaceFile } from '#test/host/support/editors.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { waitForRequest } from '#test/host/support/requests.ts';
import { clickLens, openPlan, readLenses, titleOf } from './planFiles.ts';

const textWith = (description: string): string =>
  [
    'version: 1',
    'tasks:',
    '  - id: first',
    '    description: Say hello.',
    '    agent: gpt',
    '  - id: second',
    `    description: ${JSON.stringify(description)}`,
    '    agent: gpt',
    '    dependencies: [first]',
    '',
  ].join('\n');

const failing = textWith('Translate it.\nsimulate: bad request once');

/** Replaces the text of a document and saves it. */
async function save(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.ok(await document.save());
}

const prompts = async (): Promise<string[]> => (await readSimulatedRequests()).map(promptOf);
const outcomes = (results: ExecutionResult[]): string[] => results.map(({ taskId, status }) => `${taskId} ${status}`);
const runPlan = (uri: vscode.Uri) => vscode.commands.executeCommand<ExecutionResult[]>('switchyard.runPlan', { uri });

/** Does something in the question that is open, until the command that asked is through. */
async function answer<Result>(pending: Promise<Result>, command: string): Promise<Result> {
  let isOver = false;
  const over = pending.finally(() => (isOver = true));
  await waitUntil('the question to be answered', async () => {
    await vscode.commands.executeCommand(command);
    return isOver;
  });
  return over;
}

describe('A plan whose file has changed', () => {
  useCleanWindow();

  it('is asked about by Resume, sends nothing until then, and the new text when that is chosen', async () => {
    const { document } = await openPlan('changed.switchyard.yaml', failing);
    assert.deepEqual(outcomes(await runPlan(document.uri)), ['first success', 'second failed']);
    await save(document, textWith('Sing it.'));
    const dismissed = clickLens<ExecutionResult[]>(document.uri, 'Resume Plan (1 left)');
    assert.deepEqual(await answer(dismissed, 'workbench.action.closeQuickOpen'), []);
    assert.equal((await prompts()).length, 2);
    const resumed = clickLens<ExecutionResult[]>(document.uri, 'Resume Plan (1 left)');
    const results = await answer(resumed, 'workbench.action.acceptSelectedQuickOpenItem');
    assert.deepEqual(outcomes(results), ['second success']);
    const sent = await prompts();
    assert.match(sent[2] ?? '', /^Sing it\./);
    assert.equal(sent.length, 3);
  });

  it('is not asked about where the caller says what to do', async () => {
    const { document } = await openPlan('said.switchyard.yaml', failing);
    await runPlan(document.uri);
    await save(document, textWith('Sing it.'));
    const lens = (await readLenses(document.uri)).find((each) => titleOf(each).includes('Resume'));
    const [argument] = lens?.command?.arguments ?? [];
    const resume = (changed: string) =>
      vscode.commands.executeCommand<ExecutionResult[]>('switchyard.resumePlan', { ...argument, changed });
    assert.deepEqual(await resume('somehow'), []);
    assert.match(shownMessages().join(), /bad argument: changed: expected .*"asItWas".*, got "somehow"$/);
    assert.deepEqual(outcomes(await resume('asItWas')), ['second success']);
    assert.match((await prompts())[2] ?? '', /^Translate it\./);
  });

  it('is said to go on as it was where the file is saved while it runs, once', async () => {
    const { document } = await openPlan('running.switchyard.yaml', textWith('simulate: hang'));
    const results = runPlan(document.uri);
    await waitForRequest('hang');
    const told = () => shownMessages().filter((message) => message.startsWith('The plan goes on as its file was'));
    await save(document, `${textWith('simulate: hang')}# A comment is no change.\n`);
    await save(document, textWith('Sing it.'));
    await waitUntil('the message', async () => told().length === 1);
    await save(document, textWith('Dance.'));
    const joined = runPlan(document.uri);
    await waitUntil('the message of Run Plan', async () => told().length === 2);
    await clickLens(document.uri, 'Stop');
    assert.deepEqual(await joined, await results);
  });

  it('keeps its way to go on when it is renamed, and is not run twice while it runs', async () => {
    const { document } = await openPlan('old-name.switchyard.yaml', textWith('simulate: hang'));
    const results = runPlan(document.uri);
    await waitForRequest('hang');
    const renamed = workspaceFile('new-name.switchyard.yaml');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(document.uri, renamed, { overwrite: true });
    assert.ok(await vscode.workspace.applyEdit(edit));
    const joined = runPlan(renamed);
    await clickLens(renamed, 'Stop');
    assert.deepEqual(await joined, await results);
    assert.equal((await prompts()).length, 2);
    await waitUntil('Resume', async () =>
      (await readLenses(renamed)).map(titleOf).join().includes('Resume Plan (1 left)'),
    );
    await vscode.workspace.fs.delete(renamed);
  });

  it('keeps its way to go on when it was untitled and is saved', async () => {
    const uri = workspaceFile('saved.switchyard.yaml');
    const untitled = uri.with({ scheme: 'untitled' });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(untitled));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(untitled, new vscode.Position(0, 0), failing);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const document = await vscode.workspace.openTextDocument(untitled);
    await vscode.languages.setTextDocumentLanguage(document, 'switchyard-plan');
    assert.deepEqual(outcomes(await runPlan(untitled)), ['first success', 'second failed']);
    assert.ok(await document.save());
    await waitUntil('Resume', async () => (await readLenses(uri)).map(titleOf).join().includes('Resume Plan (1 left)'));
    assert.deepEqual(outcomes(await clickLens<ExecutionResult[]>(uri, 'Resume')), ['second success']);
    await vscode.workspace.fs.delete(uri);
  });
});
