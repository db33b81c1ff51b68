import { strict as assert } from 'node:assert';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ExecutionResult } from '../../src/orchestration/index.ts';
import { FakeProviderServer } from '../fakes/fakeProviderServer.ts';
import { useCleanWindow } from './support/cleanWindow.ts';
import { removeKey, setKey } from './support/keys.ts';
import { shownMessages } from './support/messages.ts';
import { setProviders, setSetting } from './support/settings.ts';
import { activate, assertFailed, runTask } from './support/switchyard.ts';

// No shape that a pattern could know: only the value itself gives it away.
const key = 'planted/0123456789+abcdef=';
const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
const types = { gemini: 'google-gemini', claude: 'anthropic-claude', gpt: 'openai-gpt', local: 'openai-compatible' };

// The web build's host has no module to write log files with, so the lines are noted on their way into the channel, which
// the extension makes when it is activated: after the test files were loaded.
const logged: string[] = [];
const createChannel = vscode.window.createOutputChannel.bind(vscode.window);
Object.assign(vscode.window, {
  createOutputChannel(name: string, options: { log: true }) {
    const channel = createChannel(name, options);
    const note =
      (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') =>
      (message: string, ...rest: unknown[]) => {
        logged.push([message, ...rest].join(' '));
        channel[level](message, ...rest);
      };
    const levels = {
      trace: note('trace'),
      debug: note('debug'),
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
    };
    return { ...channel, show: () => channel.show(), dispose: () => channel.dispose(), ...levels };
  },
});

function assertNoKey(text: string, place: string): void {
  for (const form of forms) assert.ok(!text.includes(form), `${place} holds the key`);
}

/** The folder of everything that VS Code writes in this window. */
function dataFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return join(dirname(folder.uri.fsPath), 'data');
}

describe('A key', () => {
  useCleanWindow();
  let server: FakeProviderServer;
  before(async () => {
    server = await FakeProviderServer.start();
  });
  after(() => server.stop());

  for (const [id, type] of Object.entries(types)) {
    it(`stays out of results, messages, settings and logs, whatever the server of ${id} echoes`, async () => {
      const api = await activate();
      const runs: ExecutionResult[] = [];
      const listener = api.onDidChangeRun((run) => void runs.push(run));
      await setSetting('maxAttempts', 1);
      await setProviders({ [id]: { type, baseUrl: server.url, auth: 'apiKey' } });
      const echo = `Refused: ${forms.join(' | ')}`;
      const json = { 'content-type': 'application/json', 'x-echo': key };
      // A key that could not be checked is kept.
      server.say({
        status: 500,
        headers: json,
        steps: [JSON.stringify({ error: { message: echo, code: 500, status: 'X' } })],
      });
      const outcome = await setKey(id, key);
      assert.equal(outcome?.outcome, 'unchecked');
      for (const [status, kind] of [
        [401, 'authentication'],
        [400, 'invalidRequest'],
        [429, 'rateLimit'],
        [500, 'server'],
      ] as const) {
        const error = { message: echo, type: echo, code: status, status: echo };
        server.say({ status, headers: json, steps: [JSON.stringify({ type: 'error', error })] });
        const result = await runTask({ description: 'Say hello.', agent: id });
        assert.match(assertFailed(result, kind).message, /Refused: /, 'the server’s own words, without the key');
      }
      server.say({ headers: { 'content-type': 'text/event-stream' }, steps: [`data: ${echo}\n\n`] });
      await runTask({ description: 'Say hello.', agent: id });
      server.say({ status: 502, headers: { 'content-type': 'text/html' }, steps: [`<html>${echo}</html>`] });
      await runTask({ description: 'Say hello.', agent: id });
      listener.dispose();

      assert.ok(runs.length >= 12);
      assertNoKey(JSON.stringify(runs), 'a result');
      assertNoKey(JSON.stringify(outcome), 'the outcome of Set API Key');
      assertNoKey(shownMessages().join('\n'), 'a message');
      assertNoKey(JSON.stringify(vscode.workspace.getConfiguration()), 'a setting');
      assert.equal(await removeKey(id), true, 'the key was there all the time');
    });
  }

  it('stays out of the log, which tells of the checks and the runs', () => {
    const text = logged.join('\n');
    assert.match(text, /key checked provider=claude outcome=unchecked/);
    assert.match(text, /A run ended\..*errorKind=authentication/);
    assertNoKey(text, 'the log');
  });

  it('stays out of every file that VS Code wrote', async () => {
    await setKey('claude', key);
    const files = readFiles();
    assert.ok(files.some(([file]) => file.endsWith('settings.json')));
    for (const [file, text] of files) assertNoKey(text, file);
  });
});

function readFiles(): [file: string, text: string][] {
  const folder = dataFolder();
  return globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, 'latin1')]);
}
