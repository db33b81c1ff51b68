import assert from 'node:assert/strict';
import { toClaudeRequest } from '#llm/wires/claude/claude.ts';
import { toGeminiRequest } from '#llm/wires/gemini/gemini.ts';
import { toGptRequest } from '#llm/wires/openai/gpt.ts';
import { asObjects, asText, type JsonObject } from '#llm/json.ts';
import { toChatRequest } from '#llm/wires/openai/openAiCompatible.ts';
import type { LlmConfig, Message } from '#llm/index.ts';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires } from '#test/fakes/fakeWires.ts';

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const system = (content: string): Message => ({ role: 'system', content });

/** The turns of each wire's request, one a line. */
const wires: Record<string, (messages: Message[]) => string[]> = {
  Claude: (messages) => toLines(toClaudeRequest(config, messages)['messages']),
  Gpt: (messages) => toLines(toGptRequest(config, messages)['input']),
  OpenAiCompatible: (messages) => toLines(toChatRequest(config, messages)['messages']),
  Gemini: (messages) =>
    asObjects(toGeminiRequest(config, messages)['contents']).map(
      ({ role, parts }) => `${role === 'model' ? 'assistant' : asText(role)}: ${asText(asObjects(parts)[0]?.['text'])}`,
    ),
};
const config: LlmConfig = { model: 'm' };
const toLines = (messages: unknown): string[] =>
  asObjects(messages).map(({ role, content }: JsonObject) => `${asText(role)}: ${asText(content)}`);

const conversations: [name: string, messages: Message[], expected: string[]][] = [
  ['an answer of line breaks', [user('A'), assistant('\n\n'), user('B')], ['user: A\n\nB']],
  ['an empty answer', [user('A'), assistant(''), user('B')], ['user: A\n\nB']],
  ['an answer that nobody sees', [user('A'), assistant('\u200b\u00ad\ufeff'), user('B')], ['user: A\n\nB']],
  [
    'two such answers',
    [user('A'), assistant(' '), user('B'), assistant('\t'), user('C'), assistant('D'), user('E')],
    ['user: A\n\nB\n\nC', 'assistant: D', 'user: E'],
  ],
  [
    'a question in the middle',
    [user('A'), assistant('B'), user('\u3000'), assistant('C'), user('D')],
    ['user: A', 'assistant: B\n\nC', 'user: D'],
  ],
  ['a question at the beginning', [user(' '), assistant('A'), user('B')], ['user: B']],
  ['turns that were side by side before', [user('A'), user('B')], ['user: A', 'user: B']],
  ['white space around words', [user('A\n'), assistant(' B '), user('C')], ['user: A\n', 'assistant:  B ', 'user: C']],
];

describe('a conversation as it is sent', () => {
  for (const [wire, toTurnLines] of Object.entries(wires)) {
    for (const [name, messages, expected] of conversations) {
      it(`holds no turn without a visible character, and roles that alternate, for ${wire}: ${name}`, () => {
        assert.deepEqual(toTurnLines(messages), expected);
      });
    }
  }

  it('has no system prompt of white space', () => {
    const messages = [system(' \n'), user('A'), system('\u200b'), user('B')];
    assert.equal('system' in toClaudeRequest(config, messages), false);
    assert.equal('instructions' in toGptRequest(config, messages), false);
    assert.equal('systemInstruction' in toGeminiRequest(config, messages), false);
    assert.deepEqual(wires['OpenAiCompatible']?.(messages), ['user: A', 'user: B']);
  });

  it('holds no halves of characters, which servers refuse as well', () => {
    const messages = [system('S\ud83d'), user('A\ud83d'), assistant(' '), user('\ude00B')];
    for (const toTurnLines of Object.values(wires)) {
      assert.equal(toTurnLines(messages).at(-1), 'user: A\ufffd\n\n\ufffdB');
    }
    assert.equal(toClaudeRequest(config, messages)['system'], 'S\ufffd');
  });

  it('leaves what the caller handed in as it was', () => {
    const messages = [user('A'), assistant(' '), user('B')];
    toClaudeRequest(config, messages);
    assert.deepEqual(messages, [user('A'), assistant(' '), user('B')]);
  });

  it('is not sent at all where its last message holds nothing', async () => {
    const server = await FakeProviderServer.start();
    try {
      for (const wire of fakeWires) {
        const answer = wire.create(server.url).generateContentAsync([user('A'), assistant('B'), user(' \n')]);
        await assert.rejects(answer, { kind: 'invalidRequest', message: /nothing that can be seen/ });
      }
      assert.equal(server.requests.length, 0);
    } finally {
      await server.stop();
    }
  });
});
