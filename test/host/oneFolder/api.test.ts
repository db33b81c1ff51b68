import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { SwitchyardApi } from '#api';
import type { LlmConfig, LlmEvent, Message } from '#llm/core.ts';
import type { ExecutionEvent, ExecutionResult } from '#orchestration/index.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { setKey } from '#test/host/support/keys.ts';
import { assertNoRequest, onlyPrompt } from '#test/host/support/requests.ts';
import { setProviders, setSetting } from '#test/host/support/settings.ts';
import { activate, assertFailed, assertSuccess, runTask } from '#test/host/support/switchyard.ts';

type Speak = (messages: Message[], config: Readonly<LlmConfig>) => AsyncIterable<LlmEvent>;

/** An LLM as another extension would write it. Keeps the configurations that it was made with. */
function sampleLlm(api: SwitchyardApi, speak: Speak) {
  const configs: LlmConfig[] = [];
  class SampleLlm extends api.BaseLlm {
    constructor(config: LlmConfig) {
      super(config);
      configs.push(config);
    }
    stream(messages: Message[]): AsyncIterable<LlmEvent> {
      return speak(messages, this.config);
    }
  }
  return { SampleLlm, configs };
}

async function* echo(messages: Message[]): AsyncIterable<LlmEvent> {
  yield { type: 'text', text: 'You said: ' };
  yield { type: 'text', text: messages.at(-1)?.content ?? '' };
  yield { type: 'finish', reason: 'stop', usage: { inputTokens: 3, outputTokens: 4 } };
}

