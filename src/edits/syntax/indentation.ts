import { readStringLines, type StringLines } from './multilineStrings.ts';
import type { TextPlace } from '#edits/textPlaces.ts';

/** One level of indentation: a tab, or so many spaces. */
type Unit = '\t' | number;

/**
 * Formats `code` as it has to be written to replace a place in `text`: indented as the lines there are, in tabs or
 * spaces as the text has them, with a last line end only where the place had one. Lines that begin inside a string stay
 * as they are, and say nothing about how deep code is.
 */
export function fitCode(code: string, text: string, place: TextPlace, languageId = ''): string {
  const lineStart = text.lastIndexOf('\n', place.start - 1) + 1;
  const before = text.slice(lineStart, place.start);
  const isWholeLine = before.trim() === '';
  const selected = text.slice(place.start, place.end);
  const ending = selected.endsWith('\n') ? '\n' : '';
  const body = code.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
  const firstLine = text.slice(0, lineStart).split('\n').length - 1;
  const { isCode, isInString } = readDocument(text, languageId, firstLine);
  // Text within a string is fitted as text: what looks like a string there is none.
  const strings = readStringLines(body, isInString ? '' : languageId);
  const allLines = text.split('\n').filter((_, index) => isCode(index));
  // In YAML a key behind a dash is as deep as the dash and a space, whatever the unit.
  const isFixed = isInString || /^(?:yaml|dockercompose|github-actions-workflow)$/.test(languageId);
  const unit = isFixed ? undefined : detectUnit(allLines);
  const lines = convertUnit(body.split('\n'), unit, strings);
  // A place that is nothing yet, such as the cursor, is indented as its line is.
  const around = isWholeLine
    ? (before + selected).split('\n').filter((_, index) => isInString || isCode(firstLine + index))
    : [];
  const base = around.some(isFilled) ? commonIndent(around.filter(isFilled)) : indentOf(before);
  const isString = (index: number): boolean => strings.fixed.has(index) || strings.moving.has(index);
  const movable = lines.filter((line, index) => isFilled(line) && !isString(index));
  const own = commonIndent(movable);
  const moved = (line: string, index: number): string => {
    if (!isFilled(line) || strings.fixed.has(index)) return line;
    return line.startsWith(own) ? base + line.slice(own.length) : line;
  };
  const fitted = isFirstLineOnly(movable, around, base)
    ? [base + (lines[0] ?? ''), ...lines.slice(1)]
    : lines.map(moved);
  const [top = '', ...rest] = fitted;
  const start = isWholeLine && top.startsWith(before) ? top.slice(before.length) : top.trimStart();
  return [start, ...rest].join('\n') + ending;
}

/** Finds which lines of a document are code, and whether the line `first` begins inside a string. */
function readDocument(
  text: string,
  languageId: string,
  first: number,
): { isCode: (index: number) => boolean; isInString: boolean } {
  const { fixed, moving } = readStringLines(text, languageId);
  return {
    isCode: (index) => !fixed.has(index) && !moving.has(index),
    isInString: fixed.has(first) || moving.has(first),
  };
}

/**
 * Returns whether only the first line lost its indentation, as it does where the selection began behind it: the lines that follow
 * are as deep as those they replace, and not because the first one opens a block.
 */
function isFirstLineOnly(lines: readonly string[], around: readonly string[], base: string): boolean {
  const [first = '', ...rest] = lines;
  const replaced = around.slice(1).filter(isFilled);
  if (base === '' || indentOf(first) !== '' || rest.length === 0 || replaced.length === 0) return false;
  const depth = commonIndent(rest);
  const wanted = commonIndent(replaced);
  if (depth.length < wanted.length || wanted.length < base.length) return false;
  if (wanted.length > base.length) return true;
  const least = rest.filter((line) => indentOf(line).length === depth.length);
  if (least.some((line) => /^\s*(?:[)\]}]|end\b|<\/)/.test(line))) return true;
  return !/[[({:,=>]\s*$/.test(first) && !/^\s*[.?:&|+*/=-]/.test(rest[0] ?? '');
}

/** The unit of most steps between neighbouring lines; `undefined` where nothing tells. */
export function detectUnit(lines: readonly string[]): Unit | undefined {
  const counts = new Map<Unit, number>();
  const count = (unit: Unit) => counts.set(unit, (counts.get(unit) ?? 0) + 1);
  let previous = 0;
  for (const line of lines) {
    if (!isFilled(line)) continue;
    const indent = indentOf(line);
    if (indent.startsWith('\t')) count('\t');
    else {
      const step = Math.abs(indent.length - previous);
      if (step >= 2 && step <= 8) count(step);
      previous = indent.length;
    }
  }
  return [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || Number(a) - Number(b))[0]?.[0];
}

/**
 * Changes tabs to spaces or one width to another, if every line of code is indented by whole units; else changes nothing. Text
 * that moves with code keeps its own indentation behind that.
 */
function convertUnit(lines: string[], wanted: Unit | undefined, { fixed, moving }: StringLines): string[] {
  const unit = detectUnit(lines.filter((_, index) => !fixed.has(index) && !moving.has(index)));
  if (unit === undefined || wanted === undefined || unit === wanted) return lines;
  const converted: string[] = [];
  let [before, after] = ['', ''];
  for (const [index, line] of lines.entries()) {
    if (fixed.has(index)) converted.push(line);
    else if (moving.has(index)) converted.push(line.startsWith(before) ? after + line.slice(before.length) : line);
    else {
      const levels = countLevels(line, unit);
      if (levels === undefined) return lines;
      before = line.slice(0, unit === '\t' ? levels : levels * unit);
      after = (wanted === '\t' ? '\t' : ' '.repeat(wanted)).repeat(levels);
      converted.push(after + line.slice(before.length));
    }
  }
  return converted;
}

function countLevels(line: string, unit: Unit): number | undefined {
  const indent = indentOf(line);
  const text = line.slice(indent.length);
  // The stars of a comment stand one space further in.
  const whole = text.startsWith('*') && indent.endsWith(' ') ? indent.replace(/ $/, '') : indent;
  if (unit === '\t') return /^\t*$/.test(whole) ? whole.length : undefined;
  const length = /^ *$/.test(indent) && indent.length % unit === 0 ? indent.length : whole.length;
  return /^ *$/.test(whole) && length % unit === 0 ? length / unit : undefined;
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}

/** Finds the white space that all lines begin with. */
function commonIndent(lines: readonly string[]): string {
  let common: string | undefined;
  for (const line of lines) {
    const indent = indentOf(line);
    common ??= indent;
    while (!indent.startsWith(common)) common = common.slice(0, -1);
  }
  return common ?? '';
}
