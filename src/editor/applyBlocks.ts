import { fitCode } from '../common/indentation.ts';
import type { FoundPlace } from '../common/textPlaces.ts';
import { toChange } from '../common/textPlaces.ts';
import { applyPatch, type FilePatch } from '../common/unifiedDiff.ts';
import { type CodeBlock, codeOf } from '../protocol/codeBlocks.ts';
import type { EditProblem } from './applyMessages.ts';
import type { ComputedChange } from './applyProposals.ts';

/** How many lines a text has whose whole is replaced, and how many it would have. */
export interface WholeLines {
  before: number;
  after: number;
}

/** The change that puts a block in the place of the selected code, or of the whole text where the block is all of that. */
export function replaceSelection(
  text: string,
  { code: selected, found, languageId }: { code: string; found: FoundPlace; languageId: string },
  block: CodeBlock,
): ComputedChange {
  const code = codeOf(block);
  if (hasEndsOf(code, text) && !hasEndsOf(code, selected)) return replaceAll(text, block);
  if (isElided(code) && !isElided(selected)) return { problem: { kind: 'elided' } };
  if ('problem' in found) return { problem: { kind: found.problem } };
  return { change: { ...found.place, text: fitCode(code, text, found.place, languageId) } };
}

/** The change that makes a block the whole text. Refused where the block leaves code out. */
export function replaceAll(text: string, block: CodeBlock): ComputedChange {
  const code = codeOf(block);
  if (isElided(code)) return { problem: { kind: 'elided' } };
  const after = code.trimEnd() + (text === '' || text.endsWith('\n') ? '\n' : '');
  const change = toChange(text, after);
  if (!change) return { problem: { kind: 'unchanged' } };
  return { change, lines: { before: countLines(text), after: countLines(code) } };
}

function countLines(text: string): number {
  const trimmed = text.trimEnd();
  return trimmed === '' ? 0 : trimmed.split('\n').length;
}

/** The change that a patch makes. */
export function patchText(text: string, { hunks }: FilePatch, found?: FoundPlace): ComputedChange {
  const result = applyPatch(text, hunks, found && 'place' in found ? found.place : undefined);
  if ('problem' in result) return { problem: { kind: result.problem === 'gone' ? 'patchGone' : 'patchAmbiguous' } };
  const change = toChange(text, result.text);
  return change ? { change } : { problem: { kind: 'unchanged' } };
}

/** Why a block can go nowhere as it is. */
export function checkBlock(block: CodeBlock): EditProblem | undefined {
  if (codeOf(block).trim() === '') return { kind: 'empty' };
  return block.isClosed ? undefined : { kind: 'cutOff' };
}

/** Whether a line of a block stands for code that it leaves out. */
function isElided(code: string): boolean {
  const mark = /^\s*(?:\/\/+|#+|--|\/\*+|<!--|\{\/\*)?\s*(?:\.{3}|…)/;
  const words = /\b(?:rest|existing|unchanged|remaining|previous|same|other|omitted)\b/i;
  const said = /^\s*(?:\/\/+|#+|--|\/\*+|<!--|\{\/\*)\s*(?:rest of|existing|unchanged|remaining)\b/i;
  return code
    .split('\n')
    .some((line) => line.length < 200 && ((mark.test(line) && words.test(line)) || said.test(line)));
}

/** Whether code begins and ends with the lines that a text does, the first of which says something. */
function hasEndsOf(code: string, text: string): boolean {
  const own = code.trim().split('\n');
  const whole = text.trim().split('\n');
  const [first = ''] = own;
  const isSame = first.trim() === whole[0]?.trim() && own.at(-1)?.trim() === whole.at(-1)?.trim();
  return own.length > 1 && /\w{3}/.test(first) && isSame;
}

/** Whether so little would be left that it may not have been meant. */
export function isMuchLess({ before, after }: WholeLines): boolean {
  return after * 2 < before;
}
