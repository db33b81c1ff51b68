import type { JsonObject } from '#llm/json.ts';
import type { Answer } from './answer.ts';

/** Reads the frames of one wire into one {@link Answer}, and holds what only this wire has to remember between them. */
export abstract class AnswerReader {
  protected readonly answer: Answer;

  constructor(answer: Answer) {
    this.answer = answer;
  }

  /** Reads one frame, or a whole answer that came as one JSON document. Frames of an unknown kind are ignored. */
  abstract readFrame(frame: JsonObject): void;

  /** Reads the facts about the answer that stand in the headers of a response. */
  readHeaders(_headers: Headers): void {}

  /** Returns true for the start of a long line of the stream that only repeats what was already read. */
  isRepeat(_lineStart: string): boolean {
    return false;
  }

  /** Returns the request that continues a finished answer, where the provider cuts answers into several. */
  continueRequest(_request: JsonObject): JsonObject | undefined {
    return undefined;
  }
}
