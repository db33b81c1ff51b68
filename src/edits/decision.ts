import { readStringLines } from '#edits/syntax/multilineStrings.ts';
import type { FoundPlace, TextPlace } from './textPlaces.ts';
import { isEquallyOpen } from '#edits/syntax/balance.ts';
import { findComparison } from './comparison.ts';
import { assignedName, declaredName, findDeclarations, findHeaderLines } from '#edits/syntax/declarations.ts';
import { findLeftOut } from './leftOut.ts';
import { isTelling, linesOf, widthOf } from './lines.ts';
import { findMarkup } from '#edits/syntax/markup.ts';
import { isUnmarkedDiff } from './patches.ts';
import { findScopes, trimSurroundings } from './surroundings.ts';

/**
 * The place that a block may take. `inner`: the selection, by the block without its lines that stand around that
 * already.
 */
export type EditPlace = 'selection' | 'inner' | 'whole';

/** Why it is not certain what a block is, or where it goes. */
export type Doubt =
  /** A line may stand for code that is left out. */
  | 'mayLeaveOut'
  /** The block is a part of the selected code, as it is now. */
  | 'quotes'
  /** The block does not declare what the selected code does. */
  | 'declaresOther'
  /** The block begins or ends with code that stands around the selection. */
  | 'repeats'
  /** The block uses what the selected code declares, behind it. */
  | 'uses'
  /** The block begins with imports that the file does not have, and the selection does not stand there. */
  | 'imports'
  /** The block holds much of what stands around the selection, and not all of it. */
  | 'mayBeWhole'
  /** The block is to be a whole file, and lacks what that declares, and most of its lines. */
  | 'drops'
  /** The block shows the code more than once, such as before and after a change. */
  | 'compares'
  /**
   * The block leaves other brackets open than the code it replaces: one of them may have lost its beginning or its end.
   */
  | 'unbalanced'
  /** A line may be the mark of a change or of a page. */
  | 'markup';

/** Why a block cannot be written at all. */
export type Refusal = 'leavesOut' | 'unmarkedDiff' | 'gone' | 'ambiguous';

/**
 * The decision about a block. Only what is certain is written; else the places that it could go to are shown, or none.
 */
export type Decision =
  | { kind: 'write'; place: EditPlace }
  | { kind: 'ask'; doubt: Doubt; places: EditPlace[]; detail: string }
  | { kind: 'refuse'; reason: Refusal; detail?: string };

/** The facts known when a block is to be written: its code, and what is selected in which text. */
export interface EditQuestion {
  code: string;
  text: string;
  /** The code that was selected, as it was then. */
  selected: string;
  /** The place of the selection now. */
  found: FoundPlace;
  languageId: string;
}

/** The facts that the table below is about. */
interface Facts extends EditQuestion {
  place: TextPlace | undefined;
  whole: 'sure' | 'maybe' | 'no';
  /** The block without the lines at its ends that stand around the selection already. */
  inner: string;
  /** The last of those lines. */
  repeated: string | undefined;
  /** True when those lines are next to the selection, so that leaving them out changes nothing. */
  isNext: boolean;
}

type Row = (facts: Facts) => Decision | undefined;

/** Rules, read from the top: the first row that says something decides. */
const rows: readonly Row[] = [
  (question) => (isDiff(question) ? { kind: 'refuse', reason: 'unmarkedDiff' } : undefined),
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
  ({ code, text, languageId, whole }) => {
    const mark = findMarkup(code, text, languageId);
    if (mark?.isSure) return { kind: 'refuse', reason: 'unmarkedDiff' };
    return mark && ask('markup', [whole === 'no' ? 'selection' : 'whole'], mark.line);
  },
  ({ code, text, languageId, whole }) =>
    whole === 'sure' && !isEquallyOpen(code, text, languageId) ? ask('unbalanced', ['whole'], '') : undefined,
  ({ whole }) => (whole === 'sure' ? { kind: 'write', place: 'whole' } : undefined),
  ({ found }) => ('problem' in found ? { kind: 'refuse', reason: found.problem } : undefined),
  ({ whole, code }) => (whole === 'maybe' ? ask('mayBeWhole', ['selection', 'whole'], firstLine(code)) : undefined),
  ({ code, selected }) => {
    const comparison = findComparison(selected) === undefined ? findComparison(code) : undefined;
    return comparison === undefined ? undefined : ask('compares', ['selection'], comparison);
  },
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
  ({ inner, repeated, selected, languageId }) =>
    isEquallyOpen(inner, selected, languageId)
      ? undefined
      : ask('unbalanced', [repeated === undefined ? 'selection' : 'inner'], ''),
  ({ repeated }) => ({ kind: 'write', place: repeated === undefined ? 'selection' : 'inner' }),
];

