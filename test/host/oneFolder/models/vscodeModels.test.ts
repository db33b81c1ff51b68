import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { describeFailure } from '#editor/ui/userMessages.ts';
import { VscodeLm } from '#editor/models/vscodeLm.ts';
import type { LlmConfig } from '#llm/core.ts';
import type { ExecutionError } from '#orchestration/index.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile } from '#test/host/support/editors.ts';
import { FakeModels, thinkingPart } from '#test/host/support/fakeModels.ts';
import { assertNoRequest } from '#test/host/support/requests.ts';
import { setSetting } from '#test/host/support/settings.ts';
import { activate, assertFailed, assertSuccess, call, cancelTask, runTask } from '#test/host/support/switchyard.ts';

describe('A model of VS Code', () => {
  useCleanWindow();
  let models: FakeModels;
  let registration: vscode.Disposable;
  beforeEach(() => {
    models = new FakeModels();
    registration = vscode.lm.registerLanguageModelChatProvider('test-models', models);
  });
  afterEach(() => registration.dispose());

  it('answers a task, and no request goes anywhere else', async () => {
    await openFile('src/greet.ts', 2, 4);
    const result = assertSuccess(await call('explain', { agent: 'vscode' }));
    assert.equal(result.output, 'Hello, world');
    assert.deepEqual([result.metadata.provider, result.metadata.model], ['vscode', 'first']);
    const [system, user] = models.asked[0]?.prompts ?? [];
    assert.match(system ?? '', /coding assistant/);
    assert.match(user ?? '', /^Explain[^]*File: src\/greet\.ts[^]*export function greet/);
    await assertNoRequest();
  });

  it('is chosen by its id or its family', async () => {
    for (const model of ['second', 'family-second']) {
      await setSetting('agents', { vscode: { model } });
      assert.equal(assertSuccess(await runTask({ description: 'Hi.', agent: 'vscode' })).metadata.model, 'second');
    }
    assert.deepEqual(
      models.asked.map(({ model }) => model),
      ['second', 'second'],
    );
  });

  it('is given the parameters that the user set', async () => {
    await setSetting('agents', { vscode: { temperature: 0.1, params: { effort: 'low' } } });
    assertSuccess(await runTask({ description: 'Hi.', agent: 'vscode' }));
    assert.deepEqual(models.asked[0]?.options.modelOptions, { effort: 'low', temperature: 0.1 });
  });

  it('that does not exist fails the run as notFound and names those on offer', async () => {
    await setSetting('agents', { vscode: { model: 'nobody' } });
    const { message } = assertFailed(await runTask({ description: 'Hi.', agent: 'vscode' }), 'notFound');
    assert.match(message, /"nobody".*first, second/);
  });

  it('that fails in the middle fails the run, and what it said is kept', async () => {
    const { promise: texted, resolve: noteText } = Promise.withResolvers<void>();
    models.answer = async (progress) => {
      progress.report(new vscode.LanguageModelTextPart('Half an answer'));
      await texted;
      throw new Error('The model fell over.');
    };
    const api = await activate();
    const onEvent = ({ type }: { type: string }) => type === 'text' && noteText();
    const result = await api.executeTask({ description: 'Hi.', agent: 'vscode', onEvent });
    assert.match(assertFailed(result, 'server').message, /fell over/);
    assert.equal(result.output, 'Half an answer');
  });

  const named = (name: string, message: string) => Object.assign(new Error(message), { name });
  const failures: [cause: string, failure: Error, kind: string, facts: Partial<ExecutionError>][] = [
    [
      'the user does not allow it',
      vscode.LanguageModelError.NoPermissions('Not allowed.'),
      'permission',
      { reason: 'consent', retryable: false },
    ],
    ['its quota is used up', vscode.LanguageModelError.Blocked('Not now.'), 'rateLimit', { retryable: false }],
    ['Copilot’s quota is', named('ChatQuotaExceeded', 'You have used all of it.'), 'rateLimit', { retryable: false }],
    ['its account has no credit', new Error('余额不足，请充值'), 'rateLimit', { reason: 'credit', retryable: false }],
    ['its rate is limited', new Error('Rate limit exceeded, try again later.'), 'rateLimit', { retryable: false }],
    ['a filter blocks it', new Error('Blocked by the content filter.'), 'contentFilter', { retryable: false }],
    ['it is gone', vscode.LanguageModelError.NotFound('Gone.'), 'notFound', { retryable: false }],
    ['the task is too long for it', new Error('Message exceeds token limit.'), 'contextLength', { retryable: false }],
    ['nobody is signed in to it', new Error('You are not signed in.'), 'permission', { reason: 'consent' }],
    ['there is no network', new Error('getaddrinfo ENOTFOUND api.example'), 'network', { retryable: true }],
    ['it fails for a reason of its own', new Error('No.'), 'server', { retryable: false }],
  ];
  it('that cannot answer says why, and what to do about it', async () => {
    await setSetting('maxAttempts', 1);
    for (const [cause, failure, kind, facts] of failures) {
      models.answer = async () => {
        throw failure;
      };
      const error = assertFailed(await runTask({ description: 'Hi.', agent: 'vscode' }), kind);
      assert.deepEqual({ ...error, ...facts }, error, cause);
      assert.ok(error.message.includes(failure.message), `${cause}: ${error.message}`);
    }
  });

  it('that the user does not allow leads to another question, not to a key', async () => {
    models.answer = async () => {
      throw vscode.LanguageModelError.NoPermissions('Not allowed.');
    };
    const { error } = await runTask({ description: 'Hi.', agent: 'vscode' });
    assert.ok(error);
    const { message, actions } = describeFailure(error, 'VS Code');
    assert.match(message, /allow it when VS Code asks.*Manage Language Model Access/);
    assert.deepEqual(
      actions.map(({ action }) => action),
      ['retry', 'selectAgent'],
    );
  });

  it('keeps its thinking apart from its answer', async () => {
    models.answer = async (progress) => {
      progress.report(thinkingPart('Let me '));
      progress.report(thinkingPart(['see', '.']));
      progress.report(new vscode.LanguageModelDataPart(new Uint8Array([1, 2]), 'image/png'));
      progress.report(new vscode.LanguageModelTextPart('Four.'));
    };
    const result = assertSuccess(await runTask({ description: '2 + 2?', agent: 'vscode' }));
    assert.deepEqual([result.metadata.thinking, result.output], ['Let me see.', 'Four.']);
  });

  it('that goes away while it answers fails the run, and what it said is kept', async () => {
    const { promise: texted, resolve: noteText } = Promise.withResolvers<void>();
    models.answer = async (progress) => {
      progress.report(new vscode.LanguageModelTextPart('Half an answer'));
      await texted;
      registration.dispose();
      throw vscode.LanguageModelError.NotFound('The model is gone.');
    };
    const api = await activate();
    const onEvent = ({ type }: { type: string }) => type === 'text' && noteText();
    const result = await api.executeTask({ description: 'Hi.', agent: 'vscode', onEvent });
    assertFailed(result, 'notFound');
    assert.equal(result.output, 'Half an answer');
    const { message } = assertFailed(await runTask({ description: 'Hi.', agent: 'vscode' }), 'notFound');
    assert.match(message, /offers no language model/);
  });

  it('is told when the task is stopped, and what it said is kept', async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    const { promise: texted, resolve: noteText } = Promise.withResolvers<void>();
    models.answer = async (progress, token) => {
      progress.report(new vscode.LanguageModelTextPart('Half an answer'));
      token.onCancellationRequested(() => tell());
      await told;
    };
    const api = await activate();
    const outcome = api.executeTask({
      description: 'Hi.',
      agent: 'vscode',
      onEvent: ({ type }) => type === 'text' && noteText(),
    });
    await texted;
    assert.equal(await cancelTask(), true);
    const result = await outcome;
    assert.deepEqual([result.status, result.output], ['cancelled', 'Half an answer']);
    await told;
  });
});

