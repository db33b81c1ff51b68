import assert from 'node:assert/strict';
import { ChatReader } from '#llm/wires/openai/chatReader.ts';
import { ClaudeReader } from '#llm/wires/claude/claudeReader.ts';
import { toOtherEnd } from '#llm/http/endWords.ts';
import { GeminiReader } from '#llm/wires/gemini/geminiReader.ts';
import { GptReader } from '#llm/wires/openai/gptReader.ts';
import type { JsonObject } from '#llm/json.ts';
import { type ReaderClass, readFrames } from '#test/llm/readAnswer.ts';

/** Frames of each wire for half an answer and a reason for its end. */
const wires: [name: string, Reader: ReaderClass, toFrames: (reason: string) => JsonObject[]][] = [
  [
    'Messages',
    ClaudeReader,
    (reason) => [
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Half' } },
      { type: 'message_delta', delta: { stop_reason: reason } },
    ],
  ],
  [
    'Chat Completions',
    ChatReader,
    (reason) => [{ choices: [{ delta: { content: 'Half' } }] }, { choices: [{ delta: {}, finish_reason: reason }] }],
  ],
  [
    'Gemini',
    GeminiReader,
    (reason) => [{ candidates: [{ content: { parts: [{ text: 'Half' }] }, finishReason: reason }] }],
  ],
  [
    'Responses',
    GptReader,
    (reason) => [
      { type: 'response.output_text.delta', delta: 'Half' },
      { type: 'response.incomplete', response: { incomplete_details: { reason } } },
    ],
  ],
];

describe('a reason for the end', () => {
  for (const [name, Reader, toFrames] of wires) {
    it(`fails the answer where it says that the server broke off: ${name}`, () => {
      for (const word of [
        'ERROR',
        'Error',
        'server_error',
        'aborted',
        'USER_CANCELLED',
        'timed-out',
        'TIMEOUT',
        'failed',
      ]) {
        const answer = readFrames(Reader, toFrames(word));
        assert.ok(answer.failure !== undefined, word);
        assert.equal(answer.text, 'Half');
      }
    });
  }

  for (const [name, Reader, toFrames] of wires.slice(0, 3)) {
    it(`is none where it is a word for nothing, or for going on: ${name}`, () => {
      for (const word of [
        'NULL',
        'pending',
        'FINISH_REASON_UNSPECIFIED',
        'False',
        '0',
        '-',
        ' ',
        'In-Progress',
        'n/a',
      ]) {
        const answer = readFrames(Reader, toFrames(word));
        assert.deepEqual([answer.finishReason, answer.failure], [undefined, undefined], word);
        assert.equal(answer.toFinish((text) => text).end, undefined, word);
      }
    });
  }

  it('tells of a broken answer in the words of many servers', () => {
    for (const word of [
      'invalid_tool_call',
      'tool_use_failed',
      'output_parse_failed',
      'function_call_error',
      'MALFORMED',
    ])
      assert.equal(toOtherEnd(word)?.isBroken, true, word);
    for (const word of ['repetition', 'pause_turn', 'compaction']) assert.equal(toOtherEnd(word)?.isBroken, undefined);
  });
});

describe('a reason of Messages that is a word for nothing', () => {
  it('leaves the end without a word of its own', () => {
    const frames = [{ type: 'message_delta', delta: { stop_reason: 'n/a' } }, { type: 'message_stop' }];
    const finish = readFrames(ClaudeReader, frames).toFinish((text) => text);
    assert.deepEqual([finish.reason, finish.end], ['other', undefined]);
  });
});

describe('an answer of Responses that is called completed', () => {
  const complete = (response: JsonObject) =>
    readFrames(GptReader, [{ type: 'response.completed', response }]).finishReason;

  it('is cut where the response says why it is not', () => {
    assert.equal(complete({ status: 'completed', incomplete_details: { reason: 'max_output_tokens' } }), 'length');
  });

  it('has an end without a reason where its message is incomplete', () => {
    const content = [{ type: 'output_text', text: 'Half' }];
    assert.equal(complete({ output: [{ type: 'message', status: 'incomplete', content }] }), 'other');
    assert.equal(complete({ output: [{ type: 'message', status: 'completed', content }] }), 'stop');
  });
});

describe('an answer of Chat Completions', () => {
  const read = (...deltas: [delta: JsonObject, reason?: string][]) =>
    readFrames(
      ChatReader,
      deltas.map(([delta, reason]) => ({ choices: [{ delta, finish_reason: reason ?? null }] })),
    );

  it('waits for a call of a tool that comes behind the stop', () => {
    const answer = read([{ content: 'A' }], [{}, 'stop'], [{ tool_calls: [{ index: 0 }] }]);
    assert.equal(answer.finishReason, 'toolCalls');
  });

  it('may refuse, or say its text, in a list of parts', () => {
    const refused = read([{ content: [{ type: 'refusal', refusal: 'No' }] }], [{}, 'stop']);
    assert.deepEqual([refused.text, refused.finishReason], ['No', 'contentFilter']);
    assert.equal(read([{ content: [{ type: 'output_text', text: 'Yes' }] }]).text, 'Yes');
  });
});

describe('a prompt at Gemini', () => {
  it('is not blocked for a reason that is unspecified, whatever the service calls it', () => {
    for (const blockReason of ['BLOCKED_REASON_UNSPECIFIED', 'BLOCK_REASON_UNSPECIFIED']) {
      const chunk = { candidates: [{ finishReason: 'STOP' }], promptFeedback: { blockReason } };
      assert.equal(readFrames(GeminiReader, [chunk]).finishReason, 'stop');
    }
  });
});
