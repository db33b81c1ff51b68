import assert from 'node:assert/strict';
import { maxTextLength } from '#protocol/limits.ts';
import { closePanels, type FakePanelHost, makeRun, of, openPanel, start, type Theme } from './harness.ts';
import { sampleAnswer } from './samples.ts';

const answer = 'First:\n\n```ts\nlet a = 1;\n\tb();\n```\n\nThen:\n\n```ts src/b.ts\nlet c = 3;\n```\n';
const edits = { hasSelection: true, block: 0, files: 2 };

describe('the buttons of a code block', () => {
  let host: FakePanelHost;
  const visible = () =>
    host.page
      .locator('.answer .code-block')
      .first()
      .getByRole('button')
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  it('are only the one to copy while the run goes on, and the others then appear beside it', async () => {
    host = await openPanel();
    await start(host);
    await host.send({ type: 'delta', runId: 'run-1', text: answer });
    const copy = host.page.getByRole('button', { name: 'Copy code' }).first();
    await copy.waitFor();
    assert.deepEqual(await visible(), ['Copy code']);
    const before = await copy.boundingBox();
    await start(host, { status: 'success', edits });
    await host.page.getByRole('button', { name: 'Insert at the cursor' }).first().waitFor();
    assert.deepEqual(await visible(), [
      'Apply…',
      'Insert at the cursor',
      'Replace the selection',
      'New file',
      'Copy code',
    ]);
    assert.deepEqual(await copy.boundingBox(), before, 'nothing jumps');
  });

  it('tell the host which block of which run they are about, by mouse', async () => {
    host = await openPanel({ snapshot: { runs: [makeRun({ text: answer, edits })] } });
    await host.page.locator('.code-block').getByRole('button', { name: 'Apply…' }).nth(1).click();
    const message = await host.waitFor('code');
    assert.deepEqual(message, { type: 'code', runId: 'run-1', action: 'apply', block: 1, text: 'let c = 3;' });
  });

  it('copy by telling the host which block it is, which has all of it, and say so on the button', async () => {
    const long = `// ${'x'.repeat(95)}\n`.repeat(maxTextLength / 99 + 1);
    host = await openPanel({ snapshot: { runs: [makeRun({ text: `${answer}\n\`\`\`\n${long}\`\`\`\n` })] } });
    const copied = host.page.locator('.code-actions .copied').waitFor();
    await host.page.getByRole('button', { name: 'Copy code' }).nth(2).click();
    await copied;
    const { text, ...message } = await host.waitFor('code');
    assert.deepEqual(message, { type: 'code', runId: 'run-1', action: 'copy', block: 2 });
    assert.equal(text.length, maxTextLength, 'no more than the host takes: enough to know the block by');
    assert.equal((await host.posted()).filter(of('copyText')).length, 0);
  });

  it('are reached and pressed by keyboard, in the order in which they stand', async () => {
    host = await openPanel({ snapshot: { runs: [makeRun({ text: answer, edits })] } });
    await host.page.locator('.code-block').getByRole('button', { name: 'Apply…' }).first().focus();
    await host.page.keyboard.press('Tab');
    await host.page.keyboard.press('Enter');
    await host.page.keyboard.press('Tab');
    await host.page.keyboard.press('Space');
    const said = await host.waitForAll('code', 2);
    assert.deepEqual(
      said.map(({ action }) => action),
      ['insert', 'replace'],
    );
  });

  it('offer no change of code where the task had no selection and the answer names no file', async () => {
    const none = { hasSelection: false, files: 0 };
    host = await openPanel({ snapshot: { runs: [makeRun({ text: answer, edits: none })] } });
    assert.deepEqual(await visible(), ['Insert at the cursor', 'Replace the selection', 'New file', 'Copy code']);
    assert.equal(await host.page.getByRole('button', { name: /^Apply/ }).count(), 0);
  });

  it('only copy in a run that the host does not know, and in its thinking', async () => {
    host = await openPanel({ state: { version: 1, runs: [makeRun({ text: answer, thinking: answer, edits })] } });
    assert.deepEqual(await visible(), ['Copy code']);
    await host.page.getByRole('button', { name: 'Copy code' }).first().click();
    assert.equal((await host.waitFor('copyText')).text, 'let a = 1;\n\tb();');
    await host.send({ type: 'run', run: { ...makeRun({ edits }) }, now: Date.now() });
    await host.page.locator('summary').click();
    const inThinking = host.page.locator('.thinking .code-block').first();
    await inThinking.waitFor();
    assert.equal(await inThinking.getByRole('button').count(), 1);
  });

  it('show a diagram where VS Code has a preview of it, and only there', async () => {
    const text = '```mermaid\npie\n```\n\n```ts\nlet a;\n```\n\nAnd:\n\n```Mermaid\npie title B\n```\n';
    const name = 'Open in Mermaid Preview';
    host = await openPanel({ snapshot: { runs: [makeRun({ text })], previewsDiagrams: true } });
    const diagrams = host.page.getByRole('button', { name });
    assert.equal(await diagrams.count(), 2);
    await diagrams.nth(1).click();
    assert.deepEqual(await host.waitFor('openDiagram'), {
      type: 'openDiagram',
      runId: 'run-1',
      block: 2,
      text: 'pie title B',
    });
    await host.screenshot('code-diagram');
    await host.page.context().close();
    host = await openPanel({ snapshot: { runs: [makeRun({ text })] } });
    await host.page.getByRole('button', { name: 'Copy code' }).first().waitFor();
    assert.equal(await host.page.getByRole('button', { name }).count(), 0);
  });

  it('stand under the answer as well: for the block that is meant, and for all files', async () => {
    host = await openPanel({ snapshot: { runs: [makeRun({ text: answer, edits })] } });
    const row = host.page.locator('.run-actions');
    for (const name of ['Apply…', 'Apply All…']) await row.getByRole('button', { name, exact: true }).click();
    const said = await host.waitForAll('action', 2);
    assert.deepEqual(
      said.map(({ action }) => action),
      ['apply', 'applyAll'],
    );
  });

  for (const [theme, width] of [
    ['dark', 640],
    ['light', 640],
    ['highContrast', 640],
    ['highContrastLight', 300],
    ['dark', 220],
  ] satisfies [Theme, number][]) {
    it(`fit into the header in ${theme}, ${width} pixels wide`, async () => {
      const named = makeRun({ text: `${answer}\n${sampleAnswer}`, edits });
      host = await openPanel({ theme, width, height: 700, snapshot: { runs: [named] } });
      await host.page.getByRole('button', { name: 'Insert at the cursor' }).first().focus();
      await host.screenshot(`code-${theme}-${width}`);
      const heights = await host.page
        .locator('.code-header')
        .evaluateAll((headers) => headers.map((header) => header.getBoundingClientRect().height));
      assert.ok(
        heights.every((height) => height === heights[0] && height < 34),
        String(heights),
      );
    });
  }
});
