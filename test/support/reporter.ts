import Mocha from 'mocha';
import { reportTally, toSummaryLine } from './tally.ts';

/** Mocha's spec reporter with a last line that says how many tests passed, failed and were skipped. */
// oxlint-disable-next-line import/no-default-export -- that is where mocha looks in a reporter named by its path
export default class SummaryReporter extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const titles = this.failures.map((test) => `${test.fullTitle()}: ${test.err?.message.split('\n')[0] ?? ''}`);
    const tally = { passed: passes, failed: failures, skipped: pending, failures: titles };
    reportTally(tally);
    Mocha.reporters.Base.consoleLog('%s', toSummaryLine(tally));
  }
}
