import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile } from '#test/host/support/editors.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { keepSetting, readSetting, setSetting } from '#test/host/support/settings.ts';
import { assertSuccess, runTask } from '#test/host/support/switchyard.ts';

function selectAgent(argument?: unknown): Thenable<string | undefined> {
  return vscode.commands.executeCommand<string | undefined>('switchyard.selectAgent', argument);
}

/** Opens the picker and sends VS Code's own command to it until it closes. */
async function answerPicker(command: string): Promise<string | undefined> {
  let isSettled = false;
  const outcome = Promise.resolve(selectAgent()).finally(() => {
    isSettled = true;
  });
  await waitUntil('the picker to close', async () => {
    await vscode.commands.executeCommand(command);
    return isSettled;
  });
  return outcome;
}

describe('Select Agent', () => {
  useCleanWindow();
  beforeEach(() => {
    for (const name of ['agent', 'customAgent'])
      for (const scope of ['user', 'workspace'] as const) keepSetting(name, scope);
  });

  it('sets a built-in agent for the workspace, and the next task runs on it', async () => {
    assert.equal(await selectAgent({ agent: 'claude' }), 'claude');
    assert.deepEqual([readSetting('agent', 'workspace'), readSetting('agent')], ['claude', undefined]);
    assert.equal(assertSuccess(await runTask({ description: 'Say hello.' })).agent, 'claude');
    assert.deepEqual(shownMessages(), []);
  });

  it('sets an agent of one’s own through both settings', async () => {
    await setSetting('agents', { quick: { provider: 'gpt', model: 'gpt-6-luna' } });
    assert.equal(await selectAgent({ agent: 'quick' }), 'quick');
    assert.deepEqual([readSetting('agent', 'workspace'), readSetting('customAgent', 'workspace')], ['custom', 'quick']);
    assert.equal(assertSuccess(await runTask({ description: 'Say hello.' })).agent, 'quick');
  });

  it('sets the agent for the user, and says where a closer setting still wins', async () => {
    assert.equal(await selectAgent({ agent: 'gpt', target: 'user' }), 'gpt');
    assert.deepEqual([readSetting('agent'), readSetting('agent', 'workspace')], ['gpt', undefined]);
    assert.deepEqual(shownMessages(), []);
    await selectAgent({ agent: 'claude', target: 'workspace' });
    await selectAgent({ agent: 'local', target: 'user' });
    assert.match(
      shownMessages().join(),
      /Local model is set in the user settings, but a closer setting chooses Claude/,
    );
  });

  it('sets the agent for the folder of the active document', async () => {
    const { document } = await openFile('src/greet.ts');
    assert.equal(await selectAgent({ agent: 'gpt', target: 'folder' }), 'gpt');
    assert.equal(vscode.workspace.getConfiguration('switchyard', document.uri).get('agent'), 'gpt');
  });

  it('says so when no document is open whose folder could be meant', async () => {
    assert.equal(await selectAgent({ agent: 'gpt', target: 'folder' }), undefined);
    assert.match(shownMessages().join(), /Open a file of the folder/);
  });

  for (const argument of [{ agent: 'nobody' }, { agent: 5 }, { agent: 'claude', target: 'moon' }, 'claude']) {
    it(`sets nothing, and says why, when it is called with ${JSON.stringify(argument)}`, async () => {
      assert.equal(await selectAgent(argument), undefined);
      assert.equal(readSetting('agent', 'workspace'), undefined);
      assert.equal(shownMessages().length, 1);
    });
  }

  it('asks when it is called without an agent, with the one in force at hand', async () => {
    await setSetting('agent', 'claude', 'workspace');
    assert.equal(await answerPicker('workbench.action.acceptSelectedQuickOpenItem'), 'claude');
  });

  it('sets nothing when the question is dismissed', async () => {
    assert.equal(await answerPicker('workbench.action.closeQuickOpen'), undefined);
    assert.equal(readSetting('agent', 'workspace'), undefined);
  });
});
