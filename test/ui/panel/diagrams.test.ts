import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitForRun } from '#test/support/actions/panelActions.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import { openFile, runCommand, takeScreenshot } from '#test/support/actions/workbenchActions.ts';

// The simulated provider echoes the first fenced block of the prompt, whose end is here: what follows is Markdown.
const text =
  'a line\n```\n\nWith $x^2 \\in \\mathbb{R}$:\n\n```mermaid\nflowchart TD\n  A[Panel] --> B[Preview]\n```\n\nThe end of it.\n';

describe('A diagram in an answer', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
  });
  after(() => workbench.close());

  it('stands beside formulas, and is drawn by VS Code’s own preview when its button is pressed, and nothing has to be saved', async () => {
    const { page, workspace } = workbench;
    await writeFile(join(workspace ?? '', 'diagram.txt'), text);
    await openFile(page, 'diagram.txt');
    await page.keyboard.press('Control+A');
    await runCommand(page, 'Switchyard: Explain');
    const run = await waitForRun(page, 'Explain what this code does', 'Done');
    await run.locator('.math.is-rendered math').waitFor();
    await run.getByRole('button', { name: 'Open in Mermaid Preview' }).click();
    const drawn = await waitUntil('the drawing', async () => {
      const labels = await Promise.all(
        page.frames().map((frame) => frame.locator('.mermaid svg .nodeLabel').allTextContents()),
      );
      return labels.find((each) => each.length > 0);
    });
    assert.deepEqual(drawn, ['Panel', 'Preview']);
    await takeScreenshot(page, 'diagram');
    const selected = await page.locator('.editor-group-container .tab.active').allInnerTexts();
    assert.deepEqual(
      selected.map((label) => label.trim()),
      ['Preview Diagram.md', 'Switchyard'],
      'where the code is, beside the panel',
    );
    assert.equal(await page.locator('.tab.dirty').count(), 0);
  });
});
