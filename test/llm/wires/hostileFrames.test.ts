import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Answer } from '#llm/http/answer.ts';
import { ChatReader } from '#llm/wires/openai/chatReader.ts';
import { checkEvent } from '#llm/checkedEvent.ts';
import { ClaudeReader } from '#llm/wires/claude/claudeReader.ts';
import { readErrorBody } from '#llm/http/errors/errorBody.ts';
import { classify } from '#llm/http/errors/errorRules.ts';
import { GeminiReader } from '#llm/wires/gemini/geminiReader.ts';
import { GptReader } from '#llm/wires/openai/gptReader.ts';
import { isRecord } from '#common/isRecord.ts';
import { type JsonObject } from '#llm/json.ts';
import { isKeepAlive } from '#llm/http/keepAlive.ts';
import { listModelIds } from '#llm/http/modelList.ts';
import { openAiErrorRules } from '#llm/wires/openai/openAiWire.ts';

const readers = { ClaudeReader, GptReader, ChatReader, GeminiReader };

/** The fields that any of the wires reads, and two that every object has. */
const names =
  'message delta usage choices index content text thinking model modelVersion usageMetadata promptTokenCount candidatesTokenCount thoughtsTokenCount cachedContentTokenCount prompt_tokens completion_tokens total_tokens input_tokens output_tokens cache_creation ephemeral_1h_input_tokens server_tool_use web_search_requests service_tier serviceTier speed response output item part output_index content_index finish_reason finishReason stop_reason error code status candidates parts thought tool_calls content_block iterations groundingMetadata webSearchQueries groundingChunks details violations metadata raw param data id name annotations promptTokensDetails modality tokenCount base_resp status_msg incomplete_details reason cache_creation_input_tokens cache_read_input_tokens completion_tokens_details prompt_tokens_details reasoning_tokens cached_tokens audio_tokens x_groq promptFeedback blockReason __proto__ constructor'.split(
    ' ',
  );

const types =
  'message_start content_block_start content_block_delta message_delta message_stop message text_delta thinking_delta response.completed response.incomplete response.failed response.output_text.delta response.output_text.done response.output_item.done response.content_part.done error text thinking output_text reasoning server_tool_use compaction'.split(
    ' ',
  );

const values = [null, true, false, 0, -0, -1, 1, 20, 1.5, 1e12, 1e12 + 1, 2 ** 53 + 1, 1e300, '', 'A', 'stop', 'STOP'];
const pool: readonly unknown[] = [...values, 'x'.repeat(5_000), ...types];

/** Frames as nobody sends them, the same in each run. */
class FrameMaker {
  #seed = 7;

  frame(depth = 4): JsonObject {
    const fields = Array.from({ length: 1 + this.#below(5) }, () => {
      const name = this.#pick(names);
      return `${JSON.stringify(name)}:${JSON.stringify(this.#value(depth))}`;
    });
    // As JSON, so that the fields that every object has come as a server would send them.
    const frame: unknown = JSON.parse(`{${fields.join(',')}}`);
    assert.ok(isRecord(frame));
    if (this.#below(10) < 6) frame['type'] = this.#pick(types);
    return frame;
  }

  #value(depth: number): unknown {
    const dice = this.#below(20);
    if (depth > 0 && dice < 9) return this.frame(depth - 1);
    if (depth > 0 && dice < 12) return Array.from({ length: this.#below(3) }, () => this.#value(depth - 1));
    return this.#pick(pool);
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[this.#below(items.length)];
  }

  #below(count: number): number {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((this.#seed / 2_147_483_648) * count);
  }
}

describe('Frames that no server should send', () => {
  for (const [name, Reader] of Object.entries(readers)) {
    it(`stop ${name} in nothing, and what comes of them may be counted and stored`, () => {
      const maker = new FrameMaker();
      for (let count = 0; count < 500; count += 1) {
        const answer = new Answer();
        const reader = new Reader(answer);
        for (const frame of [maker.frame(), maker.frame(), maker.frame()]) {
          reader.readFrame(frame);
          isKeepAlive(frame);
          listModelIds(frame);
          const facts = readErrorBody(frame);
          classify(openAiErrorRules, facts, undefined);
          assert.ok((facts.message?.length ?? 0) < 700);
        }
        const finish = answer.toFinish((text) => text);
        assert.deepEqual(
          checkEvent(finish, (text) => text),
          finish,
        );
        assert.ok(JSON.stringify(finish).length < 1_000);
      }
    });
  }

  for (const [name, Reader] of Object.entries(readers)) {
    it(`leave nothing behind in ${name} under a name that the wire does not have`, async () => {
      const reader = new Reader(new Answer());
      const value = (() => {
        const unknown = { text: 'x' };
        const usage = { unknown, prompt_tokens: 1, completion_tokens: 1, input_tokens: 1, output_tokens: 1 };
        const usageMetadata = { unknown, promptTokenCount: 1, candidatesTokenCount: 1 };
        reader.readFrame({ unknown, type: 'message_delta', delta: { unknown }, usage, usageMetadata, choices: [] });
        reader.readFrame({ type: 'response.completed', response: { unknown, status: 'completed', usage } });
        return new WeakRef(unknown);
      })();
      // A reference holds what it refers to until the turn of the loop ends.
      await setImmediate();
      collectGarbage();
      assert.equal(value.deref(), undefined);
      reader.readFrame({});
    });
  }
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert.ok(typeof collect === 'function');
  Reflect.apply(collect, undefined, []);
}
