import { Answer } from '#llm/http/answer.ts';
import type { JsonObject } from '#llm/json.ts';

/** What a mapper makes of some frames. */
export function readAnswer(map: (frame: JsonObject, answer: Answer) => void, frames: JsonObject[]) {
  const answer = new Answer();
  for (const frame of frames) map(frame, answer);
  const events = answer.take();
  const finish = answer.toFinish('stop', (text) => text);
  return {
    text: answer.text,
    thinking: events.map((event) => (event.type === 'thinking' ? event.text : '')).join(''),
    reason: answer.finishReason,
    usage: finish.usage,
    model: finish.model,
    failure: answer.failure,
    events,
  };
}
