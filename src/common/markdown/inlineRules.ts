import type { Delimiter, MarkdownIt, StateInline } from 'markdown-it';
import { readBareAddress, readEmails } from './bareAddresses.ts';
import { allowMarksInWords, isUnspaced } from './unspacedWords.ts';

const tilde = 0x7e;

/** Stands for one tilde among the delimiters, where the tilde itself stands for two: they do not fit each other. */
const singleTilde = 0x1_00_7e;

/** Text without a character that may begin markup, and up to a `www.`. */
const plainText = /(?:[^\n!#$%&*+\-:<=>@[\\\]^_`{|}~w]|w(?!ww\.))+/y;

/** Adds what GitHub and chats have beyond CommonMark within a line. */
export function addInlineRules(markdown: MarkdownIt): void {
  const { ruler, ruler2 } = markdown.inline;
  allowMarksInWords(markdown);
  ruler.at('text', readText);
  ruler.before('escape', 'math', readMath);
  ruler.at('strikethrough', readTildes);
  ruler2.at('strikethrough', pairTildes);
  ruler.before('link', 'footnote_ref', readFootnoteReference);
  ruler.before('autolink', 'break', readHtmlBreak);
  ruler.after('text', 'bare_address', readBareLink);
  ruler2.push('email', readEmailLinks);
  ruler2.after('balance_pairs', 'open', findOpen);
}

/** A mark that begins emphasis. */
export interface OpenMark {
  mark: string;
  /** Length of what follows it. */
  length: number;
  /** True where it may as well end something, as in `2*3`. */
  mayEnd: boolean;
}

/** Gathers the marks that begin emphasis and are never closed, the last ones first. */
export class OpenMarks {
  readonly marks: OpenMark[] = [];
}

/** Adds the marks that begin emphasis and are never closed to the {@link OpenMarks} that ask for them. */
function findOpen(state: StateInline): boolean {
  const { openMarks } = state.env;
  if (!(openMarks instanceof OpenMarks)) return false;
  const { delimiters, tokens } = state;
  let closed = -1;
  // Nothing closes a mark within emphasis that is closed.
  const isWithin = delimiters.map(({ end }, index) => {
    closed = Math.max(closed, end);
    return closed > index;
  });
  let length = 0;
  let last = tokens.length;
  for (const [index, { token: at, end, open: isOpener, close }] of [...delimiters.entries()].toReversed()) {
    const mark = tokens[at]?.content ?? '';
    for (last -= 1; last > at; last -= 1) length += tokens[last]?.content.length ?? 0;
    if (end === -1 && isOpener && isWithin[index] !== true)
      openMarks.marks.push({ mark, length, mayEnd: close && !isBehindUnspaced(state, at) });
    length += mark.length;
  }
  return false;
}

/** Returns whether a mark stands in a text where marks have no spaces around them. */
function isBehindUnspaced({ tokens }: StateInline, at: number): boolean {
  const isDouble = tokens[at - 1]?.content === tokens[at]?.content;
  const before = tokens[isDouble ? at - 2 : at - 1]?.content ?? '';
  return isUnspaced(before, before.length - 1);
}

function readText(state: StateInline, isSilent: boolean): boolean {
  plainText.lastIndex = state.pos;
  const text = plainText.exec(state.src)?.[0];
  if (text === undefined) return false;
  const end = Math.min(state.pos + text.length, state.posMax);
  if (!isSilent) state.pending += state.src.slice(state.pos, end);
  state.pos = end;
  return true;
}

/** Reads `$…$`, `$$…$$`, `\(…\)` and `\[…\]`. An amount in dollars is none. */
function readMath(state: StateInline, isSilent: boolean): boolean {
  const { src, pos } = state;
  const character = src.charAt(pos);
  if (character !== '$' && character !== '\\') return false;
  const open = src.startsWith('$$', pos) ? '$$' : character === '$' ? '$' : src.slice(pos, pos + 2);
  const close = closers[open];
  if (close === undefined) return false;
  const start = pos + open.length;
  const end = open === '$' ? findDollar(src, start, state.posMax) : findCloser(state, close, start);
  if (end <= start || end + close.length > state.posMax) return false;
  const text = src.slice(start, end);
  // Marks alone are those of escapes.
  if (!/[\p{L}\p{N}]/u.test(text) || text.includes('\n\n')) return false;
  if (!isSilent) {
    const token = state.push('math', '', 0);
    token.content = text.trim();
    token.block = open === '$$' || open === '\\[';
    token.hidden = end >= Number(state.env['openFrom'] ?? Number.POSITIVE_INFINITY);
  }
  state.pos = end + close.length;
  return true;
}

const closers: Record<string, string | undefined> = { $: '$', $$: '$$', '\\(': '\\)', '\\[': '\\]' };

/** Finds what closes a formula. A text in which it was not found is not searched again from a later place. */
function findCloser({ src, env }: StateInline, close: string, start: number): number {
  const missing = `missing ${close}`;
  if (env[missing] === src) return -1;
  const end = src.indexOf(close, start);
  if (end === -1) env[missing] = src;
  return end;
}

/** Length of the longest formula in a line. */
const maxFormula = 2_000;

/** Finds the `$` that ends a formula: behind no white space, and before no digit, as in `$5 and $6`. */
function findDollar(src: string, start: number, max: number): number {
  if (/[\s$]/.test(src.charAt(start)) || /[\w$]/.test(src.charAt(start - 2))) return -1;
  for (let at = start; at < Math.min(max, start + maxFormula); at += 1) {
    const character = src.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '`' || src.startsWith('\n\n', at)) return -1;
    else if (character === '$') {
      const isEnd = !/\s/.test(src.charAt(at - 1)) && !/[\w$]/.test(src.charAt(at + 1));
      return isEnd && !isProse(src.slice(start, at)) ? at : -1;
    }
  }
  return -1;
}

/** Returns whether what stands between two dollars is no formula: words, an amount, the name of a variable. */
function isProse(text: string): boolean {
  const bare = text.replaceAll(/\\[a-z]+\s*(?:\{[^{}]*\})?/gi, ' ');
  if (/[\p{L}]{3,}\s+[\p{L}]{2,}|^\d[\d.,]*\s+\p{L}{2,}/u.test(bare)) return true;
  return /^[A-Z_][A-Z\d_]{2,}(?:[\s,;:/"')]|$)/.test(text) && !/[=^\\]/.test(text);
}

/** Reads one or two tildes, as https://github.github.com/gfm/#strikethrough-extension- has them. */
function readTildes(state: StateInline, isSilent: boolean): boolean {
  if (isSilent || state.src.charCodeAt(state.pos) !== tilde) return false;
  const scanned = state.scanDelims(state.pos, true);
  const token = state.push('text', '', 0);
  token.content = '~'.repeat(scanned.length);
  if (scanned.length <= 2) {
    state.delimiters.push({
      marker: scanned.length === 1 ? singleTilde : tilde,
      length: 0,
      token: state.tokens.length - 1,
      end: -1,
      open: scanned.can_open,
      close: scanned.can_close,
    });
  }
  state.pos += scanned.length;
  return true;
}

function pairTildes(state: StateInline): boolean {
  markStruck(state, state.delimiters);
  for (const meta of state.tokens_meta) if (meta?.delimiters) markStruck(state, meta.delimiters);
  return false;
}

function markStruck(state: StateInline, delimiters: readonly Delimiter[]): void {
  for (const { marker, token, end } of delimiters) {
    if ((marker !== tilde && marker !== singleTilde) || end === -1) continue;
    mark(state, token, 's_open', 1);
    mark(state, delimiters[end]?.token ?? -1, 's_close', -1);
  }
}

function mark(state: StateInline, index: number, type: string, nesting: 1 | -1): void {
  const token = state.tokens[index];
  if (token) Object.assign(token, { type, tag: 's', nesting, content: '' });
}

/** Reads `[^name]`, where there is a footnote of that name. */
function readFootnoteReference(state: StateInline, isSilent: boolean): boolean {
  if (!state.src.startsWith('[^', state.pos)) return false;
  const end = state.src.indexOf(']', state.pos);
  const label = state.src.slice(state.pos + 2, end);
  if (end === -1 || end >= state.posMax || label === '' || /[\s[^]/.test(label)) return false;
  const name = state.md.utils.normalizeReference(`^${label}`);
  if (state.env.references?.[name] === undefined) return false;
  if (!isSilent) state.push('footnote_ref', '', 0).content = label;
  state.pos = end + 1;
  return true;
}

/** Reads `<br>`, the one HTML that models write for what Markdown cannot say, as in a cell of a table. */
function readHtmlBreak(state: StateInline, isSilent: boolean): boolean {
  htmlBreak.lastIndex = state.pos;
  const found = htmlBreak.exec(state.src)?.[0];
  if (found === undefined) return false;
  if (!isSilent) state.push('hardbreak', '', 0);
  state.pos += found.length;
  return true;
}

const htmlBreak = /<br ?\/?>/iy;

/** Reads an address that stands in the text: https://github.github.com/gfm/#autolinks-extension-. */
function readBareLink(state: StateInline, isSilent: boolean): boolean {
  if (isSilent || state.linkLevel > 0) return false;
  const found = readBareAddress(state.src.slice(0, state.posMax), state.pos, state.pending);
  if (!found) return false;
  const { text, address, behind } = found;
  state.pending = state.pending.slice(0, state.pending.length - behind);
  pushLink(state, address, text);
  state.pos += text.length - behind;
  return true;
}

function pushLink(state: StateInline, address: string, text: string): void {
  const open = state.push('link_open', 'a', 1);
  open.attrSet('href', address);
  open.info = 'auto';
  state.push('text', '', 0).content = text;
  state.push('link_close', 'a', -1);
}

/** Makes links of the addresses of mail in the text that is left. */
function readEmailLinks(state: StateInline): boolean {
  const { Token } = state;
  let depth = 0;
  for (let index = 0; index < state.tokens.length; index += 1) {
    const token = state.tokens[index];
    if (!token) continue;
    if (token.type === 'link_open') depth += 1;
    else if (token.type === 'link_close') depth -= 1;
    if (token.type !== 'text' || depth > 0 || !token.content.includes('@')) continue;
    const parts = readEmails(token.content);
    if (!parts.some(({ isAddress }) => isAddress)) continue;
    const made = parts.flatMap(({ text, isAddress }) => {
      const inner = new Token('text', '', 0);
      inner.content = text;
      if (!isAddress) return [inner];
      const open = new Token('link_open', 'a', 1);
      open.attrSet('href', /^(?:mailto|xmpp):/i.test(text) ? text : `mailto:${text}`);
      open.info = 'auto';
      return [open, inner, new Token('link_close', 'a', -1)];
    });
    state.tokens.splice(index, 1, ...made);
    index += made.length - 1;
  }
  return false;
}
