import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFileInFolders } from '#editor/documents/workspaceFiles.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';

describe('a file that an answer names', () => {
  let temporary: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let folder: string;

  before(async () => {
    temporary = await makeTemporaryFolder();
    folder = join(temporary.path, 'project');
    await mkdir(join(folder, 'src'), { recursive: true });
    await writeFile(join(folder, 'src/a.ts'), '');
    await writeFile(join(temporary.path, 'secret.txt'), '');
    await symlink(join(temporary.path, 'secret.txt'), join(folder, 'link.txt'));
    await symlink(temporary.path, join(folder, 'up'));
    await symlink(join(folder, 'src/a.ts'), join(folder, 'inside.ts'));
  });

  after(() => temporary[Symbol.asyncDispose]());

  const find = (path: string, folders = [folder]) => findFileInFolders(path, folders);

  it('is found by its path in a folder, with the name of the folder, and by its whole path', async () => {
    const file = join(folder, 'src/a.ts');
    for (const path of ['src/a.ts', './src/a.ts', 'src/../src/a.ts', 'project/src/a.ts', file]) {
      assert.equal(await find(path), file, path);
    }
  });

  it('is found in any folder of the workspace', async () => {
    assert.equal(await find('src/a.ts', [temporary.path, folder]), join(folder, 'src/a.ts'));
  });

  it('is found through a link that stays in the folder', async () => {
    assert.equal(await find('inside.ts'), join(folder, 'src/a.ts'));
  });

  it('is not found outside, whatever way leads there', async () => {
    const outside = join(temporary.path, 'secret.txt');
    for (const path of ['../secret.txt', 'src/../../secret.txt', 'link.txt', 'up/secret.txt', outside, '/etc/passwd']) {
      assert.equal(await find(path), undefined, path);
    }
  });

  it('is no folder, no address and nothing that does not exist', async () => {
    for (const path of ['src', '.', '', 'src/b.ts', 'file:///etc/passwd', 'src/a.ts\0', 'command:x']) {
      assert.equal(await find(path), undefined, path);
    }
  });

  it('is not found without a folder', async () => {
    assert.equal(await find(join(folder, 'src/a.ts'), []), undefined);
  });
});
