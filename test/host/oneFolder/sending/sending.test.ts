import { strict as assert } from 'node:assert';
import { symlink, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import * as vscode from 'vscode';
import { readSimulatedRequests, simulatedOrigin } from '#test/support/simulatedRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile, openText, workspaceFile } from '#test/host/support/editors.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, onlyPrompt, onlyRequest } from '#test/host/support/requests.ts';
import { setProviders, setSetting } from '#test/host/support/settings.ts';
import { activate, assertFailed, assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const token = ['ghp', '5b3M9Ba6hzF0DI8UwW1C8xQdryudsq4Y8T5H'].join('_');

describe('A file that is never sent', () => {
  useCleanWindow();

  const files: Record<string, string> = { '.env': 'PASSWORD=hunter2', 'internal.md': 'Our plan.' };

  before(async () => {
    for (const [name, content] of Object.entries(files)) await writeFile(workspaceFile(name).fsPath, content);
    await symlink(workspaceFile('.env').fsPath, workspaceFile('notes.txt').fsPath);
  });

  after(async () => {
    for (const name of [...Object.keys(files), 'notes.txt']) await vscode.workspace.fs.delete(workspaceFile(name));
  });

  for (const [file, command] of [
    ['.env', 'explain'],
    ['.env', 'runSelection'],
    ['notes.txt', 'explain'],
  ] as const) {
    it(`is refused by ${command} on ${file}, and the message names the setting`, async () => {
      await openFile(file, 1);
      const error = assertFailed(await call(command), 'invalidRequest');
      assert.match(
        error.message,
        new RegExp(`^${file.replace('.', '\\.')} is never sent to a model: .*switchyard\\.neverSend`),
      );
      assert.deepEqual(shownMessages(), [error.message]);
      await assertNoRequest();
    });
  }

  it('is refused also where it is shown in another way, as one side of a comparison', async () => {
    await setSetting('neverSend', ['/internal.md']);
    const scheme = 'switchyard-test-side';
    const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: () => 'Our plan, as it was.',
    });
    try {
      await openFile(workspaceFile('internal.md').with({ scheme, query: 'ref' }), 1);
      assertFailed(await call('explain'), 'invalidRequest');
      await assertNoRequest();
    } finally {
      provider.dispose();
    }
  });

  it('goes along with no plan either, under the name of a link', async () => {
    await openFile('notes.txt', 1);
    const argument = { goal: 'Tidy up.', agent: 'gpt' };
    assert.equal(await vscode.commands.executeCommand('switchyard.planWithAgent', argument), undefined);
    assert.match(shownMessages().join(), /^notes\.txt is never sent to a model/);
    await assertNoRequest();
  });

  it('is refused from another extension too', async () => {
    const switchyard = await activate();
    const context = { code: 'PASSWORD=hunter2', file: 'packages/web/.env.production' };
    const files = [{ file: 'certs/server.key', content: '…' }];
    for (const refused of [context, { files }]) {
      const outcome = await switchyard.executeTask({ description: 'Explain.', context: refused });
      const error = assertFailed(outcome, 'invalidRequest');
      assert.match(error.message, /is never sent to a model/);
    }
    await assertNoRequest();
  });

  it('is also what the workspace adds, which can take nothing out of the user’s list', async () => {
    await setSetting('workspaceNeverSend', ['!.env', 'internal.md'], 'workspace');
    for (const file of ['internal.md', '.env']) {
      await openFile(file, 1);
      assert.match(assertFailed(await call('explain'), 'invalidRequest').message, /is never sent/);
    }
    await assertNoRequest();
  });

  it('is one that a text in place of a list names, whoever wrote it', async () => {
    await setSetting('neverSend', '*.md');
    await openFile('internal.md', 1);
    assert.match(assertFailed(await call('explain'), 'invalidRequest').message, /is never sent/);
    await setSetting('neverSend', []);
    await setSetting('workspaceNeverSend', 'internal.*', 'workspace');
    assert.match(assertFailed(await call('explain'), 'invalidRequest').message, /is never sent/);
    await assertNoRequest();
  });

  it('may be any file while a list cannot be read, which is said until it is mended', async () => {
    await openFile('internal.md', 1);
    const unclear = [
      ['neverSend', { '*.mine': true }, 'user'],
      ['neverSend', [{ pattern: '*.mine' }], 'user'],
      ['workspaceNeverSend', true, 'workspace'],
    ] as const;
    for (const [name, value, scope] of unclear) {
      await setSetting(name, value, scope);
      const { message } = assertFailed(await call('explain'), 'invalidRequest');
      assert.match(message, new RegExp(`^Nothing was sent, .*switchyard\\.${name}: .*expected a `));
      await setSetting(name, [], scope);
    }
    await assertNoRequest();
    assertSuccess(await call('explain'));
  });
});

