import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { useCleanWindow } from './support/cleanWindow.ts';
import { openFile } from './support/editors.ts';
import { assertNoRequest } from './support/requests.ts';
import { setSetting } from './support/settings.ts';
import { activate, assertFailed, assertSuccess, call, cancelTask, runTask } from './support/switchyard.ts';

type Progress = vscode.Progress<vscode.LanguageModelResponsePart>;
type Answer = (progress: Progress, token: vscode.CancellationToken) => Promise<void>;

/** Models that VS Code offers, as an extension brings them. Keeps what it was asked. */
class FakeModels implements vscode.LanguageModelChatProvider {
  readonly asked: { model: string; prompts: string[]; options: vscode.ProvideLanguageModelChatResponseOptions }[] = [];
  answer: Answer = async (progress) => {
    for (const word of ['Hello', ', ', 'world']) progress.report(new vscode.LanguageModelTextPart(word));
  };

  async provideLanguageModelChatInformation(): Promise<vscode.LanguageModelChatInformation[]> {
    const facts = { version: '1', maxInputTokens: 100_000, maxOutputTokens: 1_000, capabilities: {} };
    return ['first', 'second'].map((id) => ({ id, name: id, family: `family-${id}`, ...facts }));
  }

  async provideLanguageModelChatResponse(
    model: vscode.LanguageModelChatInformation,
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    options: vscode.ProvideLanguageModelChatResponseOptions,
    progress: Progress,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const toText = (part: unknown) => (part instanceof vscode.LanguageModelTextPart ? part.value : '');
    const prompts = messages.map(({ content }) => content.map(toText).join(''));
    this.asked.push({ model: model.id, prompts, options });
    await this.answer(progress, token);
  }

  async provideTokenCount(): Promise<number> {
    return 1;
  }
}

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

  it('that is blocked or not permitted says so', async () => {
    const failures: [kind: string, failure: Error][] = [
      ['permission', vscode.LanguageModelError.NoPermissions('No.')],
      ['contentFilter', vscode.LanguageModelError.Blocked('No.')],
    ];
    for (const [kind, failure] of failures) {
      models.answer = async () => {
        throw failure;
      };
      assertFailed(await runTask({ description: 'Hi.', agent: 'vscode' }), kind);
    }
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
