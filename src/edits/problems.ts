import type { TextChange } from './textPlaces.ts';
import type { PathProblem } from './workspacePaths.ts';
import type { Doubt, EditPlace } from './decision.ts';

/** How many lines a text has whose whole is replaced, and how many it would have. */
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

/** `name`: the file it is about, as a person knows it. */
export interface EditProblem {
  kind: EditProblemKind;
  name?: string;
  /** The line, or the name, that gave rise to doubt. */
  detail?: string;
  /** Where the block could go: what is certain about none of them. */
  places?: readonly EditPlace[];
}

/** A change as it would be made to a text, or why it cannot be made to it. `lines`: it replaces the whole text. */
export type ComputedChange = { change: TextChange; lines?: WholeLines } | { problem: EditProblem };