/** Decides where a block goes that is to replace selected code, or the whole text around it. */
export function decide(question: EditQuestion): Decision {
  const facts = collectFacts(question);
  for (const row of rows) {
    const decision = row(facts);
    if (decision) return decision;
  }
  return { kind: 'refuse', reason: 'gone' };
}

/** Decides whether a block may be the whole text. */
export function decideWhole({ code, text, languageId }: Pick<EditQuestion, 'code' | 'text' | 'languageId'>): Decision {
  if (isDiff({ code, text, languageId })) return { kind: 'refuse', reason: 'unmarkedDiff' };
  const leftOut = findLeftOut(code, text, languageId);
  const dropped = leftOut ? undefined : findDropped({ code, text, languageId });
  if (dropped !== undefined) return ask('drops', ['whole'], dropped);
  const mark = leftOut ? undefined : findMarkup(code, text, languageId);
  if (mark?.isSure) return { kind: 'refuse', reason: 'unmarkedDiff' };
  if (mark) return ask('markup', ['whole'], mark.line);
  if (!leftOut && text.trim() !== '' && !isEquallyOpen(code, text, languageId)) return ask('unbalanced', ['whole'], '');
  if (!leftOut) return { kind: 'write', place: 'whole' };
  if (leftOut.isSure) return { kind: 'refuse', reason: 'leavesOut', detail: leftOut.line };
  return ask('mayLeaveOut', ['whole'], leftOut.line);
}

/** Finds what a file declares that a block lacks, if that has little else of the file as well. */
function findDropped({
  code,
  text,
  languageId,
}: Pick<EditQuestion, 'code' | 'text' | 'languageId'>): string | undefined {
  const own = new Set(linesOf(code));
  const telling = linesOf(text).filter(isTelling);
  if (telling.filter((line) => own.has(line)).length * 10 >= telling.length * 6) return undefined;
  const names = new Set(namesOf(code, languageId));
  return namesOf(text, languageId).find((name) => !names.has(name));
}

/** Returns whether code is a diff. In lists a line may begin with a sign of its own. */
function isDiff({ code, text, languageId }: Pick<EditQuestion, 'code' | 'text' | 'languageId'>): boolean {
  const isList = /^(?:markdown|md|mdx|plaintext|text|txt|yaml|yml|restructuredtext|asciidoc|org|diff|patch)$/.test(
    languageId,
  );
  return !isList && isUnmarkedDiff(code, text);
}

/** The part of a block that is to be written at a place. */
export function codeAt(place: EditPlace, question: EditQuestion): string {
  if (place !== 'inner') return question.code;
  const facts = collectFacts(question);
  return findNewImports(facts) === undefined ? facts.inner : withoutHeaders(facts.inner);
}

function withoutHeaders(code: string): string {
  const lines = code.split('\n');
  const headers = findHeaderLines(lines);
  return lines.slice(lines.findIndex((line, index) => line.trim() !== '' && !headers.has(index))).join('\n');
}

/** Judges how much of a text around the selection a block holds as well. */
function judgeWhole({ code, text, selected, found }: EditQuestion): Facts['whole'] {
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
  const headers = findHeaderLines(outside);
  const bodies = outside.filter((line, index) => isTelling(line) && !headers.has(index));
  const isMuch = bodies.length > 0 && bodies.filter((line) => known.has(line)).length * 2 > bodies.length;
  if (isLike && !isSelection && isMuch) return 'maybe';
  return isMuch && held > 2 ? 'maybe' : 'no';
}

function collectFacts(question: EditQuestion): Facts {
  const { code, text, selected, found } = question;
  const place = 'place' in found ? found.place : undefined;
  const trimming = place && trimSurroundings(code, text, place, selected);
  const { inner = code, repeated, isCertain: isNext = true } = trimming ?? {};
  return { ...question, place, whole: judgeWhole(question), inner, repeated, isNext };
}

/** An import at the top of a block that the text does not have, where the selection stands below other code. */
function findNewImports({ code, text, selected, place }: Facts): string | undefined {
  const own = linesOf(code);
  const headers = findHeaderLines(own);
  if (place === undefined || !headers.has(0)) return undefined;
  const above = linesOf(text.slice(0, place.start));
  const known = findHeaderLines(above);
  const isTop = above.every((line, index) => known.has(index) || !isTelling(line));
  if (isTop || findHeaderLines(linesOf(selected)).size > 0) return undefined;
  const lines = new Set(above);
  return own.find((line, index) => headers.has(index) && !lines.has(line));
}

