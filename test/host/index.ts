import { connect } from 'node:net';
import { format } from 'node:util';
import Mocha from 'mocha';
import SummaryReporter from '#test/support/reporter.ts';

/** Holds the paths of the test files to run, as a JSON array. */
export const testFilesVariable = 'SWITCHYARD_TEST_FILES';

/** Holds a pattern; tests whose titles do not match are left out. */
export const testPatternVariable = 'SWITCHYARD_TEST_PATTERN';

/** Holds the loopback port that takes what the reporter prints: VS Code mixes the console with its own log. */
export const outputPortVariable = 'SWITCHYARD_TEST_OUTPUT_PORT';

/** Holds the path of the installed `.vsix`, where one is. */
export const packageVariable = 'SWITCHYARD_TEST_PACKAGE';

/** VS Code calls this inside the extension host; it rejects when a test fails. */
export async function run(): Promise<void> {
  const { env } = process;
  const output = connect(Number(env[outputPortVariable]), '127.0.0.1');
  Mocha.reporters.Base.consoleLog = (...values) => output.write(`${format(...values)}\n`);
  const pattern = env[testPatternVariable];
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    forbidOnly: true,
    reporter: SummaryReporter,
    color: Boolean(env['FORCE_COLOR']),
    ...(pattern && { grep: new RegExp(pattern) }),
  });
  const files: string[] = JSON.parse(env[testFilesVariable] ?? '[]');
  for (const file of files) mocha.addFile(file);
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  await new Promise<void>((resolve) => {
    output.end(resolve);
  });
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
