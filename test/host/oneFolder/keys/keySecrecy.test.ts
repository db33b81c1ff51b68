import { strict as assert } from 'node:assert';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { faults } from '#scripts/simulated/simulatedFaults.ts';
import type { ExecutionResult } from '#orchestration/index.ts';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { readSimulatedRequests, simulatedOrigin } from '#test/support/simulatedRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openText } from '#test/host/support/editors.ts';
import { removeKey, setKey } from '#test/host/support/keys.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { keepSetting, setProviders, setSetting } from '#test/host/support/settings.ts';
import { activate, assertFailed, runTask } from '#test/host/support/switchyard.ts';

// No shape that a pattern could know: only the value itself gives it away.
const key = 'planted/0123456789+abcdef=';
/** Stands in the environment. */
const variableKey = 'ambient/9876543210+fedcba=';
const toForms = (secret: string) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
const forms = toForms(key);
const types = { gemini: 'google-gemini', claude: 'anthropic-claude', gpt: 'openai-gpt', local: 'openai-compatible' };

/** The level of the log: from {@link vscode.LogLevel.Trace} on, prompts and answers too. */
let logLevel = vscode.LogLevel.Info;

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
    const level = { get: () => logLevel };
    return Object.defineProperty(
      { ...channel, show: () => channel.show(), dispose: () => channel.dispose(), ...levels },
      'logLevel',
      level,
    );
  },
});

function assertNoKey(text: string, place: string): void {
  for (const form of [...forms, ...toForms(variableKey)]) assert.ok(!text.includes(form), `${place} holds the key`);
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

  it('stays out of all that every fault and every command says, tracing on, an agreed variable included', async () => {
    const api = await activate();
    const runs: ExecutionResult[] = [];
    const outcomes: unknown[] = [];
    const listener = api.onDidChangeRun((run) => void runs.push(run));
    await setSetting('maxAttempts', 1);
    keepSetting('agent', 'workspace');
    await setSetting('idleTimeoutSeconds', 1);
    await setSetting('connectTimeoutSeconds', 1);
    const origin = simulatedOrigin();
    await setProviders(
      Object.fromEntries(
        Object.entries(types).map(([id, type]) => {
          const baseUrl = id === 'gpt' || id === 'local' ? `${origin}/v1` : origin;
          return [id, { type, baseUrl, auth: 'apiKey' }];
        }),
      ),
    );
    for (const id of ['gemini', 'gpt', 'local']) outcomes.push(await setKey(id, key));
    await agreeToVariable('claude', 'ANTHROPIC_API_KEY');
    logLevel = vscode.LogLevel.Trace;
    try {
      const asked = Object.keys(types).flatMap((agent) =>
        faults
          .filter((fault) => fault !== 'slow' && fault !== 'long')
          .map((fault) => ({ agent, description: `Say hello. simulate: ${fault}` })),
      );
      outcomes.push(...(await Promise.all(asked.map((argument) => runTask(argument)))));
      for (const [agent, sent] of [
        ['gpt', key],
        ['claude', variableKey],
      ] as const) {
        const requests = (await readSimulatedRequests()).filter(({ headers }) => headers.authorization?.includes(sent));
        assert.ok(requests.length >= faults.length - 2, `${agent} was sent its key`);
      }
      await openText('return 1;', 'typescript');
      for (const command of contributedCommands()) {
        const plan = { version: 1, tasks: [{ id: 'a', description: 'simulate: key in answer', agent: 'gpt' }] };
        const { runId } = runs.findLast(({ output }) => output.startsWith('Your key')) ?? {};
        const uri = vscode.Uri.file(join(dataFolder(), `${command}.md`));
        const argument = command === 'switchyard.runPlan' ? { plan } : { ...anyArgument, runId, uri };
        if (!keyCommands.has(command)) outcomes.push(await withoutQuestion(command, argument));
      }
    } finally {
      logLevel = vscode.LogLevel.Info;
      listener.dispose();
      await removeKey('claude');
      delete process.env['ANTHROPIC_API_KEY'];
    }
    const told = JSON.stringify([runs, outcomes, shownMessages()]);
    assert.match(told, /Your key \[key removed\] is \[key removed\] in a URL/);
    assertNoKey(told, 'what was told');
    assert.match(logged.join('\n'), /The answer of run [^]*Your key \[key removed\]/);
    assertNoKey(logged.join('\n'), 'the log');
    const files = readFiles();
    assert.ok(
      files.some(([file, text]) => file.includes('history.db') && text.includes('Your key [key removed]')),
      'the history holds the answers',
    );
    const exported = files.filter(([file]) => file.endsWith('exportRuns.md') || file.endsWith('exportHistory.md'));
    assert.equal(exported.length, 2);
    for (const [file, text] of exported) assert.ok(text.includes('Your key [key removed]'), file);
    for (const [file, text] of files) assertNoKey(text, file);
  }).timeout(120_000);

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

/** Makes every command do something without a question. */
const anyArgument = {
  description: 'simulate: key in error',
  agent: 'local',
  agents: ['local', 'gpt'],
  preset: 'fix',
  planId: 'none',
  goal: 'simulate: key in answer',
  text: 'key',
};

/** Calls a command. One that shows a list all the same, as that of the running tasks, has it dismissed. */
async function withoutQuestion(command: string, argument: unknown): Promise<unknown> {
  let isSettled = false;
  const outcome = Promise.resolve(vscode.commands.executeCommand(command, argument)).finally(() => {
    isSettled = true;
  });
  await waitUntil(
    `${command} to be done`,
    async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return isSettled;
    },
    30_000,
  );
  return outcome;
}

/** Have tests of their own, or end what goes on. */
const keyCommands = new Set(['switchyard.setApiKey', 'switchyard.removeApiKey']);

function contributedCommands(): string[] {
  const manifest: { contributes: { commands: { command: string }[] } } =
    vscode.extensions.getExtension('switchyard.switchyard')?.packageJSON;
  return manifest.contributes.commands.map(({ command }) => command);
}

/** Picks the variable as a person would: its value is that of the extension host, where the test runs too. */
async function agreeToVariable(provider: string, variable: string): Promise<void> {
  process.env[variable] = variableKey;
  const { showQuickPick } = vscode.window;
  const pick = async (items: { label: string }[]) => items.find(({ label }) => label.includes(variable));
  Object.assign(vscode.window, { showQuickPick: pick });
  try {
    await vscode.commands.executeCommand('switchyard.setApiKey', { provider });
  } finally {
    Object.assign(vscode.window, { showQuickPick });
  }
}

function readFiles(): [file: string, text: string][] {
  const folder = dataFolder();
  return globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, 'latin1')]);
}
