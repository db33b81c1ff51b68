import { readStringLines } from '../common/multilineStrings.ts';
import type { FoundPlace, TextPlace } from '../common/textPlaces.ts';
import { assignedName, declaredName, findDeclarations, isHeader } from './declarations.ts';
import { findLeftOut } from './leftOut.ts';
import { isUnmarkedDiff } from './patches.ts';

/** What a block may take the place of. `inner`: the selection, by the block without its lines that stand around that already. */
export type EditPlace = 'selection' | 'inner' | 'whole';

/** Why it is not certain what a block is, or where it goes. */
export type Doubt =
  /** A line may stand for code that is left out. */
  | 'mayLeaveOut'
  /** It is a part of the selected code, as it is now. */
  | 'quotes'
  /** It does not declare what the selected code does. */
  | 'declaresOther'
  /** It begins or ends with code that stands around the selection. */
  | 'repeats'
  /** It uses what the selected code declares, behind it. */
  | 'uses'
  /** It begins with imports that the file does not have, and the selection does not stand there. */
  | 'imports'
  /** It holds much of what stands around the selection, and not all of it. */
  | 'mayBeWhole';

/** Why a block cannot be written at all. */
export type Refusal = 'leavesOut' | 'unmarkedDiff' | 'gone' | 'ambiguous';

/** What becomes of a block. Only what is certain is written; else the places that it could go to are shown, or none. */
export type Decision =
  | { kind: 'write'; place: EditPlace }
  | { kind: 'ask'; doubt: Doubt; places: EditPlace[]; detail: string }
  | { kind: 'refuse'; reason: Refusal; detail?: string };

/** What is known when a block is to be written: its code, and what is selected in which text. */
export interface Question {
  code: string;
  text: string;
  /** The code that was selected, as it was then. */
  selected: string;
  /** Where that is now. */
  found: FoundPlace;
  languageId: string;
}

/** The facts that the table below is about. */
interface Facts extends Question {
  place: TextPlace | undefined;
  whole: 'sure' | 'maybe' | 'no';
  /** The block without the lines at its ends that stand around the selection already. */
  inner: string;
  /** The last of those lines. */
  repeated: string | undefined;
  /** Whether those lines are next to the selection, so that leaving them out changes nothing. */
  isNext: boolean;
}

type Row = (facts: Facts) => Decision | undefined;

/** Read from the top: the first row that says something decides. */
const rows: readonly Row[] = [
  ({ code, text }) => (isUnmarkedDiff(code, text) ? { kind: 'refuse', reason: 'unmarkedDiff' } : undefined),
  ({ code, text, selected, languageId, whole }) => {
    const leftOut = findLeftOut(code, whole === 'no' ? selected : text, languageId);
    if (!leftOut) return undefined;
    if (leftOut.isSure) return { kind: 'refuse', reason: 'leavesOut', detail: leftOut.line };
    return {
      kind: 'ask',
      doubt: 'mayLeaveOut',
      places: [whole === 'no' ? 'selection' : 'whole'],
      detail: leftOut.line,
    };
  },
  ({ whole }) => (whole === 'sure' ? { kind: 'write', place: 'whole' } : undefined),
  ({ found }) => ('problem' in found ? { kind: 'refuse', reason: found.problem } : undefined),
  ({ whole, code }) => (whole === 'maybe' ? ask('mayBeWhole', ['selection', 'whole'], firstLine(code)) : undefined),
  ({ code, selected }) => (isPartOf(code, selected) ? ask('quotes', ['selection'], firstLine(code)) : undefined),
  ({ inner, repeated, isNext }) => {
    if (repeated === undefined) return undefined;
    if (inner.trim() === '') return ask('repeats', ['selection'], repeated);
    return isNext ? undefined : ask('repeats', ['inner', 'selection'], repeated);
  },
  (facts) => {
    const added = findNewImports(facts);
    return added === undefined ? undefined : ask('imports', ['inner', 'selection'], added);
  },
  (facts) => {
    const { missing, doubled } = compareNames(facts);
    if (doubled !== undefined) return ask('repeats', ['selection'], doubled);
    return missing === undefined ? undefined : ask('declaresOther', ['selection'], missing);
  },
  ({ inner, selected, text, languageId }) => {
    const use = findUse(inner, selected, text, languageId);
    return use === undefined ? undefined : ask('uses', ['selection'], use);
  },
  ({ repeated }) => ({ kind: 'write', place: repeated === undefined ? 'selection' : 'inner' }),
];