describe('VscodeLm', () => {
  let models: FakeModels;
  let registrations: vscode.Disposable[];
  beforeEach(() => {
    models = new FakeModels();
    registrations = [vscode.lm.registerLanguageModelChatProvider('test-models', models)];
  });
  afterEach(() => registrations.forEach((registration) => registration.dispose()));

  const hi = [{ role: 'user' as const, content: 'Hi.' }];

  it('tells the models on offer apart, also where two vendors offer the same', async () => {
    const other = new FakeModels(['second', 'third']);
    registrations.push(vscode.lm.registerLanguageModelChatProvider('other-models', other));
    const names = await new VscodeLm({ model: 'auto' }).listModels();
    assert.deepEqual(names.toSorted(), ['first', 'other-models/second', 'test-models/second', 'third']);
    const answers: [model: string, by: FakeModels, id: string][] = [
      ['test-models/second', models, 'second'],
      ['other-models/second', other, 'second'],
      ['other-models/family-third', other, 'third'],
      ['other-models', other, 'second'],
      ['family-first', models, 'first'],
      ['Name of third', other, 'third'],
    ];
    for (const [model, by, id] of answers) {
      const before = by.asked.length;
      assert.equal((await new VscodeLm({ model }).generateContentAsync(hi)).model, id, model);
      assert.equal(by.asked.length, before + 1, model);
    }
  });

  it('sends nothing when the signal was aborted before', async () => {
    const signal = AbortSignal.abort();
    const answer = new VscodeLm({ model: 'first' }).generateContentAsync(hi, { signal });
    await assert.rejects(answer, { name: 'LlmError', kind: 'cancelled', provider: 'vscode-lm' });
    assert.deepEqual(models.asked, []);
  });

  const silences: [name: string, said: string | undefined, limit: LlmConfig][] = [
    ['never begins', undefined, { model: 'first', connectTimeoutMs: 50 }],
    ['falls silent', 'Half', { model: 'first', timeoutMs: 50 }],
    ['takes too long as a whole', 'Half', { model: 'first', totalTimeoutMs: 400 }],
  ];
  for (const [name, said, config] of silences) {
    it(`gives up on a model that ${name}, and tells it so`, async () => {
      const { promise: told, resolve: tell } = Promise.withResolvers<void>();
      models.answer = async (progress, token) => {
        token.onCancellationRequested(() => tell());
        if (said) progress.report(new vscode.LanguageModelTextPart(said));
        await told;
      };
      const answer = new VscodeLm(config).generateContentAsync(hi);
      await assert.rejects(answer, { kind: 'timeout', partialText: said ?? '' });
      await told;
    });
  }
});
