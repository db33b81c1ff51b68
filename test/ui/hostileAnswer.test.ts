import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerOf, waitForRun } from '../support/panelActions.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { answerDialog, openFile, runCommand, webview } from '../support/workbenchActions.ts';

// The simulated provider echoes the first fenced block of the prompt. The line of backticks ends the echo's fence, so
// that what follows is Markdown of the answer, not code.
const hostileText = `a line of code
\`\`\`

<script>window.hacked = 1</script>
<img src="https://evil.example/image.png" onerror="window.hacked = 2">
<iframe src="https://evil.example/frame"></iframe>
<svg onload="window.hacked = 3"></svg>

[press me](javascript:window.hacked=4)
[command](command:workbench.action.closeActiveEditor)
![pixel](https://evil.example/pixel.png)
<https://evil.example/auto>

The end of it.
`;

describe('an answer that wants to do harm', () => {
  let workbench: Workbench;
  const requested: string[] = [];

  before(async () => {
    workbench = await openWorkbench();
    const { page, workspace } = workbench;
    await writeFile(join(workspace ?? '', 'hostile.txt'), hostileText);
    await openFile(page, 'hostile.txt');
    page.context().on('request', (request) => requested.push(request.url()));
    await page.keyboard.press('Control+A');
    await runCommand(page, 'Switchyard: Explain');
    const run = await waitForRun(page, 'Explain what this code does', 'Done');
    await answerOf(run).getByText('The end of it.').waitFor();
  });

  after(() => workbench.close());

  it('is shown as text and links, without an element of its own', async () => {
    const answer = answerOf(await waitForRun(workbench.page, 'Explain', 'Done'));
    const active = answer.locator('script, img, iframe, style, object, embed, form, base, [onload], [onerror]');
    assert.equal(await active.count(), 0);
    assert.ok((await answer.innerText()).includes('<script>window.hacked = 1</script>'));
    assert.ok(await answer.getByRole('link', { name: 'pixel.png' }).isVisible(), 'Markdown beside it is rendered');
  });

  it('runs nothing in any frame', async () => {
    const { page } = workbench;
    for (const frame of page.frames()) {
      assert.equal(await frame.evaluate(() => 'hacked' in globalThis), false, frame.url());
    }
  });

  it('has no link that runs a script or a command', async () => {
    const { page } = workbench;
    const answer = answerOf(await waitForRun(page, 'Explain', 'Done'));
    assert.equal(await answer.locator('[href], [src]').count(), 0, 'only the extension host opens links');
    for (const link of await answer.getByRole('link').all()) {
      assert.match((await link.getAttribute('title')) ?? '', /^https:\/\//);
    }
    await answer.getByText('press me').click();
    assert.equal(
      await webview(page)
        .locator('body')
        .evaluate(() => 'hacked' in globalThis),
      false,
    );
    assert.ok(await answer.isVisible(), 'the panel is still there');
  });

  it('opens a link only after VS Code has asked', async () => {
    const { page } = workbench;
    await answerOf(await waitForRun(page, 'Explain', 'Done'))
      .getByRole('link', { name: 'pixel.png' })
      .click();
    await page.locator('.monaco-dialog-box').getByText('https://evil.example/pixel.png').waitFor();
    await answerDialog(page, 'Cancel');
  });

  it('makes no request that leaves this machine', () => {
    const left = requested.filter((url) => /^https?:|^wss?:/.test(url) && !isLocal(new URL(url)));
    assert.deepEqual(left, []);
  });

  it('meets a policy without a word of "unsafe"', async () => {
    const policy = await webview(workbench.page)
      .locator('meta[http-equiv="Content-Security-Policy"]')
      .getAttribute('content');
    assert.match(policy ?? '', /default-src 'none'; script-src 'nonce-[\w+/=]{20,}'; /);
    assert.match(policy ?? '', /require-trusted-types-for 'script'/);
    assert.doesNotMatch(policy ?? '', /unsafe|data:|blob:|http:/);
  });
});

/** VS Code serves a webview's files from this name by a service worker: such a request never leaves the browser. */
function isLocal({ hostname }: URL): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('vscode-resource.vscode-cdn.net');
}
