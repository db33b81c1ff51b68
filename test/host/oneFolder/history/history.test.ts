import { strict as assert } from 'node:assert';
import { readdir, readlink, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { assertSuccess, runTask } from '#test/host/support/switchyard.ts';

/** The history's file: the extension host, which tests run in too, has it open. */
async function findHistory(): Promise<string | undefined> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const links = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return links.find((link) => link.endsWith('history.db'));
}

describe('the history', () => {
  useCleanWindow();

  it('has a run with its result and its workspace, in a file of the extension’s own that nobody else may read', async function () {
    if (process.platform !== 'linux') this.skip();
    const result = assertSuccess(await runTask({ description: 'Say hello.' }));
    const path = await findHistory();
    assert.ok(path?.includes('switchyard.switchyard') === true, path);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const history = new DatabaseSync(path, { readOnly: true });
    const row = history
      .prepare('SELECT status, workspace, thread_id, output FROM runs JOIN run_texts USING (seq) WHERE run_id = ?')
      .get(result.runId);
    history.close();
    assert.ok(row);
    assert.match(String(row['workspace']), /^(file|vscode-remote):\/\/.*\/sample$/);
    assert.deepEqual([row['status'], row['thread_id'], row['output']], ['success', result.runId, result.output]);
  });
});