describe('The API for other extensions', () => {
  useCleanWindow();
  let api: SwitchyardApi;
  before(async () => {
    api = await activate();
  });

  it('runs a task with its context, tells its events in order and resolves to the result', async () => {
    const events: ExecutionEvent[] = [];
    const result = assertSuccess(
      await api.executeTask({
        description: 'Explain this.',
        agent: 'claude',
        context: { code: 'let a = 1;', file: 'a.ts', languageId: 'typescript' },
        onEvent: (event) => void events.push(event),
      }),
    );
    assert.equal(result.agent, 'claude');
    assert.deepEqual(
      events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]),
      ['status', 'text', 'finish', 'status'],
    );
    assert.match(await onlyPrompt(), /^Explain this\.[^]*File: a\.ts[^]*```typescript\nlet a = 1;\n```/);
  });

  it('tells of every run when it begins and when it settles, and of runs that fail', async () => {
    const seen: ExecutionResult[] = [];
    const listener = api.onDidChangeRun((run) => void seen.push(run));
    const result = await api.executeTask({ description: 'Say hello.' });
    assert.deepEqual([...new Set(seen.map(({ runId }) => runId))], [result.runId]);
    assert.ok(['pending', 'in_progress'].includes(seen[0]?.status ?? ''));
    assert.equal(seen[0]?.agent, 'gemini');
    assert.deepEqual(seen.at(-1), result);
    const failed = await runTask({ description: 'Say hello.', agent: 'nobody' });
    assert.deepEqual(seen.at(-1), failed);
    listener.dispose();
  });

  it('is not disturbed by a listener that throws', async () => {
    const onEvent = () => {
      throw new Error('The listener fell over.');
    };
    assertSuccess(await api.executeTask({ description: 'Say hello.', onEvent }));
  });

  it('resolves as failed for what is no task, as other extensions are not always compiled', async () => {
    const untyped: Record<string, (task: unknown) => Promise<ExecutionResult>> = Object.fromEntries(
      Object.entries(api),
    );
    for (const task of [undefined, {}, { description: 5 }, { description: ' ' }]) {
      const result = await untyped['executeTask']?.(task);
      assert.ok(result);
      assertFailed(result, 'emptyDescription');
    }
    await assertNoRequest();
  });

  it('resolves as failed for a task whose context is none, and takes no other field that is none', async () => {
    const untyped: Record<string, (task: unknown) => Promise<ExecutionResult>> = Object.fromEntries(
      Object.entries(api),
    );
    const description = 'Say hello.';
    for (const context of [null, 'let a = 1;', [], { range: 5 }, { files: 'a.ts' }, { diagnostics: [null] }]) {
      const result = await untyped['executeTask']?.({ description, context });
      assert.ok(result);
      assert.match(assertFailed(result, 'invalidRequest').message, /context of the task/);
    }
    await assertNoRequest();
    const result = await untyped['executeTask']?.({ description, signal: {}, onEvent: 5, agents: 'gpt', title: 5 });
    assert.ok(result);
    assertSuccess(result);
  });

  it('takes an LLM of another extension: its class extends BaseLlm and answers tasks', async () => {
    const { SampleLlm, configs } = sampleLlm(api, echo);
    const registration = api.registerLlm('test-echo', async () => SampleLlm);
    try {
      await setProviders({ echo: { type: 'test-echo' } });
      await setSetting('agents', { echo: { provider: 'echo', model: 'echo-1', temperature: 0.5, params: { a: 1 } } });
      const result = assertSuccess(await runTask({ description: 'Hello there.', agent: 'echo' }));
      assert.equal(result.output, 'You said: Hello there.');
      assert.deepEqual(result.metadata.usage, { inputTokens: 3, outputTokens: 4 });
      const [config] = configs;
      assert.deepEqual(
        [config?.model, config?.temperature, config?.params, config?.apiKey],
        ['echo-1', 0.5, { a: 1 }, undefined],
      );
    } finally {
      registration.dispose();
    }
    const { message } = assertFailed(await runTask({ description: 'Hello there.', agent: 'echo' }), 'invalidRequest');
    assert.match(message, /No LLM implementation found for agent type "test-echo"/);
    await assertNoRequest();
  });

  it('gives such an LLM no key that was stored for another type', async () => {
    await setKey('claude', 'sk-good-0123456789abcdef');
    const { SampleLlm, configs } = sampleLlm(api, echo);
    const registration = api.registerLlm('test-thief', async () => SampleLlm);
    try {
      await setProviders({ claude: { type: 'test-thief' } });
      await runTask({ description: 'Hello there.', agent: 'claude' });
      await setProviders({ claude: { type: 'test-thief', auth: 'apiKey' } });
      await runTask({ description: 'Hello there.', agent: 'claude' });
      assert.deepEqual(
        configs.filter(({ apiKey }) => apiKey !== undefined),
        [],
      );
    } finally {
      registration.dispose();
    }
  });

  it('keeps what such an LLM said when it fails, by its own LlmError or by anything else', async () => {
    const details = { kind: 'overloaded', provider: 'test-broken', message: 'Too busy.', partialText: 'Half' } as const;
    const failures: [unknown, string][] = [
      [new api.LlmError(details), 'overloaded'],
      [new Error('It fell over.'), 'protocol'],
    ];
    for (const [failure, kind] of failures) {
      const { SampleLlm } = sampleLlm(api, async function* fail() {
        yield { type: 'text', text: 'Half' };
        throw failure;
      });
      const registration = api.registerLlm('test-broken', async () => SampleLlm);
      await setProviders({ broken: { type: 'test-broken' } });
      await setSetting('agents', { broken: { provider: 'broken', model: 'm' } });
      const result = await runTask({ description: 'Hello there.', agent: 'broken' });
      registration.dispose();
      assertFailed(result, kind);
      assert.equal(result.output, 'Half');
    }
  });

  it('stops an LLM that does not listen', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { SampleLlm } = sampleLlm(api, async function* deaf() {
      yield { type: 'text', text: 'Half' };
      begin();
      await new Promise(() => {});
    });
    const registration = api.registerLlm('test-deaf', async () => SampleLlm);
    await setProviders({ deaf: { type: 'test-deaf' } });
    await setSetting('agents', { deaf: { provider: 'deaf', model: 'm' } });
    const abort = new AbortController();
    const outcome = api.executeTask({ description: 'Hello there.', agent: 'deaf', signal: abort.signal });
    await begun;
    abort.abort();
    registration.dispose();
    assert.deepEqual(((result) => [result.status, result.output])(await outcome), ['cancelled', 'Half']);
  });

  it('refuses to register a type that exists', async () => {
    const { SampleLlm } = sampleLlm(api, echo);
    for (const type of ['anthropic-claude', 'google-gemini', 'openai-gpt', 'openai-compatible', 'vscode-lm'])
      assert.throws(() => api.registerLlm(type, async () => SampleLlm), /already registered/, type);
    const registration = api.registerLlm('test-once', async () => SampleLlm);
    assert.throws(() => api.registerLlm('test-once', async () => SampleLlm), /already registered/);
    registration.dispose();
    api.registerLlm('test-once', async () => SampleLlm).dispose();
  });

  it('says which version of it this is', () => {
    assert.equal(api.version, 1);
  });
});

describe('Show Results', () => {
  useCleanWindow();

  it('opens the panel, with a run or without, and takes any argument', async () => {
    const isOpen = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('switchyard.panel'));
    const { runId } = await runTask({ description: 'Say hello.' });
    for (const argument of [undefined, { runId }, { runId: 'no-such-run' }, 'text']) {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await waitUntil('the panel to close', async () => !isOpen());
      await vscode.commands.executeCommand('switchyard.showResults', argument);
      await waitUntil(`the panel, for ${JSON.stringify(argument)}`, async () => isOpen());
    }
  });
});