/** Decides where a block goes that is to replace selected code, or the whole text around it. */
export function decide(question: Question): Decision {
  const facts = collectFacts(question);
  for (const row of rows) {
    const decision = row(facts);
    if (decision) return decision;
  }
  return { kind: 'refuse', reason: 'gone' };
}

/** Decides whether a block may be the whole text. */
export function decideWhole({ code, text, languageId }: Pick<Question, 'code' | 'text' | 'languageId'>): Decision {
  if (isUnmarkedDiff(code, text)) return { kind: 'refuse', reason: 'unmarkedDiff' };
  const leftOut = findLeftOut(code, text, languageId);
  if (!leftOut) return { kind: 'write', place: 'whole' };
  if (leftOut.isSure) return { kind: 'refuse', reason: 'leavesOut', detail: leftOut.line };
  return ask('mayLeaveOut', ['whole'], leftOut.line);
}

/** The part of a block that is to be written at a place. */
export function codeAt(place: EditPlace, question: Question): string {
  if (place !== 'inner') return question.code;
  const facts = collectFacts(question);
  return findNewImports(facts) === undefined ? facts.inner : withoutHeaders(facts.inner);
}

function withoutHeaders(code: string): string {
  const lines = code.split('\n');
  return lines.slice(lines.findIndex((line) => line.trim() !== '' && !isHeader(line))).join('\n');
}

/** How much of a text around the selection a block holds as well. */
function judgeWhole({ code, text, selected, found }: Question): Facts['whole'] {
  const outside = linesOf('place' in found ? outsideOf(text, found.place) : withoutLines(text, selected));
  const own = linesOf(code);
  const telling = outside.filter(isTelling);
  if (telling.length === 0 || own.length < 2) return 'no';
  if (isWithin(outside, own)) return 'sure';
  const known = new Set(own);
  const held = telling.filter((line) => known.has(line)).length;
  const whole = linesOf(text);
  const isLike = whole[0] === own[0] && whole.at(-1) === own.at(-1) && isTelling(own[0] ?? '');
  const isSelection = linesOf(selected)[0] === own[0];
  const bodies = telling.filter((line) => !isHeader(line));
  const isMuch = bodies.length > 0 && bodies.filter((line) => known.has(line)).length * 2 > bodies.length;
  if (isLike && !isSelection && isMuch) return 'maybe';
  return isMuch && held > 2 ? 'maybe' : 'no';
}

function collectFacts(question: Question): Facts {
  const { code, text, selected, found } = question;
  const place = 'place' in found ? found.place : undefined;
  const whole = judgeWhole(question);
  const base = { ...question, place, whole };
  if (!place) return { ...base, inner: code, repeated: undefined, isNext: true };
  const before = text.slice(0, place.start).split('\n').slice(0, -1);
  const after = text.slice(place.end).split('\n').slice(1);
  const lines = code.split('\n');
  const lineStart = text.lastIndexOf('\n', place.start - 1) + 1;
  const top = trimTop(lines, before, selected, widthOf(text.slice(lineStart)));
  const bottom = trimBottom(lines.slice(top.count), after, selected, top.opened);
  const inner = lines.slice(top.count, lines.length - bottom.count).join('\n');
  return { ...base, inner, repeated: top.line ?? bottom.line, isNext: top.isNext && bottom.isNext };
}

/** Lines at an end of a block that stand around the selection. */
interface Trimmed {
  count: number;
  line?: string;
  isNext: boolean;
  /** How many of them open what has to be closed below. */
  opened: number;
}

