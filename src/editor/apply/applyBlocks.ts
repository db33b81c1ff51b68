import { fitCode } from '#edits/syntax/indentation.ts';
import { toLanguageId } from '#edits/syntax/languageIds.ts';
import { hasStringSyntax } from '#edits/syntax/multilineStrings.ts';
import type { FoundPlace, TextPlace } from '#edits/textPlaces.ts';
import { toChange } from '#edits/textPlaces.ts';
import { applyPatch, type FilePatch } from '#edits/unifiedDiff.ts';
import { codeAt, decide, decideWhole, type Decision, type EditPlace, type Question } from '#edits/decision.ts';
import { type CodeBlock, codeOf, withoutName } from '#edits/codeBlocks.ts';
import type { WholeLines, EditProblemKind, EditProblem, ComputedChange } from '#edits/problems.ts';

/** The selected code, and where it is. */
export interface Selected {
  code: string;
  found: FoundPlace;
  languageId: string;
  /** Whether the file that the block names is the one the selection is in. By default it is. */
  isNamed?: boolean;
}

/**
 * The change that puts a block in the place of the selected code, or of the whole text where the block is all of that.
 * `chosen`: what the user said where that was not certain.
 */
export function replaceSelection(
  text: string,
  selected: Selected,
  block: CodeBlock,
  chosen?: EditPlace,
): ComputedChange {
  const { code: own, found, isNamed = true } = selected;
  const languageId = toKnownLanguage(selected.languageId, block);
  const question = { code: codeFor(block, own, isNamed), text, selected: own, found, languageId };
  const decision: Decision = chosen
    ? { kind: 'write', place: chosen }
    : decideFor(question, codeFor(block, text, isNamed));
  if (decision.kind !== 'write') return { problem: toProblem(decision) };
  if (decision.place === 'whole') return toWhole(text, codeFor(block, text, isNamed));
  if ('problem' in found) return { problem: { kind: found.problem } };
  const code = codeAt(decision.place, question);
  return { change: { ...found.place, text: fitCode(code, text, found.place, languageId) } };
}

/** A line that names the file may be the first one of it: then a block that is the whole has it as well. */
function decideFor(question: Question, wholeCode: string): Decision {
  const whole = wholeCode === question.code ? undefined : decide({ ...question, code: wholeCode });
  const isWhole =
    whole?.kind === 'write' ? whole.place === 'whole' : whole?.kind === 'ask' && whole.doubt === 'mayBeWhole';
  return whole && isWhole ? whole : decide(question);
}

/** The change that makes a block the whole text. Refused where the block leaves code out. */
export function replaceAll(text: string, block: CodeBlock, chosen?: EditPlace): ComputedChange {
  const code = codeFor(block, text, true);
  const decision = chosen ? undefined : decideWhole({ code, text, languageId: toLanguageId(block.language) });
  return decision && decision.kind !== 'write' ? { problem: toProblem(decision) } : toWhole(text, code);
}

/** The same, where a question before the change is made says how much of the file would go. */
export function replaceAllAsked(text: string, block: CodeBlock, chosen?: EditPlace): ComputedChange {
  const result = replaceAll(text, block, chosen);
  if (!('problem' in result) || result.problem.kind !== 'drops') return result;
  const forced = replaceAll(text, block, 'whole');
  return 'lines' in forced && forced.lines && isMuchLess(forced.lines) ? forced : result;
}

function toWhole(text: string, code: string): ComputedChange {
  const after = code.trimEnd() + (text === '' || text.endsWith('\n') ? '\n' : '');
  const change = toChange(text, after);
  if (!change) return { problem: { kind: 'unchanged' } };
  return { change, lines: { before: countLines(text), after: countLines(code) } };
}

/** A first line that names the file is no code, unless the code that is replaced has it, or the name is of no such file. */
function codeFor(block: CodeBlock, replaced: string, isNamed: boolean): string {
  const first = block.text.split('\n', 1)[0]?.trim();
  const isKept = !isNamed || replaced.split('\n').some((line) => line.trim() === first);
  return isKept ? block.text : withoutName(block);
}

/** The document's language, or else the block's, where only that says how strings are written. */
function toKnownLanguage(languageId: string, { language }: CodeBlock): string {
  return hasStringSyntax(languageId) ? languageId : toLanguageId(language);
}

const refusals: Record<(Decision & { kind: 'refuse' })['reason'], EditProblemKind> = {
  leavesOut: 'elided',
  unmarkedDiff: 'notAPatch',
  gone: 'gone',
  ambiguous: 'ambiguous',
};

function toProblem(decision: Exclude<Decision, { kind: 'write' }>): EditProblem {
  if (decision.kind === 'refuse') return { kind: refusals[decision.reason] };
  const { doubt, detail, places } = decision;
  return { kind: doubt, detail: detail.length > maxDetail ? `${detail.slice(0, maxDetail)}…` : detail, places };
}

/** The most characters of a line that a message quotes. */
const maxDetail = 80;

function countLines(text: string): number {
  const trimmed = text.trimEnd();
  return trimmed === '' ? 0 : trimmed.split('\n').length;
}

/** The change that a patch makes. `within`: where hunks that fit several places are meant. */
export function patchText(text: string, { hunks }: FilePatch, found?: FoundPlace): ComputedChange {
  const within: TextPlace | undefined = found && 'place' in found ? found.place : undefined;
  const result = applyPatch(text, hunks, within);
  if ('problem' in result) return { problem: { kind: result.problem === 'gone' ? 'patchGone' : 'patchAmbiguous' } };
  const change = toChange(text, result.text);
  return change ? { change } : { problem: { kind: 'unchanged' } };
}

/** Why a block can go nowhere as it is. */
export function checkBlock(block: CodeBlock): EditProblem | undefined {
  if (codeOf(block).trim() === '') return { kind: 'empty' };
  return block.isClosed ? undefined : { kind: 'cutOff' };
}

/** Whether so little would be left that it may not have been meant. */
export function isMuchLess({ before, after }: WholeLines): boolean {
  return after * 2 < before;
}
