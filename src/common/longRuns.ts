/** The signs of Indic scripts that join the letter after them to the one before. */
const viramas =
  '\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA\u0F84\u1039\u103A\u17D2\u1A60\u1B44\u1BAA\uA806\uA8C4\uA953\uA9C0';

/**
 * What is drawn as one with the character before it: marks, what nobody sees, the next of several emoji in one, letters of
 * Hangul and of Indic scripts that join.
 */
const joined = String.raw`(?:[${viramas}]\p{L}|\u200D\p{Extended_Pictographic}|[\p{M}\p{Cf}\p{Emoji_Modifier}\u1100-\u11FF\u3164\uFFA0])`;

/** More of it belongs to no language: a renderer draws all of them as one character, which takes it seconds. */
const maxJoined = 32;

const longRun = new RegExp(`(?<kept>${joined}{${maxJoined}})${joined}+`, 'gu');

/** The same at the end of a text that may stop in the middle of a character. */
const runAtEnd = new RegExp(`${joined}+[\\uD800-\\uDBFF]?$`, 'u');
const maxRunLength = maxJoined * 4;

/** A text in stretches, of which those with `isExcess` are too much to be drawn. */
export interface Stretch {
  text: string;
  isExcess: boolean;
}

/** Splits a text that follows `before` where more is joined to one character than people write. */
export function splitLongRuns(text: string, before = ''): Stretch[] {
  const earlier = runAtEnd.exec(before.slice(-maxRunLength))?.[0] ?? '';
  const whole = earlier + text;
  const stretches: Stretch[] = [];
  let position = earlier.length;
  const add = (end: number, isExcess: boolean): void => {
    if (end > position) stretches.push({ text: whole.slice(position, end), isExcess });
    position = Math.max(position, end);
  };
  for (const match of whole.matchAll(longRun)) {
    add(match.index + (match.groups?.['kept']?.length ?? 0), false);
    add(match.index + match[0].length, true);
  }
  add(whole.length, false);
  return stretches;
}

/** A text to look at: without what is too much to be drawn. */
export function withoutLongRuns(text: string): string {
  return text.replaceAll(longRun, '$<kept>');
}
