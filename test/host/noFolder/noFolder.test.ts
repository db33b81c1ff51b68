import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openText } from '#test/host/support/editors.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, onlyPrompt } from '#test/host/support/requests.ts';
import { keepSetting, readSetting } from '#test/host/support/settings.ts';
import { assertFailed, assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';

describe('A window without a folder', () => {
  useCleanWindow();

  it('runs a task', async () => {
    assertSuccess(await runTask({ description: 'Say hello.' }));
    assert.equal(await onlyPrompt(), 'Say hello.');
  });

  it('runs a task on the selection of a document that was never saved', async () => {
    await openText('let a = 1;\nlet b = 2;', 'typescript');
    assertSuccess(await call('explain'));
    const prompt = await onlyPrompt();
    for (const fact of ['File: Untitled-', 'Language: typescript', 'Lines: 1-2', 'let b = 2;'])
      assert.ok(prompt.includes(fact), prompt);
  });

  it('says that nothing is selected where no editor is open', async () => {
    assertFailed(await call('runSelection'), 'emptySelection');
    await assertNoRequest();
  });

  it('selects the agent for the user, as there is no workspace', async () => {
    keepSetting('agent');
    const selected = await vscode.commands.executeCommand('switchyard.selectAgent', { agent: 'gpt' });
    assert.deepEqual([selected, readSetting('agent')], ['gpt', 'gpt']);
    assert.equal(assertSuccess(await runTask({ description: 'Say hello.' })).agent, 'gpt');
  });

  for (const target of ['workspace', 'folder']) {
    it(`says so when the agent is to be set for the ${target}`, async () => {
      const selected = await vscode.commands.executeCommand('switchyard.selectAgent', { agent: 'gpt', target });
      assert.equal(selected, undefined);
      assert.match(shownMessages().join(), /^No folder is open/);
    });
  }

  it('says that VS Code offers no model, where it offers none', async () => {
    assert.deepEqual(await vscode.lm.selectChatModels(), []);
    const { message } = assertFailed(await runTask({ description: 'Say hello.', agent: 'vscode' }), 'notFound');
    assert.match(message, /VS Code offers no language model in this window/);
  });
});
