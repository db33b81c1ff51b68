import { cutText } from '#common/text/cutText.ts';
import { fitCode } from '#edits/syntax/indentation.ts';
import { toLanguageId } from '#edits/syntax/languageIds.ts';
import { hasStringSyntax } from '#edits/syntax/multilineStrings.ts';
import type { FoundPlace, TextPlace } from '#edits/textPlaces.ts';
import { toChange } from '#edits/textPlaces.ts';
import { applyPatch, type FilePatch } from '#edits/unifiedDiff.ts';
import { codeAt, decide, decideWhole, type Decision, type EditPlace, type EditQuestion } from '#edits/decision.ts';
import { type CodeBlock, codeOf, withoutName } from '#edits/codeBlocks.ts';
import type { WholeLines, EditProblemKind, EditProblem, ComputedChange } from '#edits/problems.ts';

/** The selected code, and where it is. */
export interface Selected {
  code: string;
  found: FoundPlace;
  languageId: string;
  /** True, the default, if the block names the selection's own file, or none. */
  isNamed?: boolean;
}

/**
 * Computes the change that replaces the selected code by a block, or the whole text if the block is all of it.
 * @param chosen the place that the user chose when it was not certain.
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

/** Decides for the block with and without its first line: a line that names the file may belong to the file. */
function decideFor(question: EditQuestion, wholeCode: string): Decision {
  const whole = wholeCode === question.code ? undefined : decide({ ...question, code: wholeCode });
  const isWhole =
    whole?.kind === 'write' ? whole.place === 'whole' : whole?.kind === 'ask' && whole.doubt === 'mayBeWhole';
  return whole && isWhole ? whole : decide(question);
}

/** Computes the change that makes a block the whole text. Refuses a block that leaves code out. */
export function replaceAll(text: string, block: CodeBlock, chosen?: EditPlace): ComputedChange {
  const code = codeFor(block, text, true);
  const decision = chosen ? undefined : decideWhole({ code, text, languageId: toLanguageId(block.language) });
  return decision && decision.kind !== 'write' ? { problem: toProblem(decision) } : toWhole(text, code);
}

/** Computes the same for a caller who asks before the change is made, and says then how much of the file would go. */
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

/** Code of a block without the line that names its file, unless the replaced code has it or it names another file. */
function codeFor(block: CodeBlock, replaced: string, isNamed: boolean): string {
  const first = block.text.split('\n', 1)[0]?.trim();
  const canLast = !isNamed || replaced.split('\n').some((line) => line.trim() === first);
  return canLast ? block.text : withoutName(block);
}

/** Language of the document or, if only that one has known string syntax, of the block. */
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
  return { kind: doubt, detail: cutText(detail, maxDetail, '…'), places };
}

/** Most characters of a line that a message quotes. */
const maxDetail = 80;

function countLines(text: string): number {
  const trimmed = text.trimEnd();
  return trimmed === '' ? 0 : trimmed.split('\n').length;
}

/**
 * Computes the change that a patch makes.
 * @param found the place that is meant if a hunk fits several.
 */
export function patchText(text: string, { hunks }: FilePatch, found?: FoundPlace): ComputedChange {
  const within: TextPlace | undefined = found && 'place' in found ? found.place : undefined;
  const result = applyPatch(text, hunks, within);
  if ('problem' in result) return { problem: { kind: result.problem === 'gone' ? 'patchGone' : 'patchAmbiguous' } };
  const change = toChange(text, result.text);
  return change ? { change } : { problem: { kind: 'unchanged' } };
}

/** Returns the reason why a block cannot be used at all: it is empty, or cut off. */
export function checkBlock(block: CodeBlock): EditProblem | undefined {
  if (codeOf(block).trim() === '') return { kind: 'empty' };
  return block.isClosed ? undefined : { kind: 'cutOff' };
}

/** Tells whether less than half of the lines would be left, which may not have been meant. */
export function isMuchLess({ before, after }: WholeLines): boolean {
  return after * 2 < before;
}
