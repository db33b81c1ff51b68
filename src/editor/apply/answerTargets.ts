import type { CodeBlock } from '#edits/codeBlocks.ts';
import type { FilePatch } from '#edits/unifiedDiff.ts';
import type { KnownAnswer } from './answerBlocks.ts';
import { isSameName } from './placeReadings.ts';
import type { SelectionDocument, SelectionDocuments } from './selectionDocuments.ts';
import { findAnswerTarget, type TargetHints, type WorkspacePlace } from './workspacePlaces.ts';

/** A file that a block names besides that of the selection. */
export interface NamedTarget {
  place: WorkspacePlace;
  /** Name as written in the answer. */
  written: string;
  hints: TargetHints;
}

/**
 * Finds the target of a block by its name. A name that may be something else counts only if there is such a file;
 * otherwise the block is for the selection.
 */
export async function findBlockTarget(
  documents: SelectionDocuments,
  answer: KnownAnswer,
  block: CodeBlock,
  patch: FilePatch | undefined,
): Promise<{ target: SelectionDocument | NamedTarget; isNamed: boolean }> {
  const target = await findPathTarget(documents, answer, block.path ?? patch?.newPath ?? patch?.oldPath);
  const { certainty = 'said' } = block;
  const isFile = target === 'dismissed' || 'uri' in target || ('place' in target && target.place.exists);
  const isCertain = certainty === 'said' || (certainty === 'likely' && !answer.selection);
  if (isFile || isCertain) return { target, isNamed: block.path !== undefined };
  return { target: await findPathTarget(documents, answer, undefined), isNamed: false };
}

/** Finds the selection's document or, if a block names another file, the place of that file. */
export async function findPathTarget(
  documents: SelectionDocuments,
  answer: KnownAnswer,
  path: string | undefined,
): Promise<SelectionDocument | NamedTarget> {
  const sent = answer.selection?.source.context?.file;
  const isOwn = path === undefined || (sent !== undefined && isSameName(path, sent));
  const own = await findOwnDocument(documents, answer, isOwn);
  if (isOwn || own === 'dismissed') return own ?? { problem: { kind: 'noTarget' } };
  const hints = toHints(answer, own);
  const place = await findAnswerTarget(path, hints);
  if (place === 'dismissed' || 'problem' in place) return place;
  return place.uri.toString() === hints.document?.toString() ? { uri: place.uri } : { place, written: path, hints };
}

/** Finds the selection's document, if there is one. Asks which one it is only if it is the target. */
export async function findOwnDocument(
  documents: SelectionDocuments,
  { selection }: KnownAnswer,
  mayAsk: boolean,
): Promise<SelectionDocument | undefined> {
  return selection && documents.find(selection, mayAsk);
}

/** Collects the facts that decide which file a name in the answer means. */
export function toHints(
  { selection, resource }: KnownAnswer,
  own: Exclude<SelectionDocument, 'dismissed'> | undefined,
): TargetHints {
  const sent = selection?.source.context?.file;
  return { document: own && 'uri' in own ? own.uri : selection?.source.document, sent, resource };
}
