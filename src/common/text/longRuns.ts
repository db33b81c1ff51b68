/** The signs of Indic scripts that join the letter after them to the one before. */
const viramas =
  '\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA\u0F84\u1039\u103A\u17D2\u1A60\u1B44\u1BAA\u1BAB\uA806\uA8C4\uA953\uA9C0\uAAF6\uABED' +
  '\u{10A3F}\u{11046}\u{11070}\u{1107F}\u{110B9}\u{11133}\u{111C0}\u{11235}\u{112EA}\u{1134D}\u{113D0}\u{11442}\u{114C2}\u{115BF}\u{1163F}' +
  '\u{116B6}\u{1172B}\u{11839}\u{1193E}\u{119E0}\u{11A47}\u{11A99}\u{11C3F}\u{11D45}\u{11D97}\u{11F42}';

/** Letters that join what stands before or after them: vowels of Thai and Lao, voiced sounds of Japanese, signs put in front. */
const joiningLetters =
  '\u0E33\u0EB3\uFF9E\uFF9F\u0D4E\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}\u{16D63}\u{16D67}-\u{16D6A}';

/**
 * Characters that are drawn as one with the character before them: marks, invisible ones, the next of several emoji in
 * one, letters of Hangul and of Indic scripts that join.
 */
const joined = String.raw`(?:[${viramas}]\p{L}|\u200D\p{Extended_Pictographic}|[\p{M}\p{Cf}\p{Emoji_Modifier}\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB\u3164\uFFA0${joiningLetters}])`;

/**
 * Length of the longest run that is drawn. A longer one belongs to no language, and a renderer that draws it as one
 * character takes seconds.
 */
const maxJoined = 32;

/** Compiled with the first text: classes of characters take milliseconds, and the start of the extension needs none. */
let longRun: RegExp | undefined;
let runAtEnd: RegExp | undefined;

function toLongRun(): RegExp {
  longRun ??= new RegExp(`(?<kept>${joined}{${maxJoined}})${joined}+`, 'gu');
  return longRun;
}

/** The same at the end of a text that may stop in the middle of a character. */
function toRunAtEnd(): RegExp {
  runAtEnd ??= new RegExp(`${joined}+[\\uD800-\\uDBFF]?$`, 'u');
  return runAtEnd;
}

/**
 * Number of UTF-16 units of the text before it that {@link splitLongRuns} looks at: a sign and its letter have up to
 * four, and some more, as the cut may fall into the first.
 */
export const maxRunLength = maxJoined * 5;

/** A stretch of a text. One with `isExcess` is too long to be drawn. */
export interface Stretch {
  text: string;
  isExcess: boolean;
}

/** Splits a text that follows `before` where more is joined to one character than people write. */
export function splitLongRuns(text: string, before = ''): Stretch[] {
  const earlier = toRunAtEnd().exec(before.slice(-maxRunLength))?.[0] ?? '';
  const whole = earlier + text;
  const stretches: Stretch[] = [];
  let position = earlier.length;
  const add = (end: number, isExcess: boolean): void => {
    if (end > position) stretches.push({ text: whole.slice(position, end), isExcess });
    position = Math.max(position, end);
  };
  for (const match of whole.matchAll(toLongRun())) {
    add(match.index + (match.groups?.['kept']?.length ?? 0), false);
    add(match.index + match[0].length, true);
  }
  add(whole.length, false);
  return stretches;
}

/** Returns a text to look at, without what is too much to be drawn. */
export function withoutLongRuns(text: string): string {
  return text.replaceAll(toLongRun(), '$<kept>');
}
