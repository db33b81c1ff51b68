import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { type Step, toStepsPlan } from '#test/support/stepsPlan.ts';
import { familyOf, promptOf } from '#test/support/taskRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  openFile,
  quickPickItem,
  runCommand,
  takeScreenshot,
  waitForInput,
  webview,
} from '#test/support/actions/workbenchActions.ts';

/** Each answer takes about two seconds, in the middle of which an extension host can die. */
const steps: readonly Step[] = [
  { id: 'read', agent: 'claude' },
  { id: 'list', agent: 'gpt', fault: 'rate limit once' },
  { id: 'search', agent: 'gemini' },
  { id: 'design', agent: 'claude', needs: ['read', 'list'] },
  { id: 'risks', agent: 'gemini', needs: ['search'], fault: 'refusal once' },
  { id: 'cart', agent: 'gpt', needs: ['design'], fault: 'reset once' },
  { id: 'greet', agent: 'claude', needs: ['design'] },
  { id: 'tests', agent: 'gemini', needs: ['greet'] },
  { id: 'docs', agent: 'gpt', needs: ['tests'] },
  { id: 'review', agent: 'claude', needs: ['tests', 'docs', 'cart', 'risks'] },
  { id: 'note', agent: 'gpt', needs: ['review'] },
];

describe('a plan whose extension host is killed twice', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ isLifelike: true, userSettings: { 'switchyard.maxAttempts': 2 } });
    await writeFile(
      join(workbench.workspace ?? '', 'crash.switchyard.yaml'),
      toStepsPlan('Eleven steps through two crashes.', steps),
    );
  });

  after(() => workbench.close());

  /** The first lines of the tasks that reached a provider, oldest first. */
  const asked = async (): Promise<string[]> =>
    (await readSimulatedRequests(workbench.simulated.origin)).flatMap((request) => {
      const id = /Do the step (\w+)\./.exec(promptOf(request))?.[1];
      return id === undefined ? [] : [id];
    });

  async function killWhileRunning(id: string): Promise<void> {
    await waitUntil(`the step ${id} to be asked for`, async () => (await asked()).includes(id));
    await workbench.killExtensionHost();
    await workbench.reload();
  }

  async function resumeByLens(left: number): Promise<void> {
    const { page } = workbench;
    await page.locator('.codelens-decoration a', { hasText: `Resume Plan (${left} left)` }).click();
  }

  async function resumeByCommand(): Promise<void> {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Resume Plan…');
    await waitForInput(page, 'Choose the plan to resume');
    // By keyboard: what the mouse rests on shows a hover over the item.
    await quickPickItem(page, 'Eleven steps through two crashes.').waitFor();
    await page.keyboard.press('Enter');
  }

  it('has run every task once, but for what was cut off or failed, when it is resumed to its end', async () => {
    const { page } = workbench;
    await openFile(page, 'crash.switchyard.yaml');
    await runCommand(page, 'Switchyard: Run Plan');
    await killWhileRunning('design');
    // Done by then: read, list and search. The refusal of risks is one that only another try can mend.
    await resumeByLens(8);
    await killWhileRunning('tests');
    await resumeByCommand();
    await waitUntil('the last step to be asked for', async () => (await asked()).includes('note'), 60_000);
    const counts = new Map<string, number>();
    for (const id of await asked()) counts.set(id, (counts.get(id) ?? 0) + 1);
    // Once each; once more for a fault, and once more where a crash cut the answer off.
    for (const [id, expected] of Object.entries({
      read: 1,
      list: 2,
      search: 1,
      greet: 1,
      docs: 1,
      review: 1,
      note: 1,
    })) {
      assert.equal(counts.get(id), expected, id);
    }
    assert.equal(counts.get('design'), 2, 'design was cut off once');
    assert.equal(counts.get('tests'), 2, 'tests was cut off once');
    const requests = await readSimulatedRequests(workbench.simulated.origin);
    assert.deepEqual([...new Set(requests.map(familyOf))].toSorted(), ['claude', 'gemini', 'gpt']);
  });

  it('is shown whole in the history and as a graph', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Show Task History');
    const row = (text: string) => page.locator('.part.sidebar .monaco-list-row').filter({ hasText: text });
    await row('Interrupted').nth(1).waitFor();
    assert.equal(await row('Interrupted').count(), 2, 'what the crashes cut off');
    await row('Eleven steps').hover();
    await row('Eleven steps').getByRole('button', { name: 'Open Graph' }).click();
    for (const { id } of steps) {
      await webview(page).locator(`.plan-node[data-task-id="${id}"][data-status="completed"]`).waitFor();
    }
    await takeScreenshot(page, 'plan-crash-graph');
  });
});
