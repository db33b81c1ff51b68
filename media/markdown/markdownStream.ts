import * as smd from 'streaming-markdown';
import { MarkdownRenderer, type RendererOptions, tabStandIn } from './markdownRenderer.ts';
import { writeInRuns } from './plainRuns.ts';

/** Length of the pieces that the parser is given at once: what it holds back is checked between them. */
const pieceLength = 1_024;

/**
 * Length of the text that may be held back: more would not be shown for long, and takes time that grows with its
 * square.
 */
const maxPending = 1_024;

/** Deepest nesting: the parser tracks 24 levels, and deeper nesting starts over at the top. */
const maxDepth = 20;

/** Characters at which the parser may need help: see `#writeSpecial`. */
const special = /[\n\t`]|_+|\*+|\$+|:\/\//g;

/** Characters that end a bare address in prose. */
const endOfUrl = /[\s<>"|*)]/g;

/** States of the parser that have no name in its exports. */
const maybeUrl = 102;

/**
 * Turns Markdown that arrives in pieces into nodes that are never touched again once closed. Wraps `streaming-markdown`
 * and mends what would lose text: brackets that are no link, `snake_case`, a link that never closes, `$`, tabs in code.
 * Its parser's state is read and corrected here, so the package's version is pinned.
 */
export class MarkdownStream {
  readonly #renderer: MarkdownRenderer;
  #parser: smd.Parser;
  /** The last character written: whether `_` stands inside a word depends on it. */
  #previous = '';
  #held = '';
  #hasEnded = false;
  /** Number of `>` still to be left out on a line of a quoted fence, and whether one has just been left out. */
  #quoteMarks = 0;
  #isAfterMark = false;

  constructor(root: Element, options?: RendererOptions) {
    this.#renderer = new MarkdownRenderer(root, () => this.#parser, options);
    this.#parser = smd.parser(this.#renderer.callbacks);
  }

  /** Renders a further piece. */
  write(markdown: string): void {
    if (this.#hasEnded) return;
    const text = this.#held + markdown;
    const end = text.length - countUndecided(text);
    this.#held = text.slice(end);
    this.#writeWhole(text.slice(0, end));
    // The parser is always a character behind: a stream that pauses must not look cut off.
    this.#renderer.flush(this.#isLetterHeldBack() ? this.#parser.pending : '');
    this.#renderer.attach();
  }

  /** Renders what was held back, as text where it is no markup. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#writeWhole(this.#held);
    if (this.#isInLinkAddress()) this.#startOver();
    else this.#guarded(() => smd.parser_end(this.#parser));
    this.#renderer.closeAll();
  }

  /** Closes whatever block is open, unless it is code: what follows is parsed as if it stood at the top. */
  breakOff(): void {
    if (this.#isInFence() || this.#parser.token === smd.CODE_BLOCK) return;
    this.#startOver();
  }

  #writeWhole(markdown: string): void {
    const text = markdown.replaceAll('\0', '\uFFFD').replaceAll(/\r\n?/g, '\n');
    let position = 0;
    while (position < text.length) {
      if (this.#parser.token === smd.RAW_URL) position = this.#writeUrl(text, position);
      else if (this.#quoteMarks > 0 || this.#isAfterMark) position = this.#skipQuoteMark(text, position);
      else if (this.#parser.token === maybeUrl) {
        this.#feed(text.charAt(position));
        position += 1;
      } else position = this.#writeProse(text, position);
    }
  }

  /** Writes up to the next place where the parser may need help, and that. */
  #writeProse(text: string, position: number): number {
    special.lastIndex = position;
    const match = special.exec(text);
    const next = match?.index ?? text.length;
    if (next > position) {
      this.#feed(text.slice(position, next));
      return next;
    }
    const found = match?.[0] ?? '';
    const end = next + found.length;
    this.#writeSpecial(found, text.charAt(end));
    this.#previous = found.slice(-1);
    return end;
  }

  /** Handles the start of a line in a quoted fence, whose `>` the parser would take for code. */
  #skipQuoteMark(text: string, position: number): number {
    const character = text.charAt(position);
    const isMark = character === '>' && this.#quoteMarks > 0;
    const isSpace = character === ' ' && this.#isAfterMark;
    // Without its mark the line is no longer quoted, and neither is the fence.
    if (!isMark && !isSpace && this.#quoteMarks > 0) this.#startOver();
    this.#quoteMarks = isMark || (isSpace && this.#quoteMarks > 0) ? this.#quoteMarks - Number(isMark) : 0;
    this.#isAfterMark = isMark;
    return isMark || isSpace ? position + 1 : position;
  }

  /** Writes what `special` found. `following` is the character after it. */
  #writeSpecial(found: string, following: string): void {
    const isInFence = this.#isInFence();
    if (found.startsWith('$') && this.#parser.token === smd.EQUATION_INLINE) this.#startOver();
    if (found === '\n' && this.#isUnended()) {
      this.#startOver();
      this.#feed('\n');
    } else if (found === '\t' && isInFence && this.#parser.len === 1) {
      this.#feed(tabStandIn);
    } else if (found === '`' && isInFence && this.#previous !== '`' && !/^(\n *)?$/.test(this.#parser.pending)) {
      // Backticks close a fence only at the start of a line.
      this.#feed(found);
      this.#parser.fence_end = Number.NEGATIVE_INFINITY;
    } else if (found.startsWith('_') && wordEnd.test(this.#previous) && wordEnd.test(following) && this.#isPlain()) {
      this.#feed('\\_'.repeat(found.length));
    } else if (found.startsWith('*') && /\s/.test(this.#previous) && /^\s?$/.test(following) && this.#isInline()) {
      this.#feed('\\*'.repeat(found.length));
    } else if (found.startsWith('$') && this.#isPlain() && !(found === '$$' && following === '\n')) {
      // A single dollar is a variable or a price far more often than a formula.
      this.#feed('\\$'.repeat(found.length));
    } else {
      this.#feed(found);
      if (found === '\n' && (isInFence || this.#isInFence())) this.#startFenceLine();
    }
  }

  /** Writes more of a bare address, to its end as prose has it: the parser knows only white space. */
  #writeUrl(text: string, position: number): number {
    endOfUrl.lastIndex = position;
    const match = endOfUrl.exec(text);
    const end = match?.index ?? text.length;
    const found = match?.[0] ?? '';
    const isPart = found === ')' && hasOpenParenthesis(this.#parser.pending + text.slice(position, end));
    if (end > position || isPart || /\s/.test(found)) {
      this.#feed(text.slice(position, isPart ? end + 1 : Math.max(end, position + 1)));
      return isPart ? end + 1 : Math.max(end, position + 1);
    }
    this.#feed(' ');
    this.#parser.pending = '';
    return position;
  }

  #feed(text: string): void {
    for (let start = 0; start < text.length; start += pieceLength) {
      const piece = text.slice(start, start + pieceLength);
      this.#guarded(() => writeInRuns(this.#parser, piece));
      if (this.#parser.pending.length > maxPending || this.#parser.len > maxDepth) this.#startOver();
    }
    this.#previous = text.slice(-1);
  }

  /** Runs an action of the parser. Its fault must not lose the answer: parsing then begins anew. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch {
      this.#startOver();
    }
  }

  /** Shows what is held back as it is, closes every open block and goes on with a new parser. */
  #startOver(): void {
    const { text, token, pending } = this.#parser;
    // Of a bare address the parser holds back a second copy.
    this.#renderer.addText(text + (token === smd.RAW_URL ? '' : pending));
    this.#renderer.closeAll();
    this.#parser = smd.parser(this.#renderer.callbacks);
  }

  #startFenceLine(): void {
    const { tokens, len } = this.#parser;
    if (this.#isInFence())
      this.#quoteMarks = tokens.subarray(0, len).filter((token) => token === smd.BLOCKQUOTE).length;
    // The fence has ended. The parser would take the next `>` for a quote in the quote.
    else this.#parser.blockquote_idx = 0;
  }

  #isInFence(): boolean {
    const { tokens, len } = this.#parser;
    return tokens[len] === smd.CODE_FENCE;
  }

  /** Returns whether the parser would go on past the end of the line for what must end within it. */
  #isUnended(): boolean {
    const { token } = this.#parser;
    return token === smd.EQUATION_INLINE || token === smd.IMAGE || this.#isInLinkAddress();
  }

  /** Returns whether the parser waits for the `)` of `[text](address`. */
  #isInLinkAddress(): boolean {
    const { token, pending } = this.#parser;
    return (token === smd.LINK || token === smd.IMAGE) && pending.startsWith('](');
  }

  #isLetterHeldBack(): boolean {
    const { token, len, pending } = this.#parser;
    return len > 0 && !lineStarts.has(token) && token !== smd.RAW_URL && /^[\p{L}\p{N}.,;:?"'(){}=+/%]$/u.test(pending);
  }

  /** Returns whether a star cannot be the bullet of a list. */
  #isInline(): boolean {
    return this.#isPlain() && !lineStarts.has(this.#parser.token) && this.#parser.pending !== '\n';
  }

  /** Returns whether a backslash would be taken as one: not in code, formulas, addresses or the line that opens a fence. */
  #isPlain(): boolean {
    const { token, tokens, len, pending } = this.#parser;
    const open = tokens[len];
    const isVerbatim = [token, open].some((each) => each !== undefined && verbatim.has(each));
    return !isVerbatim && !this.#isInLinkAddress() && !pending.startsWith('`') && !pending.startsWith('\\');
  }
}

/** Tokens at the start of a line: a star may be the bullet of a list there. */
const lineStarts = new Set<number>([
  smd.DOCUMENT,
  smd.BLOCKQUOTE,
  smd.LINE_BREAK,
  smd.LIST_ORDERED,
  smd.LIST_UNORDERED,
  101, // NEWLINE, which has no name in the exports
]);

const wordEnd = /[\p{L}\p{N}]/u;

/** Tokens in which a backslash stands for itself. */
const verbatim = new Set<number>([
  smd.CODE_BLOCK,
  smd.CODE_FENCE,
  smd.CODE_INLINE,
  smd.EQUATION_BLOCK,
  smd.EQUATION_INLINE,
  smd.RAW_URL,
]);

/**
 * Counts the characters at the end that can be judged only with those that follow: underscores, stars, dollars, half a
 * line end or character.
 */
function countUndecided(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  if (last === 0x0d || (last >= 0xd800 && last <= 0xdbff)) return 1;
  let count = 0;
  while (count < pieceLength && /[_*$]/.test(text.charAt(text.length - 1 - count))) count += 1;
  return count;
}

function hasOpenParenthesis(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === '(') open += 1;
    else if (character === ')') open -= 1;
  }
  return open > 0;
}