/** A name that the selection declares and a block does not, and one that a block declares though it is declared already. */
function compareNames({ inner, selected, text, place, languageId }: Facts): {
  missing?: string | undefined;
  doubled?: string | undefined;
} {
  const own = namesOf(inner, languageId);
  const wanted = namesOf(selected, languageId);
  const missing = wanted.find((name) => !own.includes(name));
  const around = place ? findNamesAround(text, place, languageId) : new Set<string>();
  const known = new Set([...wanted, ...selected.split('\n').flatMap((line) => assignedName(line) ?? [])]);
  const assigned = outermost(inner).flatMap((line) => assignedName(line) ?? []);
  const isTwice = (name: string): boolean =>
    own.filter((each) => each === name).length > 1 && countOf(name, wanted) < 2;
  const doubled = [...own, ...assigned].find((name) => (around.has(name) && !known.has(name)) || isTwice(name));
  return { missing, doubled };
}

function countOf(name: string, names: readonly string[]): number {
  return names.filter((each) => each === name).length;
}

/**
 * Finds what a text declares around a selection: as deep as that is, with the variables of the outermost level, and
 * what it is in.
 */
function findNamesAround(text: string, place: TextPlace, languageId: string): Set<string> {
  const depth = widthOf(text.slice(text.lastIndexOf('\n', place.start - 1) + 1));
  const lines = outsideOf(text, place).split('\n');
  const beside = lines.flatMap((line, index) => {
    if (widthOf(line) !== depth || line.trim() === '') return [];
    if (styles.test(languageId)) return selectorOf(line) ?? [];
    return declaredName(line, lines[index + 1]) ?? (depth === 0 ? assignedName(line) : undefined) ?? [];
  });
  const before = text.slice(0, place.start).split('\n').slice(0, -1);
  return new Set([...beside, ...findScopes(before, depth).flatMap((line) => declaredName(line) ?? [])]);
}

/** A line at the outermost level of a block that uses what the selection declares, or declares what only examples do. */
function findUse(code: string, selected: string, text: string, languageId: string): string | undefined {
  const names = namesOf(selected, languageId);
  const known = new Set(linesOf(text));
  if (names.length === 0 || linesOf(selected).some((line) => mainPart.test(line))) return undefined;
  const isUse = (line: string): boolean => {
    const declared = declaredName(line);
    if (known.has(line.trim()) || (declared !== undefined && names.includes(declared))) return false;
    if (mainPart.test(line) || (declared !== undefined && exampleName.test(declared))) return true;
    return names.some((name) => new RegExp(`(?<![\\w$.])${escape(name)}\\s*\\(`).test(line));
  };
  return outermost(code).find(isUse)?.trim();
}

/** A line that begins a program, or a test. */
const mainPart = /^if __name__\s*==|^#\[cfg\(test\)\]|^(?:describe|it|test|suite)\s*\(\s*['"`]/;
const exampleName = /^(?:app|main|example|demo|usage|program|sample)/i;

/** The lines of code that are as little deep as any. */
function outermost(code: string): string[] {
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  const least = Math.min(...lines.map(widthOf));
  return lines.filter((line) => widthOf(line) === least);
}

/** Languages of styles, in which a rule is known by its selector. */
const styles = /^(?:css|scss|less)$/;

/** Reads the selector of a rule from its line. */
function selectorOf(line: string): string | undefined {
  return /^([^{};]+?)\s*\{/.exec(line.trim())?.[1];
}

function namesOf(code: string, languageId: string): string[] {
  if (styles.test(languageId)) return outermost(code).flatMap((line) => selectorOf(line) ?? []);
  const { fixed, moving } = readStringLines(code, languageId);
  return findDeclarations(code, (line) => fixed.has(line) || moving.has(line)).map(({ name }) => name);
}

/** Returns whether code is some of the selected code, and not all of it. */
export function isPartOf(code: string, selected: string): boolean {
  const [own, all] = [linesOf(code), linesOf(selected)];
  if (own.length === 0 || own.length >= all.length) return false;
  return all.some((_, at) => own.every((line, index) => all[at + index] === line));
}

/** Returns whether all lines stand in others, in their order. */
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

function firstLine(code: string): string {
  return linesOf(code)[0] ?? '';
}

function ask(doubt: Doubt, places: EditPlace[], detail: string): Decision {
  return { kind: 'ask', doubt, places, detail };
}

function escape(name: string): string {
  return name.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
