import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { cacheSettings, watchSettings } from '#editor/settings/settingsCache.ts';
import { readSimulatedRequests, simulatedOrigin } from '#test/support/simulatedRequests.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { workspaceFile } from '#test/host/support/editors.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest } from '#test/host/support/requests.ts';
import { setProviders, setSetting } from '#test/host/support/settings.ts';
import { assertFailed, assertSuccess, runTask } from '#test/host/support/switchyard.ts';

const run = () => runTask({ description: 'Explain this.', agent: 'mine' });
const asked = () => shownMessages().filter((message) => message.endsWith('is not known.'));

describe('A budget in dollars', () => {
  useCleanWindow();

  beforeEach(async () => {
    await setProviders({ house: { type: 'openai-compatible', baseUrl: `${simulatedOrigin()}/v1`, auth: 'none' } });
    await setSetting('agents', { mine: { provider: 'house', model: 'small' } });
    await setSetting('prices', { small: { input: 1, output: 1 } });
    await setSetting('budget', { perDay: { usd: 1000 } });
  });

  it('lets no workspace use a model without a price, unless the user says so, and asks again for more of it', async () => {
    const sneaky = { provider: 'house', model: 'sneaky', maxTokens: 1_000_000 };
    await setSetting('agents', { mine: sneaky }, 'workspace');
    assert.equal((await run())?.status, 'cancelled');
    assert.match(
      asked().join(),
      /^The settings of this workspace chose the model sneaky at .*, whose price is not known\.$/,
    );
    await assertNoRequest();
    answerModals(() => 'Send Anyway');
    assertSuccess(await run());
    assertSuccess(await run());
    assert.equal(asked().length, 2);
    await setSetting('agents', { mine: { ...sneaky, params: { reasoning_effort: 'max' } } }, 'workspace');
    assertSuccess(await run());
    assert.equal(asked().length, 3);
  });

  it('asks about a model of the user’s without a price, and about none that has one', async () => {
    assertSuccess(await run());
    assert.deepEqual(asked(), []);
    await setSetting('prices', { small: { input: '1', output: 1 } });
    assert.equal((await run())?.status, 'cancelled');
    assert.match(asked().join(), /^The price of the model small at .* is not known\.$/);
    assert.equal((await readSimulatedRequests()).length, 1);
  });

  it('limits the answer to what it leaves', async () => {
    await setSetting('prices', { small: { input: 1, output: 1_000_000 } });
    assertSuccess(await run());
    const [request] = await readSimulatedRequests();
    const limit = /"max_tokens":(\d+)/.exec(JSON.stringify(request?.body))?.[1];
    assert.ok(Number(limit) <= 1000, limit);
  });
});

describe('A budget that cannot be read', () => {
  useCleanWindow();

  it('lets nothing be sent, says what is wrong, and lets it when it is mended', async () => {
    await setSetting('budget', { perDay: { usd: '3' } });
    const { message } = assertFailed(await runTask({ description: 'Explain this.', agent: 'claude' }), 'budget');
    assert.match(message, /^The budget cannot be read, .* switchyard\.budget › perDay › usd: expected a number/);
    await assertNoRequest();
    await setSetting('budget', { perDay: { tokens: 1_000_000_000 } });
    assertSuccess(await runTask({ description: 'Explain this.', agent: 'claude' }));
  });
});

describe('What is made of the settings', () => {
  useCleanWindow();

  it('is kept until one of them changes', async () => {
    let count = 0;
    const read = cacheSettings(() => (count += 1));
    assert.deepEqual([read(), read()], [1, 2], 'as long as nobody notices changes');
    const watching = watchSettings();
    try {
      assert.deepEqual([read(), read(), read()], [3, 3, 3]);
      assert.equal(read(workspaceFile('a.ts')), 4, 'a folder may have its own');
      await setSetting('maxConcurrent', 2);
      assert.deepEqual([read(), read()], [5, 5]);
      await vscode.workspace.getConfiguration('editor').update('rulers', [80], vscode.ConfigurationTarget.Global);
      await vscode.workspace.getConfiguration('editor').update('rulers', undefined, vscode.ConfigurationTarget.Global);
      assert.equal(read(), 5, 'those of others are none of them');
    } finally {
      watching.dispose();
    }
  });
});
