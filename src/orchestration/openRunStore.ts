import type { Logger } from '../common/logger.ts';
import type { Phrase } from '../common/phrase.ts';
import type { RetentionLimits } from './store/retention.ts';
import type { SqliteRunStore } from './store/sqliteRunStore.ts';

/** What {@link openRunStore} opens. */
export interface OpenRunStoreOptions {
  /** A folder of its own, which is made if it is not there. Without one, everything is kept in memory. */
  folder?: string;
  /** The folder or workspace file that is open, as an URI; empty without one. Asked for each run. */
  workspace?: () => string;
  /** How much is kept. Asked each time. Without it, everything. */
  limits?: () => RetentionLimits;
  logger?: Logger;
  /** Is told what a person should know. */
  onProblem?: (problem: StoreProblem) => void;
}

/** Why history is not what it was, or will not be. */
export type StoreProblem =
  /** The file could not be used and was moved to `path`. A new one is begun, with the runs that could be read of it. */
  | { kind: 'setAside'; reason: 'corrupt' | 'newer'; path: string; keptCount: number }
  /** There is no file that can be used: this window's history is in memory until there is one. */
  | { kind: 'inMemory'; reason: 'newer' | 'corrupt' | 'unusable'; cause: Phrase }
  /** Changes cannot be written for now: they are kept in memory, and tried again. */
  | { kind: 'unsaved'; cause: 'busy' | 'full' | 'readOnly' | 'io' }
  /** What was `unsaved` or `inMemory` has been written. */
  | { kind: 'savedAgain' };

/** Opens the runs and plans that are kept in a folder; what stands in the way is told, never thrown. Loads SQLite. */
export async function openRunStore(options: OpenRunStoreOptions = {}): Promise<SqliteRunStore> {
  const [sqlite, { RunStoreOpener }] = await Promise.all([import('node:sqlite'), import('./store/runStoreOpener.ts')]);
  return new RunStoreOpener(sqlite, options).open();
}
