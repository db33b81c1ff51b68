import { Answer } from '#llm/http/answer.ts';
import type { AnswerReader } from '#llm/http/answerReader.ts';
import type { JsonObject } from '#llm/json.ts';

/** A class that reads the frames of one wire. */
export type ReaderClass = new (answer: Answer) => AnswerReader;

/** The answer that a reader makes of some frames. */
export function readFrames(Reader: ReaderClass, frames: JsonObject[]): Answer {
  const answer = new Answer();
  const reader = new Reader(answer);
  for (const frame of frames) reader.readFrame(frame);
  return answer;
}

/** All that a reader makes of some frames. */
export function readAnswer(Reader: ReaderClass, frames: JsonObject[]) {
  const answer = readFrames(Reader, frames);
  const events = answer.drain();
  const finish = answer.toFinish((text) => text);
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
