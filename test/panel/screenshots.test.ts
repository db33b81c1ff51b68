import { makeRunHead } from '#test/fakes/makeRunHead.ts';
import { makeLargePlanView, makePlanNode, makePlanView } from '#test/fakes/makePlanView.ts';
import { closePages, closePanels, makeRun, openPanel, type Theme } from './harness.ts';
import { composer, failedRun, severalRuns, waitingRun } from './panelStates.ts';
import { codeAnswer, richAnswer, sampleAnswer } from './samples.ts';

const question = makeRun({
  runId: 'run-2',
  title: 'Follow up',
  description: 'And how would you test the empty end?',
  context: [],
  text: 'With one more row in the table test:\n\n```ts\nassert.throws(() => parseRange("9-"), RangeError);\n```\n',
  thinking: 'The user asks for a test.',
});

const themes = ['dark', 'light', 'highContrast', 'highContrastLight'] as const satisfies Theme[];
const threeThemes = themes.slice(0, 3);

const drawn = '.plan:not(.drawing) .plan-edges > path';

describe('the panel in pictures', () => {
  afterEach(closePages);
  after(closePanels);

  it('shows a conversation', async () => {
    const runs = [makeRun({ text: sampleAnswer, thinking: 'Let me look.', isSimulated: true }), question];
    const host = await openPanel({ width: 700, height: 1500, snapshot: { runs } });
    await host.waitForColors();
    for (const theme of themes) await host.screenshotIn(theme, theme);
  });

  it('shows code in several languages', async () => {
    const host = await openPanel({ width: 700, height: 2400, snapshot: { runs: [makeRun({ text: codeAnswer })] } });
    await host.waitForAllColors();
    for (const theme of themes) await host.screenshotIn(theme, `code-${theme}`);
  });

  it('shows an answer with all that Markdown has', async () => {
    const host = await openPanel({ width: 700, height: 2700, snapshot: { runs: [makeRun({ text: richAnswer })] } });
    await host.waitForColors();
    await host.page.locator('.math.is-rendered').nth(1).waitFor();
    for (const theme of themes) await host.screenshotIn(theme, `answer-${theme}`);
    await host.resize(320, 3400);
    await host.screenshotIn('dark', 'answer-narrow');
  });

  it('shows an answer at 200 %', async () => {
    const context = { deviceScaleFactor: 2 };
    const host = await openPanel({
      width: 350,
      height: 3600,
      context,
      snapshot: { runs: [makeRun({ text: richAnswer })] },
    });
    await host.waitForColors();
    await host.page.locator('.math.is-rendered').nth(1).waitFor();
    await host.screenshotIn('light', 'answer-200');
  });

  it('shows a narrow panel with several tabs', async () => {
    const running = { ...makeRunHead({ runId: 'd', threadId: 'd', title: 'Release' }), text: '', thinking: '' };
    const runs = [makeRun({ text: sampleAnswer }), ...severalRuns.slice(-3), running];
    const host = await openPanel({ width: 300, snapshot: { runs, selectedThreadId: 'thread-1' } });
    await host.screenshot('narrow');
    await host.resize(700, 700);
    await host.page.getByRole('tab', { name: 'Release' }).click();
    await host.settle();
    await host.screenshot('tabs-running');
  });

  it('shows a failure', async () => {
    const runs = [failedRun, { ...waitingRun, runId: 'waiting' }];
    const host = await openPanel({ height: 700, snapshot: { runs } });
    for (const theme of threeThemes) await host.screenshotIn(theme, `failure-${theme}`);
  });

  it('shows the form', async () => {
    const host = await openPanel({ width: 640, height: 620, snapshot: { runs: [makeRun()], composer } });
    for (const theme of ['dark', 'highContrast'] as const) await host.screenshotIn(theme, `composer-${theme}`);
    await host.resize(300, 620);
    await host.screenshotIn('light', 'composer-light');
  });

  it('shows a plan', async () => {
    const plan = { runs: [makeRun()], plans: [makePlanView()], selectedThreadId: 'plan:plan-1' };
    const host = await openPanel({ width: 800, height: 720, snapshot: plan });
    await host.page.locator(drawn).first().waitFor();
    for (const theme of threeThemes) await host.screenshotIn(theme, `plan-${theme}`);
  });

  it('shows a plan that is done, in a narrow panel', async () => {
    const nodes = makePlanView().nodes.map((node) =>
      makePlanNode({ ...node, status: 'completed', blockedBy: [], hasRun: true, durationSeconds: 9, costUsd: 0.01 }),
    );
    const done = { plans: [makePlanView({ nodes, actions: ['retry'] })], selectedThreadId: 'plan:plan-1' };
    await (await openPanel({ width: 320, height: 800, snapshot: done })).screenshot('plan-narrow');
  });

  for (const size of [30, 200]) {
    it(`shows a plan of ${size} tasks`, async () => {
      const large = { plans: [makeLargePlanView(size)], selectedThreadId: 'plan:plan-large' };
      const host = await openPanel({ width: 900, height: 900, snapshot: large });
      await host.page.locator(drawn).first().waitFor();
      await host.screenshot(`plan-${size}`);
    });
  }

  it('shows that there is nothing yet, and what is left of a reload', async () => {
    await (await openPanel({ height: 500 })).screenshot('empty');
    const host = await openPanel({ height: 500, state: { version: 1, runs: [makeRun({ status: 'in_progress' })] } });
    await host.screenshot('restored');
  });
});
