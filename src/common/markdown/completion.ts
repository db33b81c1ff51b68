import { OpenMarks } from './inlineRules.ts';
import { parseInline } from './parser.ts';

/** The most characters that markup may hold for it to count before it is closed. */
const maxOpen = { emphasis: 80, strong: 400, code: 200, label: 300, address: 2_000, math: 1_000 };

/** Characters at the end that may become markup with the next ones. */
const undecidedEnd = /(?:(?<!\\)[*_~]+|&(?:#?\w{0,30})?|<(?:\/?[a-z]{0,2}\/?)?|(?<!\\)\\|(?<![\\$])\$)$/i;

/** Numbers in brackets: the place of an index or of a source, before an address shows that they are a link. */
const numbers = /^[\d\s,;–-]+$/;

/** Stands for the address of a link that is still to come. No text holds this character. */
export const pendingAddress = '\0';

/** Text in which the markup that its end leaves open is closed. */
export interface Completed {
  text: string;
  /** Place from which on a formula is one whose end is still to come. */
  openFrom: number | undefined;
}

/** Markup that the end of a line leaves open, at the place where it begins. */
type OpenEnd =
  | { kind: 'code'; at: number; marks: string }
  | { kind: 'math'; at: number; close: string }
  | { kind: 'address' | 'label' | 'named'; at: number; labelEnd: number };

/**
 * Completes a line whose end is still to come to what it will most likely become: `**bold` to `**bold**`, and half a link
 * to a link without an address. What may yet become markup, and nothing tells, is left out.
 */
export function completeLine(source: string): Completed {
  const end = findOpenEnd(source);
  if (end?.kind === 'math') {
    if (source.length - end.at > maxOpen.math) return { text: source, openFrom: undefined };
    const text = source.slice(end.at + 2).replace(/[\\$]$/, '');
    if (text.trim() === '') return { text: completeMarkup(leaveOutEnd(source.slice(0, end.at))), openFrom: undefined };
    const completed = `${source.slice(0, end.at + 2)}${text}`;
    return { text: `${completed}${end.close}`, openFrom: completed.length };
  }
  return { text: completeMarkup(completeEnd(source, end)), openFrom: undefined };
}

function completeEnd(source: string, end: OpenEnd | undefined): string {
  if (end?.kind === 'code') return completeCode(source, end.at, end.marks);
  if (!end || end.kind === 'math') return leaveOutEnd(source);
  const label = source.slice(end.at + 1, end.labelEnd);
  const isImage = source.charAt(end.at - 1) === '!';
  if (end.kind !== 'address' && numbers.test(label)) return source;
  if (end.kind === 'label' && label === '') return leaveOutEnd(source.slice(0, end.at - Number(isImage)));
  if (!mayBeLabel(source.charAt(isImage ? end.at - 2 : end.at - 1), label)) return leaveOutEnd(source);
  if (end.kind === 'address') return `${source.slice(0, end.labelEnd + 1)}(<${pendingAddress}>)`;
  if (end.kind === 'named') return `${source}(<${pendingAddress}>)`;
  return `${source.slice(0, end.at + 1)}${completeMarkup(leaveOutEnd(label))}](<${pendingAddress}>)`;
}

function completeCode(source: string, at: number, marks: string): string {
  const code = source.slice(at + marks.length).replace(/`+$/, '');
  if (code.trim() === '') return leaveOutEnd(source.slice(0, at));
  return code.length > maxOpen.code ? source : `${source.slice(0, at)}${marks}${code}${marks}`;
}

function leaveOutEnd(source: string): string {
  return source.replace(undecidedEnd, '');
}

/** Returns whether brackets may be those of a link: not an index, a footnote, a note of GitHub's, or the box of a task. */
function mayBeLabel(before: string, label: string): boolean {
  return !/[\p{L}\p{N}\])_]/u.test(before) && label.length <= maxOpen.label && !/^[\s^]|^!\w|^[xX]?$|\n\n/.test(label);
}

/** Closes emphasis. A tilde is left open: most likely it is that of a number or a path, and so is a mark within words. */
function completeMarkup(text: string): string {
  if (!/[*_~]/.test(text)) return text;
  const openMarks = new OpenMarks();
  parseInline(text, { openMarks });
  const { marks: open } = openMarks;
  const closers = open.map(({ mark, length, mayEnd }, index) => {
    if (mark === '~' || mayEnd) return '';
    const isDouble = mark.length === 2 || open[index - 1]?.mark === mark || open[index + 1]?.mark === mark;
    return length <= (isDouble ? maxOpen.strong : maxOpen.emphasis) ? mark : '';
  });
  // Marks behind a space close nothing.
  return text.trimEnd() + closers.join('');
}

/** Finds the code, formula or link that the end of a line leaves open. */
function findOpenEnd(source: string): OpenEnd | undefined {
  const brackets: number[] = [];
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === '\\' || character === '$') {
      const marks = source.slice(at, at + 2);
      const close = marks === '\\(' ? '\\)' : marks === '\\[' ? '\\]' : marks === '$$' ? '$$' : undefined;
      const end = close === undefined ? -1 : source.indexOf(close, at + 2);
      if (close !== undefined && end === -1) return { kind: 'math', at, close };
      if (close !== undefined) at = end + 1;
      else if (character === '\\') at += 1;
    } else if (character === '`') {
      const marks = /^`+/.exec(source.slice(at, at + 50))?.[0] ?? '';
      const end = findCodeEnd(source, at + marks.length, marks.length);
      if (end === -1) return { kind: 'code', at, marks };
      at = end - 1;
    } else if (character === '[') brackets.push(at);
    else if (character === ']' && brackets.length > 0) {
      const open = brackets.pop() ?? 0;
      if (at === source.length - 1) return { kind: 'named', at: open, labelEnd: at };
      if (source.charAt(at + 1) === '(') {
        const rest = source.slice(at + 1, at + 1 + maxOpen.address);
        if (
          /^\(\s*(?:<[^<>\n]*|[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*(?:\([^\s()]*)?)(?:\s+(?:"[^"]*"?|'[^']*'?)?\s*)?$/.test(
            rest,
          )
        )
          return { kind: 'address', at: open, labelEnd: at };
      }
    }
  }
  const last = brackets.at(-1);
  return last === undefined ? undefined : { kind: 'label', at: last, labelEnd: source.length };
}

function findCodeEnd(source: string, from: number, length: number): number {
  for (const { 0: run, index } of source.slice(from).matchAll(/`+/g)) {
    if (run.length === length) return from + index + length;
  }
  return -1;
}
