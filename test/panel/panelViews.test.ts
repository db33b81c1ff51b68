import assert from 'node:assert/strict';
import { makePlanView } from '#test/fakes/makePlanView.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { closePanels, type FakePanelHost, makeRun, of, openPanel, start } from './harness.ts';
import { sampleAnswer } from './samples.ts';

describe('the panel', () => {
  let host: FakePanelHost;

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  describe('with several conversations', () => {
    const runs = ['a', 'b', 'c'].map((name) =>
      makeRun({ runId: name, threadId: name, title: `Task ${name}`, text: name }),
    );
    const selected = () => host.page.getByRole('tab', { selected: true }).innerText();

    it('moves between tabs by keyboard', async () => {
      host = await openPanel({ snapshot: { runs, selectedThreadId: 'a' } });
      await host.page.getByRole('tab', { selected: true }).focus();
      const visited: string[] = [];
      for (const key of ['ArrowRight', 'End', 'ArrowRight', 'ArrowLeft', 'Home']) {
        await host.page.keyboard.press(key);
        visited.push((await selected()).slice(0, 6));
      }
      assert.deepEqual(visited, ['Task b', 'Task c', 'Task a', 'Task c', 'Task a']);
      assert.match((await host.page.evaluate(() => document.activeElement?.textContent)) ?? '', /^Task a/);
      assert.equal(await host.page.getByRole('tabpanel', { name: /Task a/ }).count(), 1);
      assert.deepEqual((await host.posted()).findLast(of('select')), { type: 'select', threadId: 'a' });
    });

    it('closes a finished one, and never one that runs', async () => {
      host = await openPanel({ snapshot: { runs, selectedThreadId: 'b' } });
      await start(host, { runId: 'b2', threadId: 'b' });
      assert.equal(await host.page.getByRole('button', { name: /Stop the run/ }).isEnabled(), false);
      await host.send({ type: 'select', threadId: 'a' });
      await host.page.getByRole('tab', { selected: true }).focus();
      await host.page.keyboard.press('Delete');
      assert.deepEqual(await host.waitFor('closeThread'), { type: 'closeThread', threadId: 'a' });
      assert.match(await selected(), /^Task b/);
      assert.match((await host.page.evaluate(() => document.activeElement?.textContent)) ?? '', /^Task b/);
    });

    it('lists all of them where they are not all in view, and says how many run', async () => {
      host = await openPanel({ width: 300, snapshot: { runs: runs.slice(0, 2) } });
      assert.equal(await host.page.getByRole('combobox', { name: 'All conversations' }).isVisible(), false);
      for (let index = 0; index < 3; index += 1) await start(host, { runId: `r${index}`, threadId: `r${index}` });
      await host.page.getByText('3 running').waitFor();
      await host.page.getByRole('combobox', { name: 'All conversations' }).selectOption('a');
      assert.deepEqual(await host.waitFor('select'), { type: 'select', threadId: 'a' });
      assert.match(await selected(), /^Task a/);
    });

    it('keeps the tab of a plan in view when those of its runs come before it, and counts the runs alone', async () => {
      const snapshot = { runs, plans: [makePlanView()], selectedThreadId: 'plan:plan-1' };
      host = await openPanel({ width: 500, snapshot });
      await host.page.getByRole('tab', { selected: true }).scrollIntoViewIfNeeded();
      for (let index = 0; index < 3; index += 1) await start(host, { runId: `r${index}`, threadId: `r${index}` });
      await host.page.getByText('3 running').waitFor({ state: 'attached' });
      const list = await host.page.locator('.tabs').boundingBox();
      const tab = await host.page.getByRole('tab', { selected: true }).boundingBox();
      assert.ok(list && tab);
      assert.ok(tab.x >= list.x - 1 && tab.x + tab.width <= list.x + list.width + 1, JSON.stringify({ list, tab }));
    });

    it('follows the host', async () => {
      host = await openPanel({ snapshot: { runs } });
      await host.send({ type: 'select', threadId: 'b' });
      assert.match(await selected(), /^Task b/);
    });

    it('forgets the oldest beyond the limit', async () => {
      host = await openPanel({ snapshot: { runs } });
      for (let index = 0; index < 49; index += 1) await start(host, { runId: `r${index}`, threadId: `r${index}` });
      assert.equal(await host.page.getByRole('tab').count(), 50);
      assert.equal(await host.page.getByRole('tab', { name: 'Task b' }).count(), 0);
      assert.equal(await host.page.getByRole('tab', { name: 'Task c' }).count(), 1);
    });
  });

  describe('where the user reads', () => {
    const lines = (count: number) => 'word\n\n'.repeat(count);
    const scroller = () => host.page.locator('.scroller');
    const toEnd = () =>
      scroller().evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
    const isAtEnd = async () => (await toEnd()) < 2;

    it('follows the end until the user leaves it, and again when the user is back', async () => {
      host = await openPanel({ height: 400 });
      await start(host);
      await host.send({ type: 'delta', runId: 'run-1', text: lines(60) });
      await waitUntil('the end to be shown', isAtEnd);
      await scroller().hover();
      await host.page.mouse.wheel(0, -200);
      const button = host.page.getByRole('button', { name: 'Scroll to the end' });
      await button.waitFor();
      await waitUntil('the wheel to come to rest', async () => (await toEnd()) >= 199);
      const top = await scroller().evaluate((element) => element.scrollTop);
      await host.send({ type: 'delta', runId: 'run-1', text: lines(60) });
      await host.page.locator('.answer p').nth(119).waitFor({ state: 'attached' });
      await host.settle();
      assert.equal(await scroller().evaluate((element) => element.scrollTop), top);
      await button.click();
      await host.send({ type: 'delta', runId: 'run-1', text: lines(20) });
      await host.page.locator('.answer p').nth(139).waitFor({ state: 'attached' });
      await waitUntil('the end to be shown', isAtEnd);
      assert.equal(await button.isVisible(), false);
    });
  });

  describe('with the form for a task', () => {
    const composer = { description: 'Fix this', agent: 'Claude', context: ['src/a.ts:1-2', 'src/b.ts'] };

    it('sends what was written', async () => {
      host = await openPanel();
      await host.send({ type: 'compose', composer });
      const box = host.page.getByRole('textbox', { name: 'What should be done?' });
      assert.equal(await box.evaluate((element) => element === document.activeElement), true);
      await host.page.getByText('New task for Claude').waitFor();
      await box.press('Enter');
      await box.pressSequentially('and that');
      await box.press('Control+Enter');
      assert.deepEqual(await host.waitFor('submitTask'), { type: 'submitTask', description: 'Fix this\nand that' });
      await host.send({ type: 'compose' });
      await host.page.getByText('No tasks yet').waitFor();
      assert.equal(await host.page.evaluate(() => document.activeElement?.getAttribute('role')), 'tabpanel');
    });

    it('sends nothing blank, and says so', async () => {
      host = await openPanel({ snapshot: { composer } });
      await host.page.getByRole('textbox').fill('  ');
      await host.page.getByRole('button', { name: 'Run' }).click();
      await host.page.getByText('Describe the task first.').waitFor();
      assert.equal((await host.posted()).filter(of('submitTask')).length, 0);
    });

    it('adds and removes context without losing what was typed', async () => {
      host = await openPanel({ snapshot: { composer } });
      await host.page.getByRole('textbox').fill('My words');
      await host.page.getByRole('button', { name: 'Add Context' }).click();
      await host.waitFor('addContext');
      await host.page.getByRole('button', { name: 'Remove src/b.ts' }).click();
      assert.deepEqual(await host.waitFor('removeContext'), { type: 'removeContext', index: 1 });
      await host.send({ type: 'compose', composer: { ...composer, context: ['src/a.ts:1-2'] } });
      assert.equal(await host.page.getByRole('textbox').inputValue(), 'My words');
      assert.equal(
        await host.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
        'Remove src/a.ts:1-2',
      );
      await host.page.getByRole('button', { name: 'Cancel' }).click();
      await host.waitFor('dismissTask');
    });

    it('starts afresh when it is opened again', async () => {
      host = await openPanel({ snapshot: { composer } });
      await host.page.getByRole('textbox').fill('My words');
      await host.send({ type: 'compose' }, { type: 'compose', composer });
      assert.equal(await host.page.getByRole('textbox').inputValue(), 'Fix this');
    });
  });

  it('speaks the language of the host', async () => {
    host = await openPanel({ snapshot: { strings: { emptyTitle: 'Noch keine Aufgaben', unknown: 'x' } } });
    await host.page.getByText('Noch keine Aufgaben').waitFor();
  });

  it('needs no sideways scrolling in 300 pixels, nor at twice the size', async () => {
    host = await openPanel({ width: 300, snapshot: { runs: [makeRun({ text: sampleAnswer })] } });
    const overflow = () =>
      host.page.evaluate(() =>
        [document.body, ...document.querySelectorAll('.scroller, .runs')].some(
          (element) => element.scrollWidth > element.clientWidth,
        ),
      );
    assert.equal(await overflow(), false);
    await host.page.evaluate(() => document.documentElement.style.setProperty('--vscode-font-size', '26px'));
    await host.settle();
    assert.equal(await overflow(), false);
  });

  it('stands still for those who ask for it', async () => {
    host = await openPanel();
    await host.page.emulateMedia({ reducedMotion: 'reduce' });
    await start(host);
    assert.equal(await host.page.evaluate(() => document.getAnimations().length), 0);
  });
});