describe('A selection with a secret', () => {
  useCleanWindow();

  it('is known by its shape for the providers of Switchyard, too', async () => {
    const keys = [
      `AIza${'Sy3x'.repeat(9)}`,
      ['sk-or-v1', '0123456789abcdef'.repeat(4)].join('-'),
      `xai-${'a1B2'.repeat(20)}`,
    ];
    for (const key of keys) {
      await openText(`key: ${key}`, 'plaintext');
      assert.equal((await call('explain'))?.status, 'cancelled', key.slice(0, 6));
      assert.match(shownMessages().at(-1) ?? '', /seems to hold a secret: API key\.$/);
    }
    await assertNoRequest();
  });

  it('is not sent unless the user says so', async () => {
    await openText(`const token = '${token}';`, 'typescript');
    assert.equal((await call('explain'))?.status, 'cancelled');
    assert.match(shownMessages().join(), /sends to http:\/\/127\.0\.0\.1:\d+ seems to hold a secret: GitHub Token\.$/);
    assert.ok(!shownMessages().join().includes(token));
    await assertNoRequest();
  });

  it('is sent with Send Anyway, and asked about once', async () => {
    answerModals(() => 'Send Anyway');
    await openText(`const token = '${token}';`, 'typescript');
    assertSuccess(await call('explain'));
    assert.match(await onlyPrompt(), new RegExp(token));
    assert.equal(shownMessages().length, 1);
  });
});

