import { strict as assert } from 'node:assert';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTask, waitForRun } from '../support/panelActions.ts';
import { readTaskRequests, waitForRequest } from '../support/taskRequests.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { openFile, runCommand, statusBarItem, trustWorkspace } from '../support/workbenchActions.ts';

describe('a workspace that nobody has trusted yet', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ hasWorkspaceTrust: true });
    const folder = join(workbench.workspace ?? '', '.vscode');
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'settings.json'),
      JSON.stringify({
        'switchyard.agent': 'custom',
        'switchyard.customAgent': 'house',
        'switchyard.agents': { house: { provider: 'claude', model: 'claude-haiku-5-5', label: 'House' } },
      }),
    );
    await openFile(workbench.page, 'src/greet.ts');
    await statusBarItem(workbench.page, 'Restricted Mode').waitFor();
    // The status bar shows the agent from the first activation on: it tells when VS Code has read the new file.
    await runCommand(workbench.page, 'Switchyard: Show Results');
    await statusBarItem(workbench.page, 'house').waitFor();
  });

  after(() => workbench.close());

  it('brings no agent of its own, and says so when its choice is one', async () => {
    const { page } = workbench;
    await runTask(page, 'Is it safe here?');
    const run = await waitForRun(page, 'Is it safe here?', 'Failed');
    assert.match(await run.locator('.error').innerText(), /There is no agent "house"\./);
    assert.equal((await readTaskRequests(workbench)).length, 0);
  });

  it('brings its agents once it is trusted', async () => {
    const { page } = workbench;
    await trustWorkspace(page);
    await statusBarItem(page, 'House (Simulated)').waitFor();
    await runTask(page, 'Is it safe now?');
    await waitForRun(page, 'Is it safe now?', 'Done');
    assert.equal((await waitForRequest(workbench, 'Is it safe now?')).body?.['model'], 'claude-haiku-5-5');
  });
});
