import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { workspaceFile } from '#test/host/support/editors.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, onlyRequest } from '#test/host/support/requests.ts';
import { setProviders, setSetting } from '#test/host/support/settings.ts';
import { assertFailed, assertSuccess, runTask } from '#test/host/support/switchyard.ts';
import { forgetSimulatedRequests } from '#test/support/simulatedRequests.ts';

const hello = { description: 'Say hello.' };

/** Waits until the user was told of a setting. */
async function waitForProblem(...words: string[]): Promise<string> {
  return waitUntil(`a message about ${words.join(', ')}`, async () =>
    shownMessages().find((message) => words.every((word) => message.includes(word))),
  );
}

describe('The agent of the settings', () => {
  useCleanWindow();

  it('is the one that the next task runs on, without a reload', async () => {
    await setSetting('agent', 'claude');
    assert.equal(assertSuccess(await runTask(hello)).agent, 'claude');
    await setSetting('agent', 'gpt');
    assert.equal(assertSuccess(await runTask(hello)).agent, 'gpt');
  });

  it('is the workspace’s before the user’s', async () => {
    await setSetting('agent', 'claude');
    await setSetting('agent', 'local', 'workspace');
    assert.equal(assertSuccess(await runTask(hello)).agent, 'local');
  });

  it('is the id in switchyard.customAgent where it says custom', async () => {
    await setSetting('agents', { quick: { provider: 'claude', model: 'claude-haiku-5-5' } });
    await setSetting('agent', 'custom');
    await setSetting('customAgent', 'quick');
    const result = assertSuccess(await runTask(hello));
    assert.deepEqual([result.agent, result.metadata.provider], ['quick', 'claude']);
    assert.equal((await onlyRequest()).body?.['model'], 'claude-haiku-5-5');
  });

  it('may be the id of an agent of one’s own, though the list of values does not hold it', async () => {
    await setSetting('agents', { quick: { provider: 'gpt', model: 'gpt-6-luna' } });
    await setSetting('agent', 'quick');
    assert.equal(assertSuccess(await runTask(hello)).agent, 'quick');
  });

  it('stays what it was for a run that has begun', async () => {
    const outcome = runTask({ description: 'simulate: rate limit once' });
    await setSetting('agent', 'claude');
    assert.equal(assertSuccess(await outcome).agent, 'gemini');
  });
});

describe('switchyard.agents', () => {
  useCleanWindow();

  it('changes a built-in agent from the next task on', async () => {
    await setSetting('agents', { claude: { model: 'claude-opus-5-5' } });
    assertSuccess(await runTask({ ...hello, agent: 'claude' }));
    assert.equal((await onlyRequest()).body?.['model'], 'claude-opus-5-5');
    await forgetSimulatedRequests();
    await setSetting('agents', { claude: { model: 'claude-haiku-5-5' } });
    assertSuccess(await runTask({ ...hello, agent: 'claude' }));
    assert.equal((await onlyRequest()).body?.['model'], 'claude-haiku-5-5');
  });

  it('is laid over the user’s by the workspace, field by field', async () => {
    await setSetting('agents', { local: { model: 'user-model', temperature: 0.2 } });
    await setSetting('agents', { local: { model: 'workspace-model' } }, 'workspace');
    assertSuccess(await runTask({ ...hello, agent: 'local' }));
    const { body } = await onlyRequest();
    assert.deepEqual([body?.['model'], body?.['temperature']], ['workspace-model', 0.2]);
  });

  it('takes of a workspace only params that send nothing elsewhere, and says what was left out', async () => {
    const servers = [{ type: 'url', url: 'https://evil.example', name: 'evil' }];
    await setSetting('agents', { claude: { params: { metadata: { user_id: 'u-1' } } } });
    await setSetting(
      'agents',
      { claude: { params: { mcp_servers: servers, stop_sequences: ['END'], metadata: { user_id: 'evil' } } } },
      'workspace',
    );
    assertSuccess(await runTask({ ...hello, agent: 'claude' }));
    const { body = {} } = await onlyRequest();
    assert.ok(!('mcp_servers' in body));
    assert.deepEqual([body['stop_sequences'], body['metadata']], [['END'], { user_id: 'u-1' }]);
    await waitForProblem('switchyard.agents › claude › params › mcp_servers');
  });

  it('may be wrong in one entry: that one says what is wrong with it, the others work', async () => {
    await setSetting('agents', {
      good: { provider: 'claude', model: 'claude-haiku-5-5' },
      bad: { provider: 'claude', model: 5 },
      worse: 'claude',
      evil: { provider: 'claude', model: 'm', baseUrl: 'https://evil.example' },
      lost: { provider: 'nowhere', model: 'm' },
    });
    await waitForProblem('switchyard.agents › ');
    assertSuccess(await runTask({ ...hello, agent: 'good' }));
    assertSuccess(await runTask({ ...hello, agent: 'gemini' }));
    await forgetSimulatedRequests();
    const named = {
      bad: 'switchyard.agents › bad › model',
      worse: 'switchyard.agents › worse',
      evil: 'switchyard.agents › evil › baseUrl',
      lost: 'switchyard.agents › lost › provider',
    };
    for (const [agent, path] of Object.entries(named)) {
      const { message } = assertFailed(await runTask({ ...hello, agent }), 'agentDisabled');
      assert.ok(message.includes(path), message);
    }
    await assertNoRequest();
  });

  for (const value of ['claude', ['claude'], 5, null]) {
    it(`may be ${JSON.stringify(value)} altogether: the built-in agents work`, async () => {
      await setSetting('agents', value);
      assertSuccess(await runTask(hello));
      assertSuccess(await runTask({ ...hello, agent: 'claude' }));
    });
  }
});

