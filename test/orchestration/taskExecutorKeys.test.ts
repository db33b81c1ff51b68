import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { Redactor } from '#common/redact.ts';
import { LlmError } from '#llm/core.ts';
import { AgentRegistry } from '#orchestration/index.ts';
import { FakeCredentials } from '#test/fakes/fakeCredentials.ts';
import { FakeLlmFactory, type FakeStep, finish, llmError, text } from '#test/fakes/fakeLlm.ts';
import { agents, fails, key, setUp, task } from './executorSetup.ts';

describe('TaskExecutor, keys', () => {
  it('asks for the key of the provider at the origin of its URL, and gives it to the LLM only', async () => {
    const { executor, factory, credentials, logger } = setUp();
    const result = await executor.execute(task);
    assert.deepEqual(credentials.asked, ['gpt@https://api.openai.com']);
    assert.equal(factory.requests[0]?.config.apiKey, key);
    assert.ok(!JSON.stringify([result, logger.lines, factory.requests[0]?.messages]).includes(key));
  });

  it('takes the key out of every message, encoded too', async () => {
    const leak = `No access with ${key}, ${encodeURIComponent(key)} or ${Buffer.from(key).toString('base64')}.`;
    for (const error of [llmError({ kind: 'authentication', message: leak }), new Error(leak)]) {
      const { executor, logger } = setUp({ scripts: [[error]] });
      const result = await executor.execute(task);
      assert.equal(result.error?.message, 'No access with [key removed], [key removed] or [key removed].');
      assert.ok(!logger.lines.join().includes(key));
    }
  });

  it('takes the key out of a message that is put together of several', async () => {
    const words = l10n.t('The request to {0} failed: {1}.', 'a.example', l10n.t('“{0}”', `Bad ${key}`));
    const { executor } = setUp({ scripts: [[llmError({ kind: 'server', message: words })]] });
    const { error } = await executor.execute(task, { agent: 'gpt' });
    assert.equal(error?.message, 'The request to a.example failed: “Bad [key removed]”.');
    assert.ok(!JSON.stringify(error).includes(key));
  });

  it('runs where no key is needed although the keyring is broken', async () => {
    const credentials = { getKey: () => Promise.reject(new Error('The keyring is locked.')) };
    const { executor } = setUp({ credentials });
    assert.equal((await executor.execute(task, { agent: 'local' })).status, 'success');
  });

  it('does not run where the key that is stored was entered for another origin, even if none is needed', async () => {
    const refusal = new LlmError({
      kind: 'authentication',
      provider: 'local',
      message: 'The key was entered elsewhere.',
    });
    const { executor } = setUp({ credentials: { getKey: () => Promise.reject(refusal) } });
    await fails('missingKey', executor.execute(task, { agent: 'local' }));
  });

  it('goes without a key where none is needed, but sends one that is stored', async () => {
    const without = setUp();
    assert.equal((await without.executor.execute(task, { agent: 'local' })).status, 'success');
    assert.equal(without.factory.requests[0]?.config.apiKey, undefined);
    const stored = setUp({ credentials: new FakeCredentials({ 'local@http://127.0.0.1:11434': 'k' }) });
    await stored.executor.execute(task, { agent: 'local' });
    assert.equal(stored.factory.requests[0]?.config.apiKey, 'k');
  });

  it('knows that the built-in local provider needs none, also of an agent that does not say so', async () => {
    const registry = new AgentRegistry([{ id: 'a', type: 'openai-compatible', provider: 'local', model: 'm' }]);
    assert.equal((await setUp({ registry }).executor.execute(task, { agent: 'a' })).status, 'success');
    const own = new AgentRegistry([{ id: 'a', type: 'openai-compatible', provider: 'mine', model: 'm' }]);
    await fails('missingKey', setUp({ registry: own }).executor.execute(task, { agent: 'a' }));
  });

  it("asks for no key for VS Code's own models", async () => {
    const { executor, credentials } = setUp();
    assert.equal((await executor.execute(task, { agent: 'vscode' })).status, 'success');
    assert.deepEqual(credentials.asked, []);
  });

  it('hands the key of a built-in provider to no type that another extension registered', async () => {
    const factory = new FakeLlmFactory(undefined, ['acme']);
    const baseUrl = 'https://api.openai.com/v1';
    const registry = new AgentRegistry([{ id: 'a', type: 'acme', provider: 'gpt', model: 'm', baseUrl }]);
    const credentials = { getKey: async () => key };
    assert.equal(
      (await setUp({ factory, registry, credentials }).executor.execute(task, { agent: 'a' })).status,
      'success',
    );
    assert.equal(factory.requests[0]?.config.apiKey, undefined);
  });

  it('gives a registered type the key of its own provider, bound to the type', async () => {
    const factory = new FakeLlmFactory(undefined, ['acme']);
    const registry = new AgentRegistry([{ id: 'a', type: 'acme', provider: 'acme', model: 'm' }]);
    const credentials = new FakeCredentials({ 'acme@acme:': 'own' });
    await setUp({ factory, registry, credentials }).executor.execute(task, { agent: 'a' });
    assert.equal(factory.requests[0]?.config.apiKey, 'own');
  });
});

describe('TaskExecutor, keys that a server hands back', () => {
  it('lets none through, wherever the answer is split and however it ends', async () => {
    const secret = 'sk-live-0123456789abcdef';
    const credentials = new FakeCredentials({ 'gpt@https://api.openai.com': secret });
    const redactor = new Redactor();
    const other = 'another-key-0123456789';
    redactor.add(other);
    const scripts: FakeStep[][] = [
      [text('You sent sk-live-01234'), text('56789abcdef.'), finish({ model: `m ${other}` })],
      [text(`You sent ${Buffer.from(secret).toString('base64')}`), llmError({ kind: 'network', message: secret })],
      [
        llmError({
          kind: 'server',
          message: `Bad key ${encodeURIComponent(other)}`,
          requestId: other,
          partialText: secret,
        }),
      ],
    ];
    const { executor, events, onEvent, logger } = setUp({ credentials, redactor, scripts, retry: { maxAttempts: 1 } });
    const results = [];
    for (const runId of ['1', '2', '3']) results.push(await executor.execute(task, { runId, onEvent }));
    assert.deepEqual(
      results.map(({ output }) => output),
      ['You sent [key removed].', 'You sent [key removed]', '[key removed]'],
    );
    const seen = JSON.stringify([results, events, logger.lines]);
    for (const form of [secret, other, Buffer.from(secret).toString('base64').slice(0, -4), secret.slice(4)]) {
      assert.ok(!seen.includes(form), form);
    }
  });

  it('lets no secret of a configured header through either, and leaves what only names the key', async () => {
    const headers = {
      'x-gateway-token': 'gateway-secret-0123',
      'x-password': 'hunter-2',
      'proxy-authorization': `Basic ${Buffer.from('gateway:tuesday-0123').toString('base64')}`,
      authorization: 'Basic ${apiKey}',
      'x-team': 'the blue team',
    };
    const registry = new AgentRegistry(agents.map((agent) => ({ ...agent, headers })));
    const said = 'Send gateway-secret-0123, hunter-2 and tuesday-0123 as `Basic ${apiKey}` for the blue team.';
    const { executor } = setUp({ registry, scripts: [[text(said), finish()]] });
    const { output } = await executor.execute(task);
    assert.equal(output, 'Send [key removed], [key removed] and [key removed] as `Basic ${apiKey}` for the blue team.');
  });
});
