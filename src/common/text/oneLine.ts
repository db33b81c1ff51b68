import { cutText } from './cutText.ts';
import { withoutLongRuns } from './longRuns.ts';

/**
 * Text of unknown origin as one line of a list or a graph: white space and control characters become single spaces,
 * characters that turn the direction of writing around and long runs of marks are dropped, and what is longer than `maxLength` is cut between two
 * characters, with an ellipsis.
 */
export function toOneLine(text: string, maxLength = 200): string {
  const beginning = cutText(text, maxLength * 8);
  const line = withoutLongRuns(beginning)
    .replaceAll(/\p{Bidi_Control}+/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const isWhole = beginning.length === text.length || line === '';
  return cutText(isWhole ? line : `${line}…`, maxLength, '…').toWellFormed();
}
