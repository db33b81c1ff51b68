import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { promptOf } from '#test/support/taskRequests.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile } from '#test/host/support/editors.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest } from '#test/host/support/requests.ts';
import { waitForProblems } from './planFiles.ts';

function planWithAgent(argument: unknown): Thenable<vscode.Uri | undefined> {
  return vscode.commands.executeCommand<vscode.Uri | undefined>('switchyard.planWithAgent', argument);
}

async function prompts(): Promise<string[]> {
  return (await readSimulatedRequests()).map(promptOf);
}

describe('Plan with an Agent', () => {
  useCleanWindow();

  it('opens the plan that the agent made for editing, and runs nothing of it', async () => {
    await openFile('src/greet.ts', 2, 4);
    const uri = await planWithAgent({ goal: 'Greet several people.', agent: 'claude' });
    const { activeTextEditor } = vscode.window;
    assert.equal(activeTextEditor?.document.uri.toString(), uri?.toString());
    assert.deepEqual([uri?.scheme, activeTextEditor?.document.languageId], ['untitled', 'switchyard-plan']);
    assert.match(activeTextEditor?.document.getText() ?? '', /^version: 1\ngoal: "Greet several people\."\ntasks:\n/);
    const [prompt, ...others] = await prompts();
    assert.deepEqual(others, []);
    assert.match(prompt ?? '', /^Greet several people\.\n[^]*File: src\/greet\.ts/);
    const [request] = await readSimulatedRequests();
    assert.match(JSON.stringify(request?.body?.['system']), /The agents there are:\\n- gemini: /);
    assert.deepEqual(shownMessages(), []);
    assert.ok(uri);
    await waitForProblems(uri, 0);
  });

  it('has the agent mend a plan that cannot be run, once', async () => {
    const uri = await planWithAgent({ goal: 'Greet. simulate: bad plan', agent: 'gpt' });
    assert.ok(uri);
    const [, repair, ...others] = await prompts();
    assert.deepEqual(others, []);
    assert.match(
      repair ?? '',
      /^The plan cannot be run:\n- line \d+: The tasks depend on each other in a circle: work → check → work\./,
    );
    await waitForProblems(uri, 0);
    assert.deepEqual(shownMessages(), []);
  });

  it('says so when there is no plan in the answers', async () => {
    assert.equal(await planWithAgent({ goal: 'Greet. simulate: no plan', agent: 'gemini' }), undefined);
    assert.equal((await prompts()).length, 2);
    assert.match(shownMessages().join(), /no plan in the answer/);
  });

  it('asks for nothing where there is no goal, and refuses other arguments', async () => {
    assert.equal(await planWithAgent({ goal: ' ' }), undefined);
    assert.equal(await planWithAgent({ goal: 5 }), undefined);
    assert.match(shownMessages().join(), /bad argument: goal: expected string, got number/);
    await assertNoRequest();
  });
});
