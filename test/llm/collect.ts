import assert from 'node:assert/strict';
import { type BaseLlm, type GenerateOptions, LlmError, type LlmEvent, type Message } from '#llm/index.ts';

export const question: Message[] = [{ role: 'user', content: 'Why?' }];

/** The output of a stream and its end. */
export interface Outcome {
  events: LlmEvent[];
  text: string;
  thinking: string;
  finish?: LlmEvent & { type: 'finish' };
  error?: LlmError;
}

/** Drains a stream, telling the text so far after each piece of it. Anything but one finish at the end, or one `LlmError`, fails the test. */
export async function collect(
  llm: BaseLlm,
  options?: GenerateOptions,
  onText: (said: string) => void = () => {},
): Promise<Outcome> {
  const outcome: Outcome = { events: [], text: '', thinking: '' };
  try {
    for await (const event of llm.stream(question, options)) {
      assert.equal(outcome.finish, undefined, 'an event after finish');
      outcome.events.push(event);
      if (event.type === 'text') onText((outcome.text += event.text));
      else if (event.type === 'thinking') outcome.thinking += event.text;
      else outcome.finish = event;
    }
  } catch (error) {
    assert.ok(error instanceof LlmError, `not an LlmError: ${String(error)}`);
    assert.equal(outcome.finish, undefined, 'an error after finish');
    outcome.error = error;
    return outcome;
  }
  assert.ok(outcome.finish, 'the stream ended without finish');
  return outcome;
}

/** The error that a stream ended with. */
export async function failureOf(llm: BaseLlm, options?: GenerateOptions): Promise<LlmError> {
  const { error, finish } = await collect(llm, options);
  assert.ok(error, `no error, but finish ${finish?.reason}`);
  return error;
}
