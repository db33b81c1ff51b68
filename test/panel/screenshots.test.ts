import { makeRunHead } from '../fakes/makeRunHead.ts';
import { makeLargePlanView, makePlanNode, makePlanView } from '../fakes/makePlanView.ts';
import { closePanels, makeRun, openPanel, type Theme } from './harness.ts';
import { composer, failedRun, severalRuns, waitingRun } from './panelStates.ts';
import { codeAnswer, sampleAnswer } from './samples.ts';

const question = makeRun({
  runId: 'run-2',
  title: 'Follow up',
  description: 'And how would you test the empty end?',
  context: [],
  text: 'With one more row in the table test:\n\n```ts\nassert.throws(() => parseRange("9-"), RangeError);\n```\n',
  thinking: 'The user asks for a test.',
});

describe('the panel in pictures', () => {
  after(closePanels);

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    it(`shows a conversation in ${theme}`, async () => {
      const runs = [makeRun({ text: sampleAnswer, thinking: 'Let me look.', isSimulated: true }), question];
      const host = await openPanel({ theme, width: 700, height: 1500, snapshot: { runs } });
      await host.waitForColours();
      await host.screenshot(theme);
    });
  }

  it('shows code in several languages', async () => {
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
      const host = await openPanel({
        theme,
        width: 700,
        height: 2400,
        snapshot: { runs: [makeRun({ text: codeAnswer })] },
      });
      await host.page.waitForFunction(() =>
        [...document.querySelectorAll('.answer code')].every((code) => code.querySelector('span')),
      );
      await host.screenshot(`code-${theme}`);
    }
  });

  it('shows a narrow panel with several tabs', async () => {
    const running = { ...makeRunHead({ runId: 'd', threadId: 'd', title: 'Release' }), text: '', thinking: '' };
    const runs = [makeRun({ text: sampleAnswer }), ...severalRuns.slice(-3), running];
    const host = await openPanel({ width: 300, snapshot: { runs, selectedThreadId: 'thread-1' } });
    await host.screenshot('narrow');
    await host.page.setViewportSize({ width: 700, height: 700 });
    await host.page.getByRole('tab', { name: 'Release' }).click();
    await host.settle();
    await host.screenshot('tabs-running');
  });

  it('shows a failure', async () => {
    for (const theme of ['dark', 'light', 'highContrast'] satisfies Theme[]) {
      const runs = [failedRun, { ...waitingRun, runId: 'waiting' }];
      const host = await openPanel({ theme, height: 700, snapshot: { runs } });
      await host.screenshot(`failure-${theme}`);
    }
  });

  it('shows the form', async () => {
    for (const [theme, width] of [
      ['dark', 640],
      ['light', 300],
      ['highContrast', 640],
    ] as const) {
      const host = await openPanel({
        theme,
        width,
        height: 620,
        snapshot: { runs: [makeRun()], composer },
      });
      await host.screenshot(`composer-${theme}`);
    }
  });

  it('shows a plan', async () => {
    const drawn = '.plan:not(.drawing) .plan-edges > path';
    for (const theme of ['dark', 'light', 'highContrast'] satisfies Theme[]) {
      const host = await openPanel({
        theme,
        width: 800,
        height: 720,
        snapshot: { runs: [makeRun()], plans: [makePlanView()], selectedThreadId: 'plan:plan-1' },
      });
      await host.page.locator(drawn).first().waitFor();
      await host.screenshot(`plan-${theme}`);
    }
    const nodes = makePlanView().nodes.map((node) =>
      makePlanNode({ ...node, status: 'completed', blockedBy: [], hasRun: true, durationSeconds: 9, costUsd: 0.01 }),
    );
    const done = { plans: [makePlanView({ nodes, actions: ['retry'] })], selectedThreadId: 'plan:plan-1' };
    await (await openPanel({ width: 320, height: 800, snapshot: done })).screenshot('plan-narrow');
    for (const [size, name] of [
      [30, 'plan-30'],
      [200, 'plan-200'],
    ] as const) {
      const large = { plans: [makeLargePlanView(size)], selectedThreadId: 'plan:plan-large' };
      const host = await openPanel({ width: 900, height: 900, snapshot: large });
      await host.page.locator(drawn).first().waitFor();
      await host.screenshot(name);
    }
  });

  it('shows that there is nothing yet, and what is left of a reload', async () => {
    await (await openPanel({ height: 500 })).screenshot('empty');
    const host = await openPanel({ height: 500, state: { version: 1, runs: [makeRun({ status: 'in_progress' })] } });
    await host.screenshot('restored');
  });
});