describe('Confirm before sending', () => {
  useCleanWindow();

  const { showQuickPick } = vscode.window;
  let asked: string[] = [];
  let preview = '';
  let answer = '';

  beforeEach(() => {
    asked = [];
    answer = 'Cancel';
    const pick = async (items: { label: string }[], { title }: vscode.QuickPickOptions) => {
      asked.push(title ?? '');
      preview = vscode.window.activeTextEditor?.document.getText() ?? '';
      assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'switchyard-preview');
      return items.find(({ label }) => label === answer);
    };
    Object.assign(vscode.window, { showQuickPick: pick });
  });

  afterEach(() => Object.assign(vscode.window, { showQuickPick }));

  it('sends nothing that the user does not confirm', async () => {
    await setSetting('confirmBeforeSending', true);
    assert.equal((await runTask({ description: 'Say hello.' }))?.status, 'cancelled');
    assert.match(asked.join(), /^Send this task to http:\/\/127\.0\.0\.1:\d+\?$/);
    assert.match(preview, /Say hello\./);
    await assertNoRequest();
  });

  it('asks wherever anything but false stands', async () => {
    for (const value of ['true', 'false', 1, 0, {}]) {
      await setSetting('confirmBeforeSending', value);
      assert.equal((await runTask({ description: 'Say hello.' }))?.status, 'cancelled', JSON.stringify(value));
    }
    await assertNoRequest();
    await setSetting('confirmBeforeSending', false);
    assertSuccess(await runTask({ description: 'Say hello.' }));
  });

  for (const agent of ['gemini', 'claude', 'gpt', 'local']) {
    it(`shows all that ${agent} is sent, and where to`, async () => {
      await setSetting('confirmBeforeSending', true);
      await setSetting('agents', {
        [agent]: { temperature: 0.5, maxTokens: 77, params: { metadata: { user_id: 'u1' } } },
      });
      answer = 'Send';
      await openFile('src/greet.ts', 1, 4);
      assertSuccess(await call('explain', { agent }));
      const { path, body = {} } = await onlyRequest();
      assert.ok(preview.includes(`## Sent to\n\n${simulatedOrigin()}${path}\n`), preview.slice(0, 200));
      const messages = new Set(['messages', 'input', 'contents', 'system', 'systemInstruction', 'instructions']);
      const fields = Object.entries(body);
      for (const text of fields.flatMap(([name, value]) => (messages.has(name) ? textsIn(value) : [])))
        assert.ok(preview.includes(`\n${text}\n`), text);
      const others = Object.fromEntries(fields.filter(([name]) => !messages.has(name)));
      assert.deepEqual(JSON.parse(/## Parameters\n\n```\n([^]*?)\n```/.exec(preview)?.[1] ?? ''), others);
      assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(isPreview).length, 0, 'and is gone');
    });
  }

  it('shows no secret that a header of the settings holds, but what the task itself does', async () => {
    const secret = 'of-the-team-0123456789';
    await setSetting('confirmBeforeSending', true);
    await setProviders({
      claude: { headers: { 'x-team-token': secret, 'x-pin': 'pin-0123', 'x-team': 'red', cookie: '${apiKey}' } },
    });
    answer = 'Send';
    answerModals(() => 'Send Anyway');
    assertSuccess(await runTask({ description: `Is ${token} still good?`, agent: 'claude' }));
    assert.equal((await onlyRequest()).headers['x-team-token'], secret);
    assert.match(
      preview,
      /\nx-team-token: \[key removed\]\nx-pin: \[key removed\]\nx-team: red\ncookie: \$\{apiKey\}\n/,
    );
    assert.ok(!preview.includes(secret));
    assert.ok(preview.includes(token), 'who agrees to send it has to see it');
  });

  it('stands before every way in which a task can be sent', async () => {
    await openFile('src/greet.ts', 1, 4);
    const { runId } = assertSuccess(await call('explain'));
    await setSetting('confirmBeforeSending', true);
    const sent = (await readSimulatedRequests()).length;
    const switchyard = await activate();
    const run = (command: string, argument: object) =>
      vscode.commands.executeCommand(`switchyard.${command}`, argument);
    const task = { description: 'Say hello.' };
    const plan = { version: 1, goal: 'Hello.', tasks: [{ id: 'a', ...task }] };
    const ways: Record<string, () => unknown> = {
      preset: () => run('fix', {}),
      selection: () => run('runSelection', {}),
      task: () => run('runTask', task),
      compare: () => run('runTask', { ...task, strategy: 'compare', agents: ['gpt', 'claude'] }),
      race: () => run('runTask', { ...task, strategy: 'race', agents: ['gpt', 'claude'] }),
      fallback: () => run('runTask', { ...task, strategy: 'fallback', agents: ['gpt', 'claude'] }),
      again: () => run('runAgain', { runId }),
      'another agent': () => run('runWithAgent', { runId, agent: 'gpt' }),
      plan: () => run('runPlan', { plan }),
      'plan with an agent': () => run('planWithAgent', { goal: 'Tidy up.', agent: 'gpt' }),
      'another extension': () => switchyard.executeTask(task),
    };
    for (const [way, send] of Object.entries(ways)) {
      asked = [];
      await openFile('src/greet.ts', 1, 4);
      await send();
      assert.ok(asked.length > 0, way);
      assert.equal((await readSimulatedRequests()).length, sent, way);
    }
  });

  it('is not taken back by a workspace: neither the list nor the question', async () => {
    await setSetting('confirmBeforeSending', true);
    const file = workspaceFile('.vscode/settings.json');
    const settings = { agent: 'local', confirmBeforeSending: false, neverSend: [] };
    const named = Object.entries(settings).map(([name, value]) => [`switchyard.${name}`, value]);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(Object.fromEntries(named))));
    const holds = (agent: string) =>
      waitUntil(
        'the settings to hold',
        async () => vscode.workspace.getConfiguration('switchyard').get('agent') === agent,
      );
    try {
      await holds('local');
      assert.equal((await runTask({ description: 'Say hello.' })).status, 'cancelled');
      const context = { code: 'PASSWORD=hunter2', file: '.env' };
      const switchyard = await activate();
      assertFailed(await switchyard.executeTask({ description: 'Explain.', context }), 'invalidRequest');
      await assertNoRequest();
    } finally {
      await vscode.workspace.fs.delete(file);
      await holds('gemini');
    }
  });

  it('asks nothing where it is not wanted', async () => {
    assertSuccess(await runTask({ description: 'Say hello.' }));
    assert.deepEqual(shownMessages(), []);
  });
});