/** The lines at the top of a block that stand above the selection: imports, or what the selection stands in. */
function trimTop(lines: readonly string[], before: readonly string[], selected: string, depth: number): Trimmed {
  const first = linesOf(selected)[0] ?? '';
  const count = isHeader(first) ? 0 : countKnownHeaders(lines, before);
  if (count > 0) return { count, line: lines[count - 1]?.trim() ?? '', isNext: true, opened: 0 };
  const own = lines.map((each) => each.trim());
  const start = own.findIndex((each) => each !== '');
  const top = own[start] ?? '';
  if (start === -1 || top === first || !isTelling(top) || !findScopes(before, depth).includes(top)) return none;
  // The lines from there to the selection, if the block has them all.
  const from = before.findLastIndex((each) => each.trim() === top);
  const between = before.slice(from).map((each) => each.trim());
  const isNext = between.every((each, index) => own[start + index] === each);
  const repeated = isNext ? between : [top];
  return { count: start + repeated.length, line: top, isNext, opened: repeated.filter(isOpening).length };
}

/** How many lines at the top of a block are imports, or empty, that stand above the selection. */
function countKnownHeaders(lines: readonly string[], before: readonly string[]): number {
  const above = new Set(before.map((line) => line.trim()));
  let count = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (!isHeader(line) || !above.has(line.trim())) break;
    count = index + 1;
  }
  return count;
}

/** The lines at the end of a block that stand below the selection. `opened`: how many are to close what was opened above. */
function trimBottom(lines: readonly string[], after: readonly string[], selected: string, opened: number): Trimmed {
  const own = lines.map((each) => each.trim());
  let last = own.findLastIndex((each) => each !== '');
  for (let left = opened; left > 0 && isClosing(own[last] ?? ''); left -= 1) {
    last = own.slice(0, last).findLastIndex((each) => each !== '');
  }
  if (last === -1) return none;
  if (opened > 0) return { count: lines.length - last - 1, isNext: true, opened: 0 };
  const final = own[last] ?? '';
  if (!isTelling(final) || linesOf(selected).includes(final)) return none;
  const below = after.map((each) => each.trim()).filter((each) => each !== '');
  const at = below.indexOf(final);
  const isOutermost = !/^\s/.test(lines[last] ?? '') && after.some((each) => each.trimEnd() === final);
  if (at === -1 || (at > 0 && !isOutermost)) return none;
  const filled = own.filter((line) => line !== '');
  const isNext = below.slice(0, at + 1).every((each, index) => filled.at(index - at - 1) === each);
  let count = 0;
  for (let left = isNext ? at + 1 : 1; left > 0; count += 1) if (own.at(-1 - count) !== '') left -= 1;
  return { count, line: final, isNext, opened: 0 };
}

const none: Trimmed = { count: 0, isNext: true, opened: 0 };

/** The lines above a selection that it stands in, by their indentation, and the one just above it. */
function findScopes(before: readonly string[], depth: number): string[] {
  const scopes = before.filter((line) => line.trim() !== '').slice(-1);
  let least = depth;
  for (const line of before.toReversed()) {
    if (line.trim() === '' || widthOf(line) >= least) continue;
    least = widthOf(line);
    scopes.push(line);
  }
  return scopes.map((line) => line.trim());
}

/** An import at the top of a block that the text does not have, where the selection stands below other code. */
function findNewImports({ code, text, selected, place }: Facts): string | undefined {
  const own = linesOf(code);
  const first = own[0];
  if (first === undefined || place === undefined || !isHeader(first)) return undefined;
  const isTop = linesOf(text.slice(0, place.start)).every((line) => isHeader(line) || !isTelling(line));
  if (isTop || linesOf(selected).some(isHeader)) return undefined;
  const known = new Set(linesOf(text));
  return own.find((line) => isHeader(line) && !known.has(line));
}

/** A name that the selection declares and a block does not, and one that a block declares though the text has it already. */
function compareNames({ inner, selected, text, place, languageId }: Facts): { missing?: string; doubled?: string } {
  const own = namesOf(inner, languageId);
  const wanted = namesOf(selected, languageId);
  const missing = [...wanted.keys()].find((name) => !own.has(name));
  const around = place ? findNamesAround(text, place) : new Set<string>();
  const lines = inner.split('\n');
  const least = Math.min(...lines.filter((line) => line.trim() !== '').map(widthOf));
  const assigned = lines.filter((line) => widthOf(line) === least).flatMap((line) => assignedName(line) ?? []);
  const known = new Set([...wanted.keys(), ...selected.split('\n').flatMap((line) => assignedName(line) ?? [])]);
  const doubled = [...own.keys(), ...assigned].find((name) => around.has(name) && !known.has(name));
  return { ...(missing !== undefined && { missing }), ...(doubled !== undefined && { doubled }) };
}

