import { strict as assert } from 'node:assert';
import type { ExecutionEvent } from '#orchestration/index.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile } from '#test/host/support/editors.ts';
import { setKey } from '#test/host/support/keys.ts';
import { onlyPrompt, onlyRequest } from '#test/host/support/requests.ts';
import { setSetting } from '#test/host/support/settings.ts';
import { activate, assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';
import { forgetSimulatedRequests } from '#test/support/simulatedRequests.ts';

type Fields = Record<string, unknown>;

interface Wire {
  agent: string;
  path: string;
  model: string;
  /** The header that carries the key, and what stands before the key in it. */
  keyHeader: [name: string, prefix: string];
  /** Params of the user settings that nothing of ours knows. */
  params: Fields;
  /** True when the built-in agent's model takes a temperature. */
  takesTemperature: boolean;
  temperatureOf(body: Fields): unknown;
  maxTokensOf(body: Fields): unknown;
  systemOf(body: Fields): string;
}

function generationConfig({ generationConfig = {} }: { generationConfig?: Fields }): Fields {
  return generationConfig;
}

const wires: Wire[] = [
  {
    agent: 'gemini',
    path: '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    model: 'gemini-3.8-flash',
    keyHeader: ['x-goog-api-key', ''],
    params: { cachedContent: 'cachedContents/1', safetySettings: [{ category: 'X', threshold: 'OFF' }] },
    takesTemperature: true,
    temperatureOf: (body) => generationConfig(body)['temperature'],
    maxTokensOf: (body) => generationConfig(body)['maxOutputTokens'],
    systemOf: (body) => JSON.stringify(body['systemInstruction']),
  },
  {
    agent: 'claude',
    path: '/v1/messages',
    model: 'claude-sonnet-5-5',
    keyHeader: ['authorization', 'Bearer '],
    params: { metadata: { user_id: 'u-1' }, stop_sequences: ['END'] },
    takesTemperature: false,
    temperatureOf: (body) => body['temperature'],
    maxTokensOf: (body) => body['max_tokens'],
    systemOf: (body) => JSON.stringify(body['system']),
  },
  {
    agent: 'gpt',
    path: '/v1/responses',
    model: 'gpt-6.1-sol',
    keyHeader: ['authorization', 'Bearer '],
    params: { reasoning: { effort: 'low' }, metadata: { team: 'blue' } },
    takesTemperature: false,
    temperatureOf: (body) => body['temperature'],
    maxTokensOf: (body) => body['max_output_tokens'],
    systemOf: (body) => JSON.stringify(body['instructions']),
  },
  {
    agent: 'local',
    path: '/v1/chat/completions',
    model: 'qwen2.5-coder',
    keyHeader: ['authorization', 'Bearer '],
    params: { seed: 7, logit_bias: { '50256': -100 } },
    takesTemperature: true,
    temperatureOf: (body) => body['temperature'],
    maxTokensOf: (body) => body['max_tokens'] ?? body['max_completion_tokens'],
    systemOf: ({ messages }: { messages?: Fields[] }) => JSON.stringify(messages?.[0]),
  },
];

for (const wire of wires) {
  const { agent } = wire;

  describe(`The wire of the agent ${agent}`, () => {
    useCleanWindow();

    it('streams the answer piece by piece and ends with the reason and the usage', async () => {
      const api = await activate();
      const events: ExecutionEvent[] = [];
      const result = assertSuccess(
        await api.executeTask({
          description: 'Count to ten. simulate: long',
          agent,
          onEvent: (event) => void events.push(event),
        }),
      );
      const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
      assert.ok(texts.length > 1, `${texts.length} pieces`);
      assert.equal(texts.join(''), result.output);
      assert.deepEqual(
        events.filter(({ type }) => type === 'status'),
        [
          { type: 'status', status: 'in_progress' },
          { type: 'status', status: 'success' },
        ],
      );
      const finish = events.find((event) => event.type === 'finish');
      assert.equal(finish?.reason, 'stop');
      assert.ok(finish.usage && finish.usage.inputTokens > 0 && finish.usage.outputTokens > 0);
      assert.deepEqual(result.metadata.usage, finish.usage);
    });

    it('asks its own path for its own model, without a key where none is stored', async () => {
      assertSuccess(await runTask({ description: 'Say hello.', agent }));
      const { method, path, headers, body } = await onlyRequest();
      assert.deepEqual([method, path], ['POST', wire.path]);
      if (agent !== 'gemini') assert.equal(body?.['model'], wire.model);
      const keyHeaders = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'];
      assert.deepEqual(
        keyHeaders.filter((name) => headers[name] !== undefined),
        [],
      );
      assert.match(wire.systemOf(body ?? {}), /coding assistant/);
    });

    it('carries the stored key in its own header and nowhere else', async () => {
      const key = 'sk-test-0123456789abcdef';
      assert.equal((await setKey(agent, key))?.outcome, 'accepted');
      await forgetSimulatedRequests();
      assertSuccess(await runTask({ description: 'Say hello.', agent }));
      const request = await onlyRequest();
      const [name, prefix] = wire.keyHeader;
      assert.equal(request.headers[name], `${prefix}${key}`);
      assert.equal(JSON.stringify(request).split(key).length, 2);
    });

    it('sends no temperature, and no params, that nobody set', async () => {
      assertSuccess(await runTask({ description: 'Say hello.', agent }));
      const { body = {} } = await onlyRequest();
      assert.equal(wire.temperatureOf(body), undefined);
      assert.ok(!('top_p' in body) && !('topP' in generationConfig(body)));
    });

    it('sends what the user set: temperature where the model takes one, limit, system prompt and params, untouched', async () => {
      await setSetting('agents', {
        [agent]: { temperature: 0.3, maxTokens: 321, systemPrompt: 'Answer in rhyme.', params: wire.params },
      });
      assertSuccess(await runTask({ description: 'Say hello.', agent }));
      const { body = {} } = await onlyRequest();
      assert.equal(wire.temperatureOf(body), wire.takesTemperature ? 0.3 : undefined);
      assert.equal(wire.maxTokensOf(body), 321);
      assert.match(wire.systemOf(body), /Answer in rhyme\./);
      assert.doesNotMatch(wire.systemOf(body), /coding assistant/);
      for (const [name, value] of Object.entries(wire.params)) assert.deepEqual(body[name], value, name);
    });

    it('lets no param replace the model or the conversation', async () => {
      const replaced = { model: 'other', messages: [], input: 'x', contents: [], system: 's', instructions: 'i' };
      await setSetting('agents', { [agent]: { params: replaced } });
      assertSuccess(await runTask({ description: 'Say hello.', agent }));
      assert.equal(await onlyPrompt(), 'Say hello.');
      const { path, body = {} } = await onlyRequest();
      assert.equal(path, wire.path);
      for (const [name, value] of Object.entries(replaced)) assert.notDeepEqual(body[name], value, name);
    });

    it('carries the selection, its file, language and lines', async () => {
      await openFile('src/cart.py', 16);
      assertSuccess(await call('fix', { agent }));
      const prompt = await onlyPrompt();
      for (const fact of ['src/cart.py', 'python', '16-16', 'range(len(items) - 1)'])
        assert.ok(prompt.includes(fact), fact);
    });
  });
}
