// `npm test`: builds, runs every suite also when an earlier one fails, and adds up. Arguments go to each suite.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addTallies, readTallies, type Tally, tallyVariable, toSummaryLine } from '#test/support/tally.ts';

const suites = ['test:unit', 'test:panel', 'test:host', 'test:ui'];

const folder = mkdtempSync(join(tmpdir(), 'switchyard-test-'));
let sum: Tally = { passed: 0, failed: 0, skipped: 0 };
const outcomes: string[] = [];

for (const suite of suites) {
  console.log(`\n== ${suite}`);
  const tallyFile = join(folder, suite.replace(':', '-'));
  const startedAt = Date.now();
  const { status } = spawnSync('npm', ['run', '--silent', suite, '--', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, [tallyVariable]: tallyFile },
    shell: process.platform === 'win32',
  });
  const tally = readTallies(tallyFile) ?? { passed: 0, failed: 0, skipped: 0 };
  // A suite that ends badly without a failed test has not run them all.
  if (status !== 0 && tally.failed === 0) tally.failed = 1;
  sum = addTallies(sum, tally);
  outcomes.push(`${suite}: ${toSummaryLine(tally)} (${Math.round((Date.now() - startedAt) / 1000)} s)`);
}

rmSync(folder, { recursive: true, force: true });
console.log('\n== all');
// Whoever has only the end of a log reads here what failed.
for (const failure of sum.failures ?? []) console.log(`failed: ${failure}`);
console.log(`${outcomes.join('\n')}\n${toSummaryLine(sum)}`);
process.exit(sum.failed > 0 ? 1 : 0);
