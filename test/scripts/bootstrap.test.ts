import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';

const run = promisify(execFile);

/** A checkout of a package without dependencies, with the script that installs them. */
function makeCheckout(root: string): string {
  mkdirSync(join(root, 'scripts'), { recursive: true });
  copyFileSync(join(projectFolder, 'scripts', 'bootstrap.mjs'), join(root, 'scripts', 'bootstrap.mjs'));
  const facts = { name: 'checkout', version: '1.0.0' };
  const scripts = { hello: 'echo hello' };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ ...facts, scripts }));
  writeFileSync(
    join(root, 'package-lock.json'),
    JSON.stringify({ ...facts, lockfileVersion: 3, packages: { '': facts } }),
  );
  return join(root, 'scripts', 'bootstrap.mjs');
}

describe('what installs the dependencies', () => {
  it('installs nothing through a link to the modules of another checkout, which npm would empty', async () => {
    await using folder = await makeTemporaryFolder();
    const script = makeCheckout(join(folder.path, 'one'));
    const kept = join(folder.path, 'other', 'node_modules', 'kept');
    mkdirSync(kept, { recursive: true });
    symlinkSync(join(folder.path, 'other', 'node_modules'), join(folder.path, 'one', 'node_modules'));
    await assert.rejects(run(process.execPath, [script, 'hello']), {
      code: 1,
      stderr: /^switchyard: node_modules is a link to .*other\/node_modules, and does not hold what [^]*\n$/,
    });
    assert.ok(existsSync(kept));
  });

  it('runs the script where the modules behind the link are those that are wanted', async () => {
    await using folder = await makeTemporaryFolder();
    const script = makeCheckout(join(folder.path, 'one'));
    const modules = join(folder.path, 'other', 'node_modules');
    mkdirSync(modules, { recursive: true });
    writeFileSync(join(modules, '.package-lock.json'), JSON.stringify({ packages: {} }));
    symlinkSync(modules, join(folder.path, 'one', 'node_modules'));
    const { stdout } = await run(process.execPath, [script, 'hello']);
    assert.match(stdout, /hello/);
  });
});
