import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { tryToMakeMarkup } from '#test/support/hostile/markupAttempts.ts';
import { answerOf, waitForRun } from '#test/support/actions/panelActions.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  answerDialog,
  cursorStatus,
  openFile,
  runCommand,
  takeScreenshot,
  webview,
} from '#test/support/actions/workbenchActions.ts';

const { light } = makeHostileAnswers();

// A file with a NUL is no text to VS Code, a lone surrogate cannot be saved, and of unusual line ends it asks.
const corpus = light.filter(({ markdown }) => !/[\0\u2028\u2029]/.test(markdown) && markdown.isWellFormed());

// The simulated provider echoes the first fenced block of the prompt. The line of backticks ends the echo's fence, so
// that what follows is Markdown of the answer, not code.
const hostileText = `a line of code
\`\`\`

See \`src/greet.ts:3\` and \`../outside.txt:1\`, or [press me](javascript:window.hacked=4).
![pixel](https://evil.example/pixel.png)

${corpus.map(({ markdown }) => markdown).join('\n\n')}

The end of it.
`;

describe('an answer that wants to do harm', () => {
  let workbench: Workbench;
  const requested: string[] = [];
  const dialogs: string[] = [];
  const navigations: string[] = [];

  before(async () => {
    workbench = await openWorkbench();
    const { page, workspace } = workbench;
    await writeFile(join(workspace ?? '', 'hostile.txt'), hostileText);
    await openFile(page, 'hostile.txt');
    page.context().on('request', (request) => requested.push(request.url()));
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.keyboard.press('Control+A');
    await runCommand(page, 'Switchyard: Explain');
    const run = await waitForRun(page, 'Explain what this code does', 'Done');
    await answerOf(run).getByText('The end of it.').waitFor();
    page.on('framenavigated', (frame) => navigations.push(frame.url()));
  });

  after(() => workbench.close());

  it('holds at least 150 answers', () => assert.ok(corpus.length >= 150, String(corpus.length)));

  it('is shown as text and links, without an element of its own', async () => {
    const answer = answerOf(await waitForRun(workbench.page, 'Explain', 'Done'));
    const active = answer.locator(
      'script, img, iframe, style, link, meta, object, embed, form, input, select, textarea, video, audio, math, template, base, foreignObject, [onload], [onerror], [onclick], [srcset], [style*="url"]',
    );
    assert.equal(await active.count(), 0);
    assert.ok((await answer.innerText()).includes('<script>window.hacked=1</script>'));
    assert.ok(
      await answer.getByRole('link', { name: 'https://evil.example/pixel.png' }).first().isVisible(),
      'Markdown beside it is rendered',
    );
  });

  it('runs nothing in any frame', async () => {
    const { page } = workbench;
    for (const frame of page.frames()) {
      assert.equal(await frame.evaluate(() => 'hacked' in globalThis), false, frame.url());
    }
  });

  it('stands in a page that makes neither markup nor code of a string', async () => {
    const outcomes = await webview(workbench.page).locator('body').evaluate(tryToMakeMarkup);
    assert.ok(Object.keys(outcomes).length > 10);
    assert.deepEqual([...new Set(Object.values(outcomes))], ['refused'], JSON.stringify(outcomes));
  });

  it('has no link that runs a script or a command', async () => {
    const { page } = workbench;
    const answer = answerOf(await waitForRun(page, 'Explain', 'Done'));
    assert.equal(await answer.locator('[href], [src]').count(), 0, 'only the extension host opens links');
    const addresses = await answer
      .locator('a:not([data-path])')
      .evaluateAll((links) => links.map((link) => link.getAttribute('data-address') ?? ''));
    assert.ok(addresses.length > 5);
    for (const address of addresses) assert.match(address, /^https?:\/\/[^@\\]*$/);
    await answer.getByText('press me').first().click();
    assert.equal(
      await webview(page)
        .locator('body')
        .evaluate(() => 'hacked' in globalThis),
      false,
    );
    await answer.waitFor();
  });

  it('opens a link only after VS Code has asked', async () => {
    const { page } = workbench;
    await answerOf(await waitForRun(page, 'Explain', 'Done'))
      .getByRole('link', { name: 'https://evil.example/pixel.png', exact: true })
      .first()
      .click();
    await page.locator('.monaco-dialog-box').getByText('https://evil.example/pixel.png').waitFor();
    await answerDialog(page, 'Cancel');
  });

  it('opens the very address that is shown, escapes and all', async () => {
    const { page } = workbench;
    const link = answerOf(await waitForRun(page, 'Explain', 'Done')).getByRole('link', {
      name: 'escapes',
      exact: true,
    });
    await link.first().click();
    await page.locator('.monaco-dialog-box').getByText('https://evil.example/a%2Fb?q=C%2B%2B%26x').waitFor();
    await answerDialog(page, 'Cancel');
  });

  it('leads to files of the workspace and to no others', async () => {
    const { page } = workbench;
    const answer = answerOf(await waitForRun(page, 'Explain', 'Done'));
    await answer.getByRole('link', { name: '../outside.txt:1' }).click();
    await page.getByText('../outside.txt is not a file of this workspace.').first().waitFor();
    await answer.getByRole('link', { name: 'src/greet.ts:3' }).click();
    await page.getByRole('tab', { name: 'greet.ts', selected: true }).first().waitFor();
    await cursorStatus(page)
      .filter({ hasText: /^Ln 3, Col 1$/ })
      .waitFor();
    await answer.waitFor();
  });

  it('opens no dialog and leads no frame away', () => {
    assert.deepEqual(dialogs, []);
    assert.deepEqual(navigations, []);
  });

  it('makes no request that leaves this machine', () => {
    const left = requested.filter((url) => /^https?:|^wss?:/.test(url) && !isLocal(new URL(url)));
    assert.deepEqual(left, []);
  });

  it('meets a policy without a word of "unsafe"', async () => {
    const page = webview(workbench.page);
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    // Nothing more: no word of "unsafe", and no place to load from, such as the one that our style sheet has.
    const nonce = String.raw`'nonce-[\w+/=]{20,}'`;
    const only = `^default-src 'none'; script-src ${nonce}; style-src ${nonce}; base-uri 'none'; form-action 'none'; `;
    assert.match(policy ?? '', new RegExp(`${only}require-trusted-types-for 'script'; trusted-types 'none'$`));
    const display = await page
      .locator('.code-header')
      .first()
      .evaluate((header) => getComputedStyle(header).display);
    assert.equal(display, 'flex', 'our style sheet is loaded all the same');
    await takeScreenshot(workbench.page, 'hostile-answer');
  });
});

/** VS Code serves a webview's files from this name by a service worker: such a request never leaves the browser. */
function isLocal({ hostname }: URL): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('vscode-resource.vscode-cdn.net');
}
