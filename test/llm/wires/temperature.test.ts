import assert from 'node:assert/strict';
import { toGeminiRequest } from '#llm/wires/gemini/gemini.ts';
import { toGptRequest } from '#llm/wires/openai/gpt.ts';
import { toChatRequest } from '#llm/wires/openai/openAiCompatible.ts';

const taken = (model: string, params: Record<string, unknown> = {}): boolean[] => [
  'temperature' in toGptRequest({ model, temperature: 0, params }, []),
  'temperature' in toChatRequest({ model, temperature: 0, params }, []),
];

describe('a temperature', () => {
  for (const model of [
    'o1',
    'o3-mini',
    'o4-mini',
    'gpt-5',
    'gpt-5-mini',
    'gpt-5-2025-08-07',
    'openai/gpt-6-astra',
    'GPT-6.1-sol',
  ]) {
    it(`is never sent to ${model}`, () => {
      assert.deepEqual(taken(model), [false, false]);
      assert.deepEqual(taken(model, { reasoning: { effort: 'none' } }), [false, false]);
    });
  }

  for (const model of ['gpt-5.1', 'gpt-5.6-sol', 'gpt-6-sol', 'gpt-6-luna', 'gpt-6.1-terra', 'gpt-7', 'gpt-10-mini']) {
    it(`is sent to ${model} only where reasoning is off`, () => {
      assert.deepEqual(taken(model), [false, false]);
      assert.deepEqual(taken(model, { reasoning: { effort: 'low' }, reasoning_effort: 'low' }), [false, false]);
      assert.deepEqual(taken(model, { reasoning: { effort: 'none' } }), [true, true]);
      assert.equal(
        'temperature' in toChatRequest({ model, temperature: 0, params: { reasoning_effort: 'none' } }, []),
        true,
      );
    });
  }

  for (const model of [
    'gpt-4.1',
    'gpt-4o',
    'gpt-5-chat-latest',
    'gpt-oss-120b',
    'qwen4',
    'olmo-3',
    'deepseek-reasoner',
  ]) {
    it(`is sent to ${model}`, () => assert.deepEqual(taken(model), [true, true]));
  }

  it('is sent to Gemini', () => {
    assert.deepEqual(toGeminiRequest({ model: 'gemini-4-argon', temperature: 0 }, []).generationConfig, {
      temperature: 0,
    });
  });

  it('is left to the parameters where they hold one', () => {
    const config = { model: 'gpt-6-astra', temperature: 1, params: { temperature: 0.2 } };
    assert.deepEqual([toGptRequest(config, []).temperature, toChatRequest(config, []).temperature], [0.2, 0.2]);
  });
});
