import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '#scripts/processes.ts';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { findBundledPackages, toNotices } from '#scripts/thirdPartyNotices.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';

describe('the notice of third parties', () => {
  const put = (root: string, name: string, manifest: object, files: Record<string, string> = {}): string => {
    const folder = join('node_modules', name);
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...manifest }));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, folder, file), text);
    return folder;
  };

  it('names each package that a bundle was made of once, a nested copy apart', () => {
    const inputs = {
      'src/extension.ts': {},
      'node_modules/valibot/dist/index.js': {},
      'node_modules/valibot/dist/other.js': {},
      '../elsewhere/node_modules/@scope/one/index.js': {},
      'node_modules/a/node_modules/b/index.js': {},
    };
    assert.deepEqual(findBundledPackages([{ inputs }, { inputs: {} }]), [
      'node_modules/@scope/one',
      'node_modules/a/node_modules/b',
      'node_modules/valibot',
    ]);
  });

  it('holds name, version, licence and its text', async () => {
    await using folder = await makeTemporaryFolder();
    const one = put(folder.path, 'one', { license: 'MIT' }, { 'LICENSE.md': 'Do what you like.\n', NOTICE: 'By us.' });
    assert.match(toNotices([one], folder.path), /one 1\.2\.3 \(MIT\)\n\nDo what you like\.\n\nBy us\./);
  });

  it('refuses a licence that may not be shipped, and one without its text that names no author', async () => {
    await using folder = await makeTemporaryFolder();
    const copyleft = put(folder.path, 'copyleft', { license: 'AGPL-3.0' }, { LICENSE: 'Share.' });
    assert.throws(() => toNotices([copyleft], folder.path), /copyleft 1\.2\.3 has the licence "AGPL-3\.0"/);
    const named = put(folder.path, 'named', { license: 'MIT', author: 'The Authors' });
    assert.match(toNotices([named], folder.path), /Copyright \(c\) The Authors\n\nPermission is hereby granted/);
    const silent = put(folder.path, 'silent', { license: 'MIT' });
    assert.throws(() => toNotices([silent], folder.path), /silent 1\.2\.3 has no licence text/);
  });
});

describe('the package', () => {
  it('is the same, byte for byte, when it is made twice, and holds the notice', async function () {
    this.timeout(60_000);
    await using folder = await makeTemporaryFolder();
    const sums: string[] = [];
    for (const name of ['first.vsix', 'second.vsix']) {
      const file = join(folder.path, name);
      const output = await runProgram(process.execPath, ['scripts/package.ts', '--out', file], { cwd: projectFolder });
      assert.match(output, /ThirdPartyNotices\.txt/);
      sums.push(createHash('sha256').update(readFileSync(file)).digest('hex'));
    }
    assert.equal(sums[0], sums[1]);
  });
});
