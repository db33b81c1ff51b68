import Parser, { type MarkdownIt, type StateBlock } from 'markdown-it';
import { ParseWatch } from './parseWatch.ts';

type BlockRule = (state: StateBlock, startLine: number, endLine: number, isSilent: boolean) => boolean;

/** Level of the parser at which quotes and lists are read as text: a page cannot nest elements without end. */
const maxLevel = 40;

/** The most columns of a table. */
const maxColumns = 128;

/** The beginning of a heading, a quote or a fence. */
const otherBlock = /^(?:#{1,6}(?:\s|$)|>|~{3}|`{3,}[^`]*$)/;

/** Blocks that a rule of ours ends. */
const interrupted = ['paragraph', 'reference', 'blockquote', 'list'];

/** Adds the blocks that CommonMark does not have, and what a {@link ParseWatch} watches of the others. */
export function addBlockRules(markdown: MarkdownIt): void {
  const { ruler } = markdown.block;
  const list = findRule('list');
  const quote = findRule('blockquote');
  const table = findRule('table');
  ruler.at('table', (state, ...rest) => mayBeTable(state, rest[0]) && table(state, ...rest), {
    alt: ['paragraph', 'reference'],
  });
  ruler.at('list', unlessTooDeep(list), { alt: ['paragraph', 'reference', 'blockquote'] });
  ruler.at('blockquote', unlessTooDeep(quote), { alt: interrupted });
  ruler.before('reference', 'footnote', readFootnote, { alt: interrupted });
  ruler.before('blockquote', 'math_block', readMathBlock, { alt: interrupted });
  ruler.before('table', 'watch', watch, { alt: ['list'] });
}

function findRule(name: string): BlockRule {
  const { ruler } = new Parser().block;
  ruler.enableOnly(name);
  const [rule] = ruler.getRules('');
  if (!rule) throw new Error(`The parser has no rule ${name}.`);
  return rule;
}

/**
 * Returns whether a line may be that of a table's heads. One of more columns than anyone reads is text: a row makes a cell
 * for each of them, however short it is.
 */
function mayBeTable(state: StateBlock, line: number): boolean {
  // An item whose first line is one of a table is no table: in its list the item is found first.
  if (line === 0 && state.level === 0 && watchOf(state)?.isWithinList === true) return false;
  const heads = state.src.slice(startOf(state, line), state.eMarks[line]);
  // Only a paragraph becomes a table: https://github.github.com/gfm/#tables-extension-.
  if (otherBlock.test(heads)) return false;
  return heads.split('|', maxColumns + 3).length <= maxColumns + 2;
}

function unlessTooDeep(rule: BlockRule): BlockRule {
  return (state, ...rest) => state.level < maxLevel && rule(state, ...rest);
}

/** Passes over a block that is known from the last time, and notes which blocks stand behind an empty line. */
function watch(state: StateBlock, startLine: number, _endLine: number, isSilent: boolean): boolean {
  const context = watchOf(state);
  if (!context) return false;
  if (startLine > 0 && state.isEmpty(startLine - 1)) context.afterEmpty.add(startLine);
  if (isSilent) return false;
  const known = context.findKnown(startLine, state.level, state.blkIndent);
  if (!known) return false;
  state.push('known', '', 0).map = [startLine, known.end];
  state.line = known.end;
  return true;
}

/** Reads `[^name]: text`, with what is indented below it. */
function readFootnote(state: StateBlock, startLine: number, endLine: number, isSilent: boolean): boolean {
  if (depthOf(state, startLine) >= 4 || state.level >= maxLevel) return false;
  const start = startOf(state, startLine);
  const match = /^\[\^([^\s[\]]+)\]:[ \t]*/.exec(state.src.slice(start, state.eMarks[startLine]));
  if (!match) return false;
  if (isSilent) return true;
  const [marks, label = ''] = match;
  const { env, blkIndent, parentType, tight } = state;
  const { bMarks, tShift, sCount } = state;
  const lines: [number, number] = [startLine, 0];
  watchOf(state)?.define(startLine, state.md.utils.normalizeReference(`^${label}`));
  const open = state.push('footnote_open', '', 1);
  open.info = label;
  open.map = lines;
  const line = [bMarks[startLine] ?? 0, tShift[startLine] ?? 0, sCount[startLine] ?? 0] as const;
  bMarks[startLine] = start + marks.length;
  tShift[startLine] = 0;
  sCount[startLine] = blkIndent + 4;
  state.blkIndent = blkIndent + 4;
  state.parentType = 'blockquote';
  if (state.isEmpty(startLine) && startLine + 1 >= endLine) state.line = startLine + 1;
  else state.md.block.tokenize(state, startLine, endLine);
  state.line = Math.max(state.line, startLine + 1);
  [bMarks[startLine], tShift[startLine], sCount[startLine]] = line;
  Object.assign(state, { env, blkIndent, parentType, tight });
  lines[1] = state.line;
  state.push('footnote_close', '', -1);
  return true;
}

/** Reads a formula between `$$` or between `\[` and `\]` that begin and end lines. */
function readMathBlock(state: StateBlock, startLine: number, endLine: number, isSilent: boolean): boolean {
  if (depthOf(state, startLine) >= 4) return false;
  const lineOf = (line: number): string => state.src.slice(startOf(state, line), state.eMarks[line]).trimEnd();
  const first = lineOf(startLine);
  const open = first.slice(0, 2);
  const close = open === '$$' ? '$$' : open === String.raw`\[` ? String.raw`\]` : undefined;
  if (close === undefined) return false;
  const rest = first.slice(2);
  const ends = rest.indexOf(close);
  // Text behind it makes it a formula within a line.
  if (ends !== -1 && ends !== rest.length - 2) return false;
  let nextLine = startLine + 1;
  let isClosed = ends !== -1 && rest.length > 2;
  if (ends === 0) return false;
  // What looks like an escaped bracket is one, also when a line far below ends in another.
  if (!isClosed && open !== '$$' && rest.includes(']')) return false;
  const lines = [isClosed ? rest.slice(0, -2) : rest];
  for (; !isClosed && nextLine < endLine; nextLine += 1) {
    const line = lineOf(nextLine);
    // Formulas have no empty lines: what is never closed does not take all that follows.
    if (line === '' || depthOf(state, nextLine) < 0) break;
    if (line.endsWith(close)) {
      isClosed = true;
      lines.push(line.slice(0, -2));
    } else lines.push(line);
  }
  // What may still be closed is shown as a formula.
  if (!isClosed && (nextLine < endLine || watchOf(state)?.hasEnded === true)) return false;
  if (isSilent) return true;
  const token = state.push('math_block', '', 0);
  token.content = lines.join('\n').trim();
  token.hidden = !isClosed;
  token.map = [startLine, nextLine];
  state.line = nextLine;
  return true;
}

function startOf({ bMarks, tShift }: StateBlock, line: number): number {
  return (bMarks[line] ?? 0) + (tShift[line] ?? 0);
}

/** Returns the indentation of a line within the block around it. */
function depthOf({ sCount, blkIndent }: StateBlock, line: number): number {
  return (sCount[line] ?? 0) - blkIndent;
}

function watchOf(state: StateBlock): ParseWatch | undefined {
  const { watch: found } = state.env;
  return found instanceof ParseWatch ? found : undefined;
}