describe('A task', () => {
  useCleanWindow();

  it('goes to its provider, and no other host is reached by it', async () => {
    const reached = new Set<string>();
    const connect: typeof Socket.prototype.connect = Reflect.get(Socket.prototype, 'connect');
    Socket.prototype.connect = function (this: Socket, ...values: unknown[]): Socket {
      const [options] = values.flat();
      const { host, port }: { host?: unknown; port?: unknown } = typeof options === 'object' ? (options ?? {}) : {};
      reached.add(`http://${String(host)}:${String(port)}`);
      return Reflect.apply(connect, this, values);
    };
    try {
      await openFile('src/greet.ts', 1);
      for (const agent of ['gemini', 'claude', 'gpt', 'local']) assertSuccess(await call('explain', { agent }));
      assertSuccess(await runTask({ description: 'Say hello.', strategy: 'compare', agents: ['claude', 'gpt'] }));
    } finally {
      Socket.prototype.connect = connect;
    }
    // Connections that earlier tests left open are used again: then nothing new is reached at all.
    assert.deepEqual(
      [...reached].filter((origin) => origin !== simulatedOrigin()),
      [],
    );
    assert.equal((await readSimulatedRequests()).length, 6);
  });
});

describe('A workspace without a disk', () => {
  useCleanWindow();
  const files = new Map([
    ['/src/sum.ts', 'export const sum = 1;'],
    ['/.env', 'PASSWORD=hunter2'],
  ]);
  let provider: vscode.Disposable;

  before(() => {
    const encode = (path: string) => new TextEncoder().encode(files.get(path));
    const none = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
    const refuse = (): never => {
      throw vscode.FileSystemError.NoPermissions();
    };
    provider = vscode.workspace.registerFileSystemProvider(
      'diskless',
      {
        onDidChangeFile: none.event,
        watch: () => none,
        stat: ({ path }) => {
          if (!files.has(path)) throw vscode.FileSystemError.FileNotFound(path);
          return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: encode(path).length };
        },
        readFile: ({ path }) => encode(path),
        readDirectory: () => [],
        createDirectory: refuse,
        writeFile: refuse,
        delete: refuse,
        rename: refuse,
      },
      { isReadonly: true },
    );
  });

  after(() => provider.dispose());

  const open = async (path: string): Promise<void> => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'diskless', path }));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 10);
  };

  it('has its selections sent, and its secrets kept, as any other', async () => {
    await open('/src/sum.ts');
    assertSuccess(await call('explain'));
    assert.match(await onlyPrompt(), /export con/);
    await open('/.env');
    assert.match(assertFailed(await call('explain'), 'invalidRequest').message, /is never sent to a model/);
  });
});

/** The texts of messages, whatever the wire puts around them. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'role' || name === 'type' ? [] : textsIn(inner)));
}

function isPreview({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputText && input.uri.scheme === 'switchyard-preview';
}
