import type { TextChange } from './textPlaces.ts';
import type { PathProblem } from './workspacePaths.ts';
import type { Doubt, EditPlace } from './decision.ts';

/** Numbers of lines: those of a text that is replaced as a whole, and those that it would have. */
export interface WholeLines {
  before: number;
  after: number;
}

/** Why code of an answer cannot go where it was meant to. */
export type EditProblemKind =
  | 'gone'
  | 'ambiguous'
  | 'patchGone'
  | 'patchAmbiguous'
  | 'notAPatch'
  | 'noTarget'
  | 'closed'
  | 'deleted'
  | 'deletion'
  | 'readOnly'
  | 'earlierVersion'
  | 'notebook'
  | 'unreadable'
  | 'outdated'
  | 'undecodable'
  | 'rejected'
  | 'unchanged'
  | 'empty'
  | 'elided'
  | 'cutOff'
  | 'unknownBlock'
  | 'unfinished'
  | 'unknownRun'
  | 'noCode'
  | 'noEditor'
  | 'noSelection'
  | 'noFolder'
  | 'alias'
  | 'severalFolders'
  | 'folderGone'
  | 'twice'
  | 'missing'
  | 'isPatch'
  | 'severalBlocks'
  | 'nested'
  | Doubt
  | PathProblem;

/** A problem with an edit. `name` is the file it is about, as a person knows it. */
export interface EditProblem {
  kind: EditProblemKind;
  name?: string;
  /** The line, or the name, that gave rise to doubt. */
  detail?: string;
  /** The places that the block could go to. None of them is certain. */
  places?: readonly EditPlace[];
}

/** A change as it would be made to a text, or why it cannot be made to it. `lines`: it replaces the whole text. */
export type ComputedChange = { change: TextChange; lines?: WholeLines } | { problem: EditProblem };
