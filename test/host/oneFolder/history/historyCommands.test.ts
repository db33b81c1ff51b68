import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { promptOf } from '#test/support/taskRequests.ts';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';
import { assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';

/** Calls a command of the history. */
const run = async <Result>(name: string, argument?: unknown): Promise<Result | undefined> =>
  vscode.commands.executeCommand<Result>(`switchyard.${name}`, argument);

const inWorkspace = (name: string) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);

describe('the commands of the history', () => {
  useCleanWindow();

  it('runs a run again on the agent that ran it, or on another one', async () => {
    const first = assertSuccess(await runTask({ description: 'Say hello to history.', agent: 'claude' }));
    const again = assertSuccess(await call('runAgain', { runId: first.runId }));
    const other = assertSuccess(await call('runWithAgent', { runId: first.runId, agent: 'gpt' }));
    assert.deepEqual([again.agent, other.agent], ['claude', 'gpt']);
    const prompts = (await readSimulatedRequests()).map(promptOf);
    assert.deepEqual(prompts, Array(3).fill('Say hello to history.'));
  });

  it('copies an answer, and says where there is none', async () => {
    const result = assertSuccess(await runTask({ description: 'Say something to copy.' }));
    await run('copyAnswer', { runId: result.runId });
    assert.equal(await vscode.env.clipboard.readText(), result.output);
    await run('copyAnswer', { runId: 'gone' });
    assert.deepEqual(shownMessages(), ['This run is not in the history any more.']);
  });

  it('exports a run as JSON and as Markdown, and what a search finds', async () => {
    const result = assertSuccess(await runTask({ description: 'Explain the word xylophonist.' }));
    const read = async (uri: vscode.Uri) => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const json = inWorkspace('run.json');
    await run('exportRuns', { runId: result.runId, uri: json });
    const file = JSON.parse(await read(json));
    assert.deepEqual([file.format, file.version, file.runs.length], ['switchyard-runs', 1, 1]);
    assert.deepEqual(
      [file.runs[0].result.output, file.runs[0].task.description],
      [result.output, 'Explain the word xylophonist.'],
    );
    const markdown = inWorkspace('found.md');
    await run('searchHistory', { text: 'xylophon' });
    await run('exportHistory', { uri: markdown });
    await run('clearHistorySearch');
    assert.match(await read(markdown), /^# Runs with “xylophon”\n[^]*### Answer\n/);
    for (const uri of [json, markdown]) await vscode.workspace.fs.delete(uri);
  });

  it('deletes a run for good once the user said yes, and not before', async () => {
    const { runId } = assertSuccess(await runTask({ description: 'Forget me.' }));
    assert.equal(await run('deleteRun', { runId }), false);
    await run('copyAnswer', { runId });
    answerModals(() => 'Delete');
    assert.equal(await run('deleteRun', { runId }), true);
    await run('copyAnswer', { runId });
    await run('showResults', { runId });
    const gone = 'This run is not in the history any more.';
    const question = 'Delete the run “Forget me.”?';
    assert.deepEqual(shownMessages(), [question, question, gone, gone]);
  });

  it('does nothing for what is no run, and shows itself', async () => {
    for (const argument of [undefined, null, 7, {}, { runId: 5 }, { planId: [] }]) {
      assert.equal(await run('runAgain', argument), undefined);
      await run('openPlan', argument);
      await run('retryPlanTask', argument);
    }
    await run('showHistory', { runId: 'gone' });
    assert.deepEqual(await readSimulatedRequests(), []);
  });
});
