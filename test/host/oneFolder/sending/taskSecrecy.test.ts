import { strict as assert } from 'node:assert';
import { globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ExecutionResult } from '#orchestration/index.ts';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile, workspaceFile } from '#test/host/support/editors.ts';
import { setKey } from '#test/host/support/keys.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';
import { readPosted, sayAsPage } from '#test/host/support/panelPage.ts';
import { assertNoRequest } from '#test/host/support/requests.ts';
import { setSetting } from '#test/host/support/settings.ts';
import { activate, assertFailed, assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';

/** No shape that a pattern could know: it is removed because it is somebody’s key. */
const key = 'pasted/1357924680+fedabc=';
const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
/** Has the shape of a key, and is nobody’s that is known. Put together here, so that no scanner takes it for a leak. */
const shaped = ['sk', 'proj', '4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c'].join('-');
/** Makes the guard ask. */
const token = ['ghp', '5b3M9Ba6hzF0DI8UwW1C8xQdryudsq4Y8T5H'].join('_');
const marker = 'where the key stood';

/** Goes on with a conversation as the panel's page asks for it, and waits for its end. */
async function followUp(runId: string, description: string): Promise<ExecutionResult> {
  const switchyard = await activate();
  const ended = Promise.withResolvers<ExecutionResult>();
  const listener = switchyard.onDidChangeRun((run) => run.status !== 'in_progress' && ended.resolve(run));
  try {
    sayAsPage({ type: 'followUp', runId, description });
    return await ended.promise;
  } finally {
    listener.dispose();
  }
}

/** Every file that VS Code and the extension wrote in this window, the history's write-ahead log included. */
function readFiles(): [file: string, text: string][] {
  const folder = join(dirname(workspaceFile('').fsPath.replace(/\/$/, '')), 'data');
  return globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, 'latin1')]);
}

describe('A task that holds a key', () => {
  useCleanWindow();
  const code = workspaceFile('leak.ts');

  before(async () => {
    const lines = [`const all = '${forms.join(' ')} ${token}'; // ${marker}`, 'export { all };'];
    await writeFile(code.fsPath, lines.join('\n'));
  });

  after(() => vscode.workspace.fs.delete(code));

  it('is sent as it is, and kept, shown and exported without, whether alone, by several, followed up or planned', async () => {
    await setKey('gpt', key);
    answerModals(() => 'Send Anyway');
    await openFile(code, 1, 2);
    // The provider repeats code and the first line. What a model writes loses live keys alone, not what has their shape.
    const description = `Why is ${forms.join(', ')} refused? ${marker}\nOr ${shaped}?`;
    const selected = assertSuccess(await call('explain', { agent: 'gpt' }));
    assertSuccess(await call('runSelection', { agent: 'gpt' }));
    assertSuccess(await runTask({ description, agent: 'gpt' }));
    assertSuccess(await runTask({ description, strategy: 'compare', agents: ['gpt', 'local'] }));
    assertSuccess(await followUp(selected.runId, `${description} Say more.`));
    const plan = {
      version: 1,
      goal: `Get rid of ${key} and ${shaped}, ${marker}`,
      tasks: [
        { id: 'a', title: `Find ${key}`, description, agent: 'gpt' },
        { id: 'b', description, agent: 'local', dependencies: ['a'] },
      ],
    };
    const planned = await vscode.commands.executeCommand<ExecutionResult[]>('switchyard.runPlan', { plan });
    assert.deepEqual(
      planned.map(({ status }) => status),
      ['success', 'success'],
    );
    const sent = (await readSimulatedRequests()).filter(({ body }) => JSON.stringify(body ?? null).includes(key));
    assert.equal(sent.length, 8, 'every request holds the task as it is');

    const exported = join(dirname(code.fsPath), '..', 'data', 'exported.md');
    const uri = vscode.Uri.file(exported);
    await vscode.commands.executeCommand('switchyard.exportHistory', { uri });
    const files = readFiles();
    const page = await readPosted();
    const places: [string, string][] = [...files, ['the page', page], ['a message', shownMessages().join('\n')]];
    const holding = places.flatMap(([place, text]) =>
      [...forms, shaped].flatMap((form) => (text.includes(form) ? [`${place} holds ${form}`] : [])),
    );
    assert.deepEqual(holding, []);
    for (const name of ['history.db', 'exported.md']) {
      const text = files.filter(([file]) => file.includes(name)).map(([, content]) => content);
      assert.match(text.join(), new RegExp(`\\[key removed\\][^]*${marker}`), name);
    }
    assert.match(page, new RegExp(`\\[key removed\\].*${marker}`), 'the page');
  });

  it('is kept nowhere when it is not sent', async () => {
    await openFile(code, 1);
    const unsent = `${marker} of what was not sent`;
    assert.equal((await call('explain', { agent: 'gpt' })).status, 'cancelled');
    assert.equal((await runTask({ description: unsent, agent: 'gpt' })).status, 'cancelled');
    await assertNoRequest();
    const holding = readFiles().flatMap(([file, text]) => (text.includes(unsent) ? [file] : []));
    assert.deepEqual(holding, []);
  });
});

describe('A conversation about a file that may not be sent any more', () => {
  useCleanWindow();
  const file = workspaceFile('internal-notes.md');

  before(() => writeFile(file.fsPath, 'Our plan.'));

  after(() => vscode.workspace.fs.delete(file));

  it('is not gone on with, since the file would go along again', async () => {
    await openFile(file, 1);
    const first = assertSuccess(await call('explain', { agent: 'gpt' }));
    const second = assertSuccess(await followUp(first.runId, 'Say more.'));
    await setSetting('workspaceNeverSend', ['internal-*.md'], 'workspace');
    const sent = (await readSimulatedRequests()).length;
    const third = await followUp(second.runId, 'Say even more.');
    assert.match(assertFailed(third, 'invalidRequest').message, /^internal-notes\.md is never sent to a model/);
    assert.equal((await readSimulatedRequests()).length, sent);
  });
});
