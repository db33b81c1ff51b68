// `npm run package`: builds, writes the notice of third parties and makes out/switchyard.vsix. The same commit gives the
// same bytes: every entry carries the time of the commit, not of the build.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pageParts } from './pageParts.ts';
import { runProgram } from './processes.ts';
import { projectFolder } from './sampleWorkspace.ts';
import { runMain } from './setupError.ts';
import { findBundledPackages, readBundleFacts, toNotices } from './thirdPartyNotices.ts';

/** 1980, the first year a zip file can tell; for a checkout without git. */
const earliestSeconds = '315532800';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string', default: join('out', 'switchyard.vsix') } } });
  const options = { cwd: projectFolder };
  await runProgram(process.execPath, ['esbuild.js', '--production'], options);
  const packages = findBundledPackages(readBundleFacts(['extension', 'panel', ...Object.keys(pageParts)]));
  writeFileSync(join(projectFolder, 'dist', 'ThirdPartyNotices.txt'), `${toNotices(packages)}\n`);
  const committedAt = await runProgram('git', ['log', '-1', '--format=%ct'], options).catch(() => earliestSeconds);
  const output = await runProgram(
    'vsce',
    ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', values.out],
    { ...options, env: { ...process.env, SOURCE_DATE_EPOCH: committedAt.trim() }, shell: process.platform === 'win32' },
  );
  console.log(output.trim());
}

await runMain(main);