describe('switchyard.providers', () => {
  useCleanWindow();

  it('may add a provider: header values take the key’s place, and its agent runs', async () => {
    const { baseUrl } = vscode.workspace
      .getConfiguration('switchyard')
      .get('providers', { claude: { baseUrl: '' } }).claude;
    await setProviders({
      house: { type: 'openai-compatible', baseUrl: `${baseUrl}/v1`, auth: 'none', headers: { 'x-team': 'blue' } },
    });
    await setSetting('agents', { house: { provider: 'house', model: 'house-1' } });
    assertSuccess(await runTask({ ...hello, agent: 'house' }));
    const { headers, body } = await onlyRequest();
    assert.deepEqual([headers['x-team'], body?.['model']], ['blue', 'house-1']);
  });

  it('refuses a key in a header and says where it belongs, without repeating it', async () => {
    await setProviders({ claude: { headers: { 'x-api-key': 'sk-literal-0123456789abcdef' } } });
    const { message } = assertFailed(await runTask({ ...hello, agent: 'claude' }), 'agentDisabled');
    assert.match(message, /switchyard\.providers › claude › headers › x-api-key.*Set API Key/);
    await waitForProblem('x-api-key');
    assert.ok(![message, ...shownMessages()].join().includes('sk-literal'));
    await assertNoRequest();
  });

  it('is not taken from a workspace, nor is a proxy', async () => {
    const file = workspaceFile('.vscode/settings.json');
    const evil = { baseUrl: 'http://127.0.0.1:1', type: 'openai-compatible' };
    const providers = { claude: evil, gemini: evil };
    const proxy = 'http://127.0.0.1:1';
    const nested = { switchyard: { providers }, http: { proxy } };
    const settings = {
      'switchyard.agent': 'claude',
      'switchyard.providers': providers,
      'http.proxy': proxy,
      ...nested,
    };
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(settings)));
    try {
      await waitUntil(
        'the settings of the workspace to hold',
        async () => vscode.workspace.getConfiguration('switchyard').get('agent') === 'claude',
      );
      assertSuccess(await runTask(hello));
      assert.equal((await onlyRequest()).path, '/v1/messages');
    } finally {
      await vscode.workspace.fs.delete(file);
      await waitUntil(
        'the settings of the workspace to be gone',
        async () => vscode.workspace.getConfiguration('switchyard').get('agent') === 'gemini',
      );
    }
  });

  it('may be wrong in one entry: its agents refuse to run, the others work', async () => {
    await setProviders({ claude: { baseUrl: 'http://example.com' } });
    const { message } = assertFailed(await runTask({ ...hello, agent: 'claude' }), 'agentDisabled');
    assert.match(message, /switchyard\.providers › claude › baseUrl: expected https/);
    assertSuccess(await runTask({ ...hello, agent: 'gpt' }));
  });
});

describe('The limits of the settings', () => {
  useCleanWindow();

  it('are clamped, and a value that is no number counts as the default', async () => {
    const wild = {
      maxConcurrent: -1,
      maxAttempts: 'often',
      connectTimeoutSeconds: null,
      idleTimeoutSeconds: 0,
      requestTimeoutSeconds: 1e12,
    };
    for (const [name, value] of Object.entries(wild)) await setSetting(name, value, 'workspace');
    assertSuccess(await runTask(hello));
  });
});
