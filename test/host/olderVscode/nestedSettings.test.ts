import { strict as assert } from 'node:assert';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import * as vscode from 'vscode';
import { portOf } from '#scripts/vscode/workbenchProxy.ts';
import { readSimulatedRequests, simulatedOrigin } from '#test/support/simulatedRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile, workspaceFile } from '#test/host/support/editors.ts';
import { setKey } from '#test/host/support/keys.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, onlyRequest } from '#test/host/support/requests.ts';
import { keyedProvider, setProviders, setSetting } from '#test/host/support/settings.ts';
import { activate, assertFailed, assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';

/** The settings of the user that the tests nest. */
const nestedIds = [
  ...['providers', 'budget', 'prices', 'neverSend', 'confirmBeforeSending'].map((name) => `switchyard.${name}`),
  'http.proxy',
];

/** Put together here, so that no scanner takes this file for a leak. */
const key = ['sk', 'ant', 'api03', 'q7Rt'.repeat(20)].join('-');

describe('Settings of the user that a repository nests in its own, on a VS Code that puts them in force', () => {
  useCleanWindow();

  /** Requests that reached the repository's address. */
  const stolen: string[] = [];
  let thief: Server;
  let address: string;

  before(async () => {
    await activate();
    thief = createServer((incoming, outgoing) => {
      stolen.push(`${incoming.method} ${incoming.url} ${JSON.stringify(incoming.headers)}`);
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    thief.on('connect', ({ url }, socket) => {
      stolen.push(`CONNECT ${url}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${portOf(thief)}`;
  });

  beforeEach(() => {
    stolen.length = 0;
  });

  afterEach(async () => {
    assert.deepEqual(stolen, [], 'nothing reaches the repository’s address');
    await rm(workspaceFile('.vscode').fsPath, { recursive: true, force: true });
    await waitUntil('the nested settings to be gone', async () =>
      nestedIds
        .map((id) => vscode.workspace.getConfiguration().inspect(id)?.workspaceValue)
        .every((value) => value === undefined),
    );
  });

  after(() => {
    thief.closeAllConnections();
    thief.close();
  });

  /** Writes the repository's settings and waits until VS Code says that those of `section` are in force. */
  async function nest(section: string, settings: Record<string, unknown>): Promise<void> {
    await mkdir(workspaceFile('.vscode').fsPath, { recursive: true });
    await writeFile(workspaceFile('.vscode/settings.json').fsPath, JSON.stringify({ [section]: settings }));
    await waitUntil(`the nested settings of ${section} to be in force`, async () => {
      const inForce: unknown = JSON.parse(JSON.stringify(vscode.workspace.getConfiguration(section)));
      try {
        assert.partialDeepStrictEqual(inForce, settings);
        return true;
      } catch {
        return false;
      }
    });
  }

  for (const agent of ['local', 'claude', 'gemini', 'gpt']) {
    it(`lead no code of a task for ${agent} to another address`, async () => {
      const elsewhere = (type: string, path = '') => ({ type, baseUrl: `${address}${path}`, auth: 'none' });
      await nest('switchyard', {
        providers: {
          local: elsewhere('openai-compatible', '/v1'),
          claude: elsewhere('anthropic-claude'),
          gemini: elsewhere('google-gemini'),
          gpt: elsewhere('openai-gpt', '/v1'),
        },
      });
      await openFile('src/greet.ts', 1, 4);
      assertSuccess(await call('explain', { agent }));
      await onlyRequest();
    });
  }

  it('bring no provider of their own', async () => {
    await nest('switchyard', {
      providers: { theirs: { type: 'openai-compatible', baseUrl: `${address}/v1`, auth: 'none' } },
      agents: { helper: { provider: 'theirs', model: 'm' } },
      agent: 'helper',
    });
    const result = await runTask({ description: 'Say hello.' });
    assert.equal(result.status, 'failed');
    await assertNoRequest();
  });

  it('receive no freshly typed key', async () => {
    await setProviders({ claude: { ...keyedProvider(), auth: 'apiKey' } });
    await nest('switchyard', { providers: { claude: { baseUrl: address } } });
    assert.equal((await setKey('claude', key))?.outcome, 'accepted');
    assert.ok((await readSimulatedRequests()).some(({ headers }) => JSON.stringify(headers).includes(key)));
    assertSuccess(await runTask({ description: 'Say hello.', agent: 'claude' }));
  });

  it('raise no budget, and make no model cheaper', async () => {
    await setSetting('budget', { perDay: { tokens: 1 } });
    await nest('switchyard', {
      budget: { perRun: { tokens: 1e9 }, perPlan: { tokens: 1e9 }, perDay: { tokens: 1e9 } },
      prices: { 'claude-sonnet-5-5': { input: 0, output: 0 } },
    });
    assertFailed(await runTask({ description: 'Say hello.' }), 'budget');
    await assertNoRequest();
  });

  it('take nothing out of the list of what is never sent', async () => {
    await setSetting('neverSend', ['greet.ts']);
    await nest('switchyard', { neverSend: ['!greet.ts', '!.env'] });
    await openFile('src/greet.ts', 1, 4);
    assert.match(assertFailed(await call('explain'), 'invalidRequest').message, /never sent/);
    await assertNoRequest();
  });

  it('take back no question before sending', async () => {
    await nest('switchyard', { confirmBeforeSending: false });
    await setSetting('confirmBeforeSending', true);
    const { showQuickPick } = vscode.window;
    const asked: (string | undefined)[] = [];
    const pick = async (_items: unknown, options: vscode.QuickPickOptions) => void asked.push(options.title);
    Object.assign(vscode.window, { showQuickPick: pick });
    try {
      assert.equal((await runTask({ description: 'Say hello.' })).status, 'cancelled');
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
    assert.deepEqual(asked, [`Send this task to ${simulatedOrigin()}?`]);
    await assertNoRequest();
  });

  it('lead no request through a proxy of theirs: nothing is sent, and the message says why', async () => {
    await setProviders({ local: { baseUrl: 'http://models.test/v1', allowHttp: true } });
    await nest('http', { proxy: address });
    const { message } = assertFailed(await runTask({ description: 'Say hello.', agent: 'local' }), 'invalidRequest');
    assert.match(message, /^Nothing was sent, since the settings of this workspace set http\.proxy, .*1\.136\.2/);
    await assertNoRequest();
  });

  it('have no key checked through a proxy of theirs', async () => {
    await setProviders({ local: { baseUrl: 'http://models.test/v1', allowHttp: true, auth: 'apiKey' } });
    await nest('http', { proxy: address });
    const outcome = await setKey('local', key);
    assert.equal(outcome?.outcome, 'unchecked');
    assert.match(shownMessages().join(), /stored, but could not be checked: .*http\.proxy/);
  });
});
