import assert from 'node:assert/strict';
import { Answer } from '#llm/http/answer.ts';
import { ChatReader } from '#llm/wires/openai/chatReader.ts';
import { ClaudeReader } from '#llm/wires/claude/claudeReader.ts';
import { GeminiReader } from '#llm/wires/gemini/geminiReader.ts';
import { GptReader } from '#llm/wires/openai/gptReader.ts';
import type { JsonObject } from '#llm/json.ts';
import { readAnswer } from '#test/llm/readAnswer.ts';

const say = (place: object, delta: string): JsonObject => ({ type: 'response.output_text.delta', ...place, delta });
const sum = (place: object, delta: string): JsonObject => ({
  type: 'response.reasoning_summary_text.delta',
  ...place,
  delta,
});
const message = (text: string): JsonObject => ({ type: 'message', content: [{ type: 'output_text', text }] });
const summary = (...texts: string[]): JsonObject => ({ type: 'reasoning', summary: texts.map((text) => ({ text })) });
const block = (type: string, text = ''): JsonObject[] => [
  { type: 'content_block_start', content_block: { type, ...(type === 'text' && { text: '' }) } },
  ...(type === 'text' ? [{ type: 'content_block_delta', delta: { type: 'text_delta', text } }] : []),
  ...(type === 'thinking' ? [{ type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: text } }] : []),
  { type: 'content_block_stop' },
];
const chunk = (...parts: object[]): JsonObject => ({ candidates: [{ content: { parts } }] });