/** What a text declares around a selection, as deep as that is; and where that is not deep at all, the variables there. */
function findNamesAround(text: string, place: TextPlace): Set<string> {
  const depth = widthOf(text.slice(text.lastIndexOf('\n', place.start - 1) + 1));
  const lines = outsideOf(text, place).split('\n');
  return new Set(
    lines.flatMap((line, index) => {
      if (widthOf(line) !== depth || line.trim() === '') return [];
      return declaredName(line, lines[index + 1]) ?? (depth === 0 ? assignedName(line) : undefined) ?? [];
    }),
  );
}

/** A line at the outermost level of a block that calls what the selection declares, and that is new. */
function findUse(code: string, selected: string, text: string, languageId: string): string | undefined {
  const names = [...namesOf(selected, languageId).keys()];
  const known = new Set(linesOf(text));
  const own = namesOf(code, languageId);
  const declaring = new Set(own.values());
  const lines = code.split('\n');
  const least = Math.min(...lines.filter((line) => line.trim() !== '').map(widthOf));
  const isOuter = (line: string): boolean => line.trim() !== '' && widthOf(line) === least;
  const isUse = (line: string, index: number): boolean =>
    isOuter(line) &&
    !declaring.has(index) &&
    !known.has(line.trim()) &&
    names.some((name) => new RegExp(`(?<![\\w$.])${escape(name)}\\s*\\(`).test(line));
  const use = lines.find(isUse) ?? lines.find((line) => isMain.test(line) && !known.has(line.trim()));
  return names.length > 0 ? use?.trim() : undefined;
}

const isMain = /^if __name__\s*==/;

function namesOf(code: string, languageId: string): Map<string, number> {
  const { fixed, moving } = readStringLines(code, languageId);
  const declared = findDeclarations(code, (line) => fixed.has(line) || moving.has(line));
  return new Map(declared.map(({ name, line }) => [name, line]));
}

/** Whether code is some of the selected code, and not all of it. */
export function isPartOf(code: string, selected: string): boolean {
  const [own, all] = [linesOf(code), linesOf(selected)];
  if (own.length === 0 || own.length >= all.length) return false;
  return all.some((_, at) => own.every((line, index) => all[at + index] === line));
}

/** Whether all lines stand in others, in their order. */
function isWithin(lines: readonly string[], others: readonly string[]): boolean {
  let at = 0;
  for (const other of others) if (other === lines[at]) at += 1;
  return at === lines.length;
}

/** The lines of a text that the selected code, which is nowhere to be found, did not have. */
function withoutLines(text: string, selected: string): string {
  const gone = new Set(linesOf(selected));
  return linesOf(text)
    .filter((line) => !gone.has(line))
    .join('\n');
}

function outsideOf(text: string, { start, end }: TextPlace): string {
  return `${text.slice(0, start)}\n${text.slice(end)}`;
}

/** Lines that say something, without their indentation. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Whether a line says enough to be known again: a brace stands everywhere. */
function isTelling(line: string): boolean {
  return (
    /\w{3}|<\?|\p{L}{2}/u.test(line) && !/^(?:end|else|return|break|pass|fi|done|esac|begin|try|do)[;:]?$/.test(line)
  );
}

function isOpening(line: string): boolean {
  return (
    /[{([]$/.test(line) ||
    (/^(?:class|module|def|do|if|unless|function|local function|begin)\b/.test(line) && !/[:;]$/.test(line))
  );
}

function isClosing(line: string): boolean {
  return /^(?:[)\]}]+[;,]?|end|<\/[\w.-]+>)$/.test(line);
}

function firstLine(code: string): string {
  return linesOf(code)[0] ?? '';
}

function ask(doubt: Doubt, places: EditPlace[], detail: string): Decision {
  return { kind: 'ask', doubt, places, detail };
}

function escape(name: string): string {
  return name.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

function widthOf(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}
