// A chunk of its own, fetched when something is first selected: what shows answers does not need it.
import type { Inline } from '#common/markdown/inlines.ts';
import { BlockWriter } from './blockWriter.ts';
import { flatten, locate, type NodeOffset } from './flatText.ts';
import { findSelectedChildren, readSelected, type SelectedPart } from './selectedPart.ts';

/** Elements that a copy leaves out: those that are pressed or typed into, and text for those who do not see. */
const leftOut = 'button, svg, textarea, input, select, .visually-hidden';

/** The page that is copied from. */
export interface AnswerSource {
  /** Parses a line in which footnotes of these names exist. */
  parse(text: string, footnotes: readonly string[]): Inline[];
  /** Finds what a section of an answer holds, if it is folded to its text. */
  findFolded(section: Node): Element | undefined;
}

/** Text of an answer, or of what is around it. */
interface Piece {
  text: string;
  isAnswer: boolean;
}

/**
 * Writes a range of the page as Markdown that shows the same; `undefined` if it holds nothing of an answer. A part of one
 * paragraph or of one block of code, and what is not of an answer, is its text.
 *
 * The nodes are written by code of ours: turndown, which most use, is larger, knows neither tables nor formulas nor half
 * selections, and escapes every underscore.
 */
export function toMarkdown(
  { startContainer, startOffset, endContainer, endOffset }: Range,
  source: AnswerSource,
): string | undefined {
  const writer = new BlockWriter((text, footnotes) => source.parse(text, footnotes));
  const found: Piece[] = [];
  const { documentElement: node } = document;
  const page: SelectedPart = { node, start: [startContainer, startOffset], end: [endContainer, endOffset] };
  addPieces(page, found, (answer) => writer.write(findContents(answer, source)));
  const pieces = found.filter(({ text }) => text !== '');
  if (!pieces.some(({ isAnswer }) => isAnswer)) return undefined;
  if (pieces.length === 1 && writer.leaves === 1 && writer.plainText !== undefined) return writer.plainText;
  let all = '';
  let wasAnswer = false;
  for (const { text, isAnswer } of pieces) {
    all += all === '' ? text : `${isAnswer || wasAnswer ? '\n\n' : '\n'}${text}`;
    wasAnswer = isAnswer;
  }
  return all;
}

function addPieces(part: SelectedPart, pieces: Piece[], write: (answer: SelectedPart) => string): void {
  const { node } = part;
  if (!(node instanceof HTMLElement)) {
    const last = pieces.at(-1);
    const text = node instanceof Text ? readSelected(part) : '';
    if (last && !last.isAnswer) last.text += text;
    else pieces.push({ text, isAnswer: false });
  } else if (node.matches('.markdown')) {
    if (node.checkVisibility()) pieces.push({ text: write(part), isAnswer: true });
  } else if (node.checkVisibility() && !node.matches(leftOut)) {
    const isBlock = !getComputedStyle(node).display.startsWith('inline');
    if (isBlock) pieces.push({ text: '', isAnswer: false });
    for (const child of findSelectedChildren(part)) addPieces(child, pieces, write);
    if (isBlock) pieces.push({ text: '', isAnswer: false });
  }
}

/** Finds what the sections of an answer hold. */
function findContents(answer: SelectedPart, source: AnswerSource): SelectedPart[] {
  return findSelectedChildren(answer).flatMap((section) => {
    const kept = source.findFolded(section.node);
    if (!kept) return findSelectedChildren(section);
    return [{ node: kept, start: moveInto(kept, section.start), end: moveInto(kept, section.end) }];
  });
}

/** Finds the place in the content of a folded section for one in its text. */
function moveInto(kept: Element, place: NodeOffset | undefined): NodeOffset | undefined {
  if (!place) return undefined;
  const [node, offset] = place;
  if (!(node instanceof Text)) return [kept, offset === 0 ? 0 : kept.childNodes.length];
  return locate(flatten(kept).leaves, offset);
}