describe('the parts of an answer', () => {
  describe('of Responses', () => {
    const read = (...events: JsonObject[]) => readAnswer(GptReader, events);

    it('have a blank line between the parts of a summary', () => {
      const byPart = read(
        sum({ summary_index: 0 }, '**Plan'),
        sum({ summary_index: 0 }, 'ning**'),
        sum({ summary_index: 1 }, '**Checking**'),
      );
      assert.equal(byPart.thinking, '**Planning**\n\n**Checking**');
      const byItem = read(sum({ output_index: 0 }, '**A**'), sum({ output_index: 2 }, '**B**'));
      assert.equal(byItem.thinking, '**A**\n\n**B**');
      const added = { type: 'response.reasoning_summary_part.added' };
      assert.equal(read(added, sum({}, '**A**'), added, sum({}, '**B**')).thinking, '**A**\n\n**B**');
      const output = [summary('**A**', '**B**'), summary('**C**')];
      const whole = read({ type: 'response.completed', response: { output } });
      assert.equal(whole.thinking, '**A**\n\n**B**\n\n**C**');
    });

    it('have a blank line between messages, whichever event tells them', () => {
      const [first, second] = ['I will check the file.', '## Result'];
      const expected = `${first}\n\n${second}`;
      assert.equal(read(say({ output_index: 0 }, first), say({ output_index: 2 }, second)).text, expected);
      const added = { type: 'response.output_item.added', item: { type: 'message' } };
      assert.equal(read(added, say({}, first), added, say({}, second)).text, expected);
      const done = (output_index: number, item: JsonObject) => ({
        type: 'response.output_item.done',
        output_index,
        item,
      });
      assert.equal(read(done(0, message(first)), done(1, message(second))).text, expected);
      const response = { output: [message(first), { type: 'web_search_call' }, message(second)] };
      assert.equal(read({ type: 'response.completed', response }).text, expected);
    });

    it('are one text within a message', () => {
      assert.equal(read(say({ content_index: 0 }, 'A'), say({ content_index: 1 }, 'B')).text, 'AB');
    });
  });

  describe('of Messages', () => {
    const read = (...events: JsonObject[]) => readAnswer(ClaudeReader, events);

    for (const between of [
      'server_tool_use',
      'web_search_tool_result',
      'mcp_tool_use',
      'tool_use',
      'thinking',
      'hologram',
    ]) {
      it(`have a blank line between texts around ${between}`, () => {
        assert.equal(
          read(...block('text', 'Done.'), ...block(between, 'x'), ...block('text', 'Done.')).text,
          'Done.\n\nDone.',
        );
      });
    }

    it('have it in a whole message as well', () => {
      const content = [{ type: 'text', text: 'Done.' }, { type: 'server_tool_use' }, { type: 'text', text: 'Done.' }];
      assert.equal(read({ type: 'message', content }).text, 'Done.\n\nDone.');
    });

    it('have it between two blocks of thinking', () => {
      assert.equal(
        read(...block('thinking', 'A.'), ...block('redacted_thinking'), ...block('thinking', 'B.')).thinking,
        'A.\n\nB.',
      );
    });

    it('are one text where citations split it', () => {
      assert.equal(
        read(...block('text', 'The sky '), ...block('text', 'is blue'), ...block('text', '.')).text,
        'The sky is blue.',
      );
    });
  });

  describe('of Gemini', () => {
    const read = (...chunks: JsonObject[]) => readAnswer(GeminiReader, chunks);

    it('have a blank line between texts around what it ran or showed, and none between pieces of a text', () => {
      const ran = [{ executableCode: { code: '1' } }, { codeExecutionResult: { output: '1' } }];
      assert.equal(
        read(
          chunk({ text: 'A' }, { text: 'B.' }),
          chunk(...ran),
          chunk({ text: 'C' }, { text: '' }),
          chunk({ text: 'D' }),
        ).text,
        'AB.\n\nCD',
      );
      for (const between of [{ inlineData: {} }, { functionResponse: {} }, { text: 'Hm', thought: true }])
        assert.equal(read(chunk({ text: 'A' }, between, { text: 'B' })).text, 'A\n\nB');
    });
  });

  describe('of Chat Completions', () => {
    const read = (...deltas: [delta: JsonObject, reason?: string][]) =>
      readAnswer(
        ChatReader,
        deltas.map(([delta, reason]) => ({ choices: [{ delta, finish_reason: reason ?? null }] })),
      );

    it('have a blank line between texts around a call of a tool, a thought and before a refusal', () => {
      for (const between of [{ tool_calls: [{ index: 0 }] }, { function_call: {} }, { reasoning: 'Hm' }])
        assert.equal(read([{ content: 'A.' }], [between], [{ content: 'B.' }]).text, 'A.\n\nB.');
      assert.equal(read([{ content: 'A.' }], [{}, 'tool_calls'], [{ content: 'B.' }]).text, 'A.\n\nB.');
      assert.equal(read([{ content: 'A.' }], [{ refusal: 'N' }], [{ refusal: 'o.' }]).text, 'A.\n\nNo.');
      assert.equal(read([{ reasoning: 'A.' }], [{ content: 'x' }], [{ reasoning: 'B.' }]).thinking, 'A.\n\nB.');
    });
  });

  it('have none in a text that the provider cut, though the model thinks before it goes on', () => {
    const answer = new Answer();
    answer.addText('con');
    answer.finish('length');
    answer.reopen();
    answer.addThinking('Hm');
    answer.addText('st');
    assert.equal(answer.text, 'const');
  });

  it('get only as many line breaks as are missing', () => {
    for (const [first, second] of [
      ['A\n', 'B'],
      ['A\n\n', 'B'],
      ['A', '\nB'],
      ['A', '\n\nB'],
      ['A\n', '\nB'],
    ] as const) {
      const { text } = readAnswer(GptReader, [say({ output_index: 0 }, first), say({ output_index: 1 }, second)]);
      assert.equal(text, 'A\n\nB');
    }
  });

  it('get none before the first and behind the last', () => {
    const events = [
      ...block('server_tool_use'),
      ...block('text', 'A'),
      ...block('server_tool_use'),
      ...block('text', ''),
    ];
    assert.equal(readAnswer(ClaudeReader, events).text, 'A');
  });
});
