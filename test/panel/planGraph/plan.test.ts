import assert from 'node:assert/strict';
import { makeLargePlanView, makePlanNode, makePlanView } from '#test/fakes/makePlanView.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { closePanels, type FakePanelHost, makeRun, now, openPanel, type PanelOptions } from '#test/panel/harness.ts';

describe('a plan in the panel', () => {
  let host: FakePanelHost;

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  const open = async (plan = makePlanView(), options: PanelOptions = {}) => {
    host = await openPanel({
      width: 800,
      height: 700,
      ...options,
      snapshot: { plans: [plan], selectedThreadId: `plan:${plan.planId}`, ...options.snapshot },
    });
    if ((options.width ?? 800) > 460)
      await host.page.locator('.plan:not(.drawing) .plan-edges > path').first().waitFor({ state: 'attached' });
  };
  const task = (title: string) =>
    host.page.locator('.plan-task').filter({ has: host.page.locator('.plan-task-title', { hasText: title }) });
  const focused = () =>
    host.page.evaluate(() => document.activeElement?.querySelector('.plan-task-title')?.textContent);

  it('says of each task by words where it stands, who does it and what it waits for', async () => {
    await open();
    const names = await host.page.locator('.plan-task').evaluateAll((all) => all.map((each) => each.ariaLabel));
    assert.equal(names.length, 10);
    assert.equal(names[0], 'Read the old importer, Done, Claude, 8.4s · 1,560 tokens · $0.0089');
    assert.equal(
      names.at(-1),
      'Report, Blocked by Map the fields, depends on Compare old and new, Document the client, Claude',
    );
    assert.match(await host.page.locator('.plan-facts').innerText(), /3 of 10 done · 1 running · 1 failed · 3 blocked/);
    assert.equal(await host.page.locator('.plan-edges > path').count(), 12);
  });

  it('stays a list where what lays out the graph cannot be loaded', async () => {
    await open(makePlanView(), { width: 320 });
    await host.page.route('**/planLayout.js', (route) => route.abort());
    await host.page.getByRole('button', { name: 'Graph' }).click();
    await host.page.locator('.plan[data-mode="list"]:not(.drawing)').waitFor();
    await waitUntil('the failure to be said', async () => host.errors.length > 0);
    for (const width of [330, 340, 800]) await host.resize(width, 700);
    assert.ok(await task('Report').isVisible());
    assert.equal(await host.page.locator('.plan-message').isVisible(), false);
    assert.deepEqual(host.errors.splice(0), ['Failed to load resource: net::ERR_FAILED'], 'it is tried once');
  });

  it('is walked by keys along its edges, and opens a task by Enter, a click or a space', async () => {
    await open();
    await host.page.locator('.plan-task').first().focus();
    const visited: (string | null | undefined)[] = [];
    for (const key of ['End', 'ArrowUp', 'Home', 'ArrowDown', 'ArrowDown']) {
      await host.page.keyboard.press(key);
      visited.push(await focused());
    }
    assert.equal(visited[0], 'Report');
    assert.ok(['Compare old and new', 'Document the client'].includes(visited[1] ?? ''), `${visited[1]}`);
    assert.equal(visited[2], 'Read the old importer');
    assert.equal(await host.page.locator('.plan-task[tabindex="0"]').count(), 1, 'one stop for Tab');
    await task('Map the fields').focus();
    await host.page.keyboard.press('Enter');
    await host.page.keyboard.press(' ');
    await task('Write the schema').click();
    const opened = await host.waitForAll('openTask', 3);
    const message = (taskId: string) => ({ type: 'openTask', planId: 'plan-1', taskId });
    assert.deepEqual(opened, ['mapping', 'mapping', 'schema'].map(message));
  });

  it('follows the plan live: only what is told changes', async () => {
    await open();
    const first = await task('Read the old importer').elementHandle();
    const { nodes, ...plan } = makePlanView({ actions: ['resume', 'retry'] });
    const client = { ...nodes[3]!, status: 'completed' as const, durationSeconds: 20 };
    await host.send({ type: 'plan', plan, nodes: [client], now: now() });
    await task('Write the client').filter({ hasText: 'Done' }).waitFor();
    assert.match(await host.page.locator('.plan-facts').innerText(), /4 of 10 done · 1 failed/);
    assert.equal(await first?.evaluate((node) => node.isConnected), true);
    assert.equal(
      await host.page.locator('[aria-live]').innerText(),
      'Write the client for the new API with retries and timeouts: Done',
    );
    await host.page.getByRole('button', { name: 'Resume Plan' }).click();
    assert.deepEqual(await host.waitFor('planAction'), { type: 'planAction', planId: 'plan-1', action: 'resume' });
    await host.send({ type: 'plan', plan, nodes: [makePlanNode({ taskId: 'more', title: 'One more' })], now: now() });
    await task('One more').waitFor();
  });

  it('counts the time of what runs', async () => {
    await open();
    const { nodes, ...plan } = makePlanView();
    const time = now();
    const client = { ...nodes[3]!, startedAt: time - 13_000 };
    await host.setTime(time);
    await host.send({ type: 'plan', plan, nodes: [client], now: time });
    await task('Write the client').getByText('13s').waitFor();
    await host.setTime(time + 1_000);
    await task('Write the client').getByText('14s').waitFor();
  });

  it('cancels, and retries a task that failed', async () => {
    await open();
    await host.page.getByRole('button', { name: 'Cancel Plan' }).click();
    await host.page.getByRole('button', { name: 'Retry Map the fields' }).click();
    assert.deepEqual(await host.waitForAll('planAction', 2), [
      { type: 'planAction', planId: 'plan-1', action: 'cancel' },
      { type: 'planAction', planId: 'plan-1', action: 'retry', taskId: 'mapping' },
    ]);
  });

  it('shows hostile titles as short text', async () => {
    const title = `<img src=x onerror="window.hacked=1">\u202E${'long '.repeat(2_000)}`;
    const nodes = [
      makePlanNode({ taskId: '__proto__', title, agent: title }),
      makePlanNode({ taskId: title.slice(0, 90), dependencies: ['__proto__'] }),
    ];
    await open(makePlanView({ title, nodes }));
    const found = await host.page.evaluate(() => ({
      hacked: 'hacked' in window,
      images: document.querySelectorAll('img').length,
      longest: Math.max(...[...document.querySelectorAll('.plan-task-title')].map((each) => each.textContent.length)),
      turned: document.body.textContent.includes('\u202E'),
    }));
    assert.deepEqual(found, { hacked: false, images: 0, longest: 200, turned: false });
    const box = await host.page.locator('.plan-node').first().boundingBox();
    assert.ok(box && box.width < 300 && box.height < 120, JSON.stringify(box));
  });

  it('is a list where a graph could not be read, unless the user wants it', async () => {
    await open(makePlanView(), { width: 320 });
    await host.page.locator('.plan[data-mode="list"]').waitFor();
    await task('Map the fields').getByText('depends on Write the schema, List the risks').waitFor();
    assert.equal(await host.page.evaluate(() => document.body.scrollWidth > document.body.clientWidth), false);
    await task('Read the old importer').focus();
    await host.page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'Write the schema');
    // What was shown at first is saved: what follows is saved because of it alone.
    await host.page.waitForFunction(() => JSON.stringify(window.fakeHost.state ?? '').includes('plan-1'));
    await host.page.getByRole('button', { name: 'Graph' }).click();
    await host.page.locator('.plan:not(.drawing)[data-mode="graph"] .plan-edges > path').first().waitFor();
    await host.page.waitForFunction(() => JSON.stringify(window.fakeHost.state ?? '').includes('"planMode":"graph"'));
  });

  it('draws two hundred tasks, zooms and fits', async () => {
    await open(makeLargePlanView(200));
    const zoom = () => host.page.locator('.plan-content').evaluate((content) => Number(content.style.zoom));
    const before = await zoom();
    await host.page.getByRole('button', { name: 'Zoom in' }).click();
    assert.ok((await zoom()) > before);
    await host.page.getByRole('button', { name: 'Fit the whole graph' }).click();
    const overflow = await host.page
      .locator('.plan-stage')
      .evaluate((stage) => [stage.scrollWidth - stage.clientWidth, stage.scrollHeight - stage.clientHeight]);
    assert.ok(
      overflow.every((pixels) => pixels <= 1),
      overflow.join(),
    );
    await host.page.locator('.plan-task').first().focus();
    await host.page.keyboard.press('End');
    assert.equal(await focused(), 'Task number 199 of many');
    assert.equal(await host.page.evaluate(() => document.activeElement?.checkVisibility()), true);
  });

  it('comes back after a reload, and is asked for', async () => {
    await open();
    const { nodes, ...plan } = makePlanView();
    await host.send({ type: 'plan', plan, nodes, now: now() });
    await host.page.waitForFunction(() => JSON.stringify(window.fakeHost.state ?? '').includes('plan-1'));
    const state = await host.state();
    await host.page.context().close();
    host = await openPanel({ state, snapshot: { plans: [makePlanView()] } });
    assert.deepEqual(await host.waitFor('ready'), { type: 'ready', runIds: [], planIds: ['plan-1'] });
    await task('Report').waitFor();
  });

  it('goes with its runs when it is deleted, also from what the page keeps', async () => {
    await open(makePlanView(), { snapshot: { runs: [makeRun()] } });
    await host.send({ type: 'forget', runIds: ['run-1'], tabIds: ['plan:plan-1'] });
    await host.page.getByText('No tasks yet').waitFor();
    assert.deepEqual(await host.state(), {
      version: 1,
      runs: [],
      keptRunIds: [],
      planIds: [],
      followUpDrafts: {},
    });
  });
});

describe('a run that a page has kept', () => {
  it('is forgotten when the host says that it was deleted', async () => {
    const state = { version: 1, runs: [makeRun()] };
    const host = await openPanel({ state, snapshot: { deletedRunIds: ['run-1'] } });
    await host.page.getByText('No tasks yet').waitFor();
    await host.assertQuiet();
    await host.page.context().close();
  });
});
