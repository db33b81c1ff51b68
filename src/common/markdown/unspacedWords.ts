import type { MarkdownIt } from 'markdown-it';

/** A letter or mark of a script that is written without spaces between words, or Korean, whose endings follow a word at once. */
export const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3001-\u303f\uff01-\uffee]/u;

/** Code of the first character that {@link unspaced} may match. */
const firstUnspaced = 0x11_00;

/**
 * Lets `**` and `~~` count beside a punctuation mark where Chinese, Japanese or Korean stands next to them: in
 * `**重要。**然后` CommonMark, which expects a space there, has no emphasis.
 */
export function allowMarksInWords(markdown: MarkdownIt): void {
  const { State } = markdown.inline;
  markdown.inline.State = class extends State {
    override scanDelims(start: number, canSplitWord: boolean): ReturnType<InstanceType<typeof State>['scanDelims']> {
      const scanned = super.scanDelims(start, canSplitWord);
      if (!canSplitWord || (scanned.can_open && scanned.can_close)) return scanned;
      const end = start + scanned.length;
      if (!isUnspaced(this.src, start - 1) && (end >= this.posMax || !isUnspaced(this.src, end))) return scanned;
      const isBehindSpace = start === 0 || /\s/.test(this.src.charAt(start - 1));
      const isBeforeSpace = end >= this.posMax || /\s/.test(this.src.charAt(end));
      return { ...scanned, can_open: !isBeforeSpace, can_close: !isBehindSpace };
    }
  };
}

/** Returns whether the character at `index`, or the one that a half of it belongs to, is {@link unspaced}. */
export function isUnspaced(text: string, index: number): boolean {
  if (!(text.charCodeAt(index) >= firstUnspaced)) return false;
  const isLowHalf = /[\uDC00-\uDFFF]/.test(text.charAt(index));
  return unspaced.test(String.fromCodePoint(text.codePointAt(isLowHalf ? Math.max(0, index - 1) : index) ?? 0));
}
