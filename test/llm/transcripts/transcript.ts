import type { FinishReason, LlmErrorKind, Usage } from '#llm/index.ts';

/** An answer as a service sends it, and what must come of it. */
export interface Transcript {
  /** The service, and what is remarkable about its answer. */
  name: string;
  /** The JSON of each frame, or what stands in place of a frame. */
  frames: readonly (object | string)[];
  /** The frames that must have arrived before the answer may be called whole. All of them by default. */
  wholeAfter?: number;
  expected: Expected;
}

/** The outcome of a transcript: a finish with a reason, or an error of a kind. */
export interface Expected {
  text?: string;
  thinking?: string;
  reason?: FinishReason;
  usage?: Usage | 'none';
  model?: string;
  kind?: LlmErrorKind;
  status?: number;
  message?: RegExp;
  retryable?: boolean;
}

/** A frame as server-sent event, named as Anthropic and OpenAI's Responses name theirs: by its type. */
export function toEvent(frame: object | string): string {
  if (typeof frame === 'string') return frame;
  const name = 'type' in frame && typeof frame.type === 'string' ? `event: ${frame.type}\n` : '';
  return `${name}data: ${JSON.stringify(frame)}\n\n`;
}

/** The ways in which servers and proxies write the same events. */
export const styles: Readonly<Record<string, (frames: readonly (object | string)[]) => string>> = {
  'as it came': (frames) => frames.map(toEvent).join(''),
  CRLF: (frames) => frames.map(toEvent).join('').replaceAll('\n', '\r\n'),
  'lone CR': (frames) => frames.map(toEvent).join('').replaceAll('\n', '\r'),
  'data only': (frames) => frames.map((frame) => toEvent(frame).replace(/^event: (?!error).*\n/gm, '')).join(''),
  'event after data': (frames) =>
    frames.map((frame) => toEvent(frame).replace(/^(event: .*\n)(data: .*\n)/, '$2$1')).join(''),
  'data over several lines': (frames) =>
    frames
      .map((frame) => {
        if (typeof frame === 'string') return frame;
        return `data: ${JSON.stringify(frame, undefined, 1).replaceAll('\n', '\ndata: ')}\n\n`;
      })
      .join(''),
  'no space after the colon': (frames) => frames.map((frame) => toEvent(frame).replace(/^data: /gm, 'data:')).join(''),
  'byte order mark': (frames) => `\uFEFF${frames.map(toEvent).join('')}`,
  'comments, ids and retry times': (frames) =>
    frames.map((frame, index) => `: ping\n\nid: ${index}\nretry: 3000\n${toEvent(frame)}:\n\n`).join(''),
  'no blank line at the end': (frames) => frames.map(toEvent).join('').trimEnd(),
};
