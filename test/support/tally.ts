import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** The result of a run of mocha. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** The tests that failed, as far as they are known: whole title and first line of the error. */
  failures?: string[];
}

/** Names a file that every suite adds its tally to, one JSON object a line. */
export const tallyVariable = 'SWITCHYARD_TALLY_FILE';

/** The line that every suite ends with. */
export function toSummaryLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Adds a tally to the file that whoever started this suite reads. */
export function reportTally(tally: Tally): void {
  const file = process.env[tallyVariable];
  if (file) appendFileSync(file, `${JSON.stringify(tally)}\n`);
}

/** The sum of all tallies in a file; `undefined` when no suite got as far as writing one. */
export function readTallies(file: string): Tally | undefined {
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line): Tally => JSON.parse(line)).reduce(addTallies);
}

/** `first` and `second` together. */
export function addTallies(first: Tally, second: Tally): Tally {
  return {
    passed: first.passed + second.passed,
    failed: first.failed + second.failed,
    skipped: first.skipped + second.skipped,
    failures: [...(first.failures ?? []), ...(second.failures ?? [])],
  };
}
