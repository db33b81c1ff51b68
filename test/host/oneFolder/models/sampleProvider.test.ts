import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { describeFailure } from '#editor/ui/userMessages.ts';
import type { LlmConfig } from '#llm/core.ts';
import type { ExecutionResult } from '#orchestration/index.ts';
import { simulatedOrigin } from '#test/support/simulatedRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { setKey } from '#test/host/support/keys.ts';
import { assertNoRequest } from '#test/host/support/requests.ts';
import { setProviders, setSetting } from '#test/host/support/settings.ts';
import { assertFailed, assertSuccess, runTask } from '#test/host/support/switchyard.ts';

interface SampleProvider {
  registration: vscode.Disposable;
  register(load?: () => Promise<unknown>): vscode.Disposable;
  configs: LlmConfig[];
  run(description: string): Promise<ExecutionResult>;
}

const key = 'sk-good-0123456789abcdef';

describe('Another extension that brings an LLM', () => {
  useCleanWindow();
  let sample: SampleProvider;
  before(async () => {
    const extension = vscode.extensions.getExtension<SampleProvider>('test.sample-provider');
    assert.ok(extension, 'the sample extension is not installed');
    sample = await extension.activate();
  });
  beforeEach(async () => {
    sample.configs.length = 0;
    await setProviders({ sample: { type: 'sample.shout', baseUrl: 'https://shout.example' } });
    await setSetting('agents', { shout: { provider: 'sample', model: 'loud-1', label: 'Shout' } });
    await setSetting('maxAttempts', 1);
  });

  it('runs tasks on it, its own and those of the user', async () => {
    const result = assertSuccess(await sample.run('Say hello.'));
    assert.equal(result.output, 'SAY HELLO.');
    assert.deepEqual([result.metadata.provider, result.metadata.model], ['sample', 'loud-1']);
    assert.deepEqual(result.metadata.usage, { inputTokens: 2, outputTokens: 1 });
    assert.equal(assertSuccess(await runTask({ description: 'Hi.', agent: 'shout' })).output, 'HI.');
    assert.deepEqual(
      sample.configs.map(({ model, apiKey, baseUrl }) => [model, apiKey, baseUrl]),
      [1, 2].map(() => ['loud-1', undefined, 'https://shout.example']),
    );
    await assertNoRequest();
  });

  it('shows no cost for it, unless the user set its price', async () => {
    assert.equal(assertSuccess(await sample.run('Hi.')).metadata.costUsd, undefined);
    await setSetting('prices', { 'loud-*': { input: 1, output: 1_000 } });
    assert.equal(assertSuccess(await sample.run('Hi.')).metadata.costUsd, 0.001002);
    await setSetting('prices', { 'loud-*': { input: -1, output: 1_000 } });
    await waitUntil('the user to be told of the price', async () =>
      shownMessages().some((message) => message.includes('switchyard.prices › loud-* › input: expected US dollars')),
    );
    assert.equal(assertSuccess(await sample.run('Hi.')).metadata.costUsd, undefined);
  });

  it('gets the key that was entered for it', async () => {
    assert.equal((await setKey('sample', key))?.outcome, 'accepted');
    assertSuccess(await sample.run('Hi.'));
    assert.equal(sample.configs.at(-1)?.apiKey, key);
  });

  const ofOthers: [name: string, provider: string, before: Record<string, unknown>][] = [
    ['a built-in provider', 'claude', {}],
    ['its own provider when that was another wire', 'sample', { type: 'openai-compatible', auth: 'none' }],
    ['its own provider when that was another extension’s', 'sample', { type: 'other.whisper' }],
  ];
  for (const [name, provider, before] of ofOthers) {
    it(`gets no key that was entered for ${name}`, async () => {
      await setProviders({ [provider]: { ...before, baseUrl: simulatedOrigin() } });
      await setKey(provider, key);
      await setProviders({ [provider]: { type: 'sample.shout', auth: 'apiKey' } });
      await setSetting('agents', { shout: { provider, model: 'loud-1' } });
      assertFailed(await sample.run('Hi.'), 'missingKey');
      await setProviders({ [provider]: { type: 'sample.shout', auth: 'none' } });
      await sample.run('Hi.');
      assert.deepEqual(
        sample.configs.filter(({ apiKey }) => apiKey !== undefined),
        [],
      );
    });
  }

  it('has what it throws told as it is, or as a fault of its protocol, with what it said', async () => {
    const refused = await sample.run('too often');
    assert.equal(assertFailed(refused, 'rateLimit').message, 'Not so loud.');
    const broken = await sample.run('break');
    assert.match(assertFailed(broken, 'protocol').message, /shout is not a function/);
    const { error } = await sample.run('fail oddly');
    assert.ok(error);
    assert.match(describeFailure(error, 'Shout').message, /^Shout: .*not understood.*Nobody knows this kind\.$/);
    assert.deepEqual([refused.output, broken.output], ['TOO OFTEN', 'BREAK']);
  });

  it('can take it away, and bring it again', async () => {
    assert.throws(() => sample.register(), /already registered/);
    sample.registration.dispose();
    sample.registration.dispose();
    assert.match(assertFailed(await sample.run('Hi.'), 'invalidRequest').message, /"sample\.shout"/);
    const failing = sample.register(async () => {
      throw new Error('The chunk is missing.');
    });
    assert.match(assertFailed(await sample.run('Hi.'), 'protocol').message, /chunk is missing/);
    failing.dispose();
    sample.registration = sample.register();
    failing.dispose();
    assertSuccess(await sample.run('Hi.'));
  });
});
