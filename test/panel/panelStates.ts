import type { PanelSnapshot, RunSnapshot } from '#protocol/messages.ts';
import { makePlanView } from '#test/fakes/makePlanView.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';
import { type FakePanelHost, makeRun, start } from './harness.ts';
import { codeAnswer, sampleAnswer } from './samples.ts';
import { makePartHead, makeTeam, makeTeamHead } from '#test/panel/team/teamRuns.ts';

/** A state the page can be in: what it opens with, and what happens then. */
export interface PanelState {
  snapshot?: Partial<PanelSnapshot>;
  /** The state that VS Code kept for an earlier page. */
  state?: unknown;
  width?: number;
  arrange?: (host: FakePanelHost) => Promise<void>;
}

export const failedRun = makeRun({
  status: 'failed',
  text: 'It turns a string into a range',
  durationSeconds: 1.2,
  error: {
    message: 'Claude refused the key for Anthropic (401). Set a new key, or choose another agent.',
    actions: [
      { action: 'setApiKey', label: 'Set API Key' },
      { action: 'selectAgent', label: 'Choose Another Agent' },
      { action: 'retry', label: 'Retry' },
      { action: 'showLog', label: 'Show Log' },
    ],
  },
});

const waitingHead = makeRunHead({
  startedAt: Date.now() - 75_000,
  retry: { attempt: 2, reason: 'rate limit', until: Date.now() + 60_000 },
  isSimulated: true,
});
export const waitingRun: RunSnapshot = { ...waitingHead, text: '', thinking: '' };

export const composer = {
  description: 'Fix the two problems in this function.\nKeep its signature.',
  agent: 'Claude',
  context: ['src/range.ts:12-48 (2 problems)', 'src/a/very/long/path/that/does/not/fit/lines.ts', 'README.md'],
};

const tabTitles = ['Explain', 'Write tests for the importer', 'Refactor', 'Document', 'Fix the build', 'Translate'];
export const severalRuns: RunSnapshot[] = [
  ...tabTitles.map((title, index) => makeRun({ runId: `tab-${index}`, threadId: `tab-${index}`, title })),
  makeRun({ runId: 'f', threadId: 'f', title: 'A failed one', status: 'failed', text: '' }),
  makeRun({ runId: 'c', threadId: 'c', title: 'A stopped one', status: 'cancelled', note: 'The answer was cut off.' }),
];

const judge = makePartHead(0, { runId: 'judge', role: 'judge', status: 'success', durationSeconds: 2.2 });
export const judgedRuns: RunSnapshot[] = [
  ...makeTeam([sampleAnswer, codeAnswer], {
    strategy: 'synthesize',
    chosenRunId: 'judge',
    text: sampleAnswer,
    reasons: 'Both agree on the empty end. The first one shows the line at fault, the second one how to mend it.',
  }),
  { ...makeRun(judge), text: '' },
];

const longAnswer = `${sampleAnswer}\n\n${codeAnswer}\n\n`.repeat(6);
const plan = { plans: [makePlanView()], selectedThreadId: 'plan:plan-1' };

/** The states that a user meets, by name. */
export const panelStates: Record<string, PanelState> = {
  empty: {},
  'a run that waits': { arrange: (host) => start(host) },
  'a run that streams': {
    arrange: async (host) => {
      await start(host, { thinkingSince: Date.now() - 2_000 });
      await host.send({ type: 'delta', runId: 'run-1', thinking: 'Let me look. ', text: sampleAnswer.slice(0, 500) });
    },
  },
  'a finished run': {
    snapshot: { runs: [makeRun({ text: sampleAnswer, thinking: 'Let me look.', isSimulated: true })] },
    arrange: async (host) => {
      await host.page.locator('summary').click();
      await host.waitForColors();
    },
  },
  'code in many languages': {
    snapshot: { runs: [makeRun({ text: codeAnswer })] },
    arrange: (host) => host.waitForColors(),
  },
  'a failed run': { snapshot: { runs: [failedRun] } },
  'a run that is tried again': { snapshot: { runs: [waitingRun] } },
  'a form': { snapshot: { runs: [makeRun()], composer } },
  'a form that was sent empty': {
    snapshot: { composer: { ...composer, description: '', context: [] } },
    arrange: (host) => host.page.getByRole('button', { name: 'Run', exact: true }).click(),
  },
  'many tabs': { snapshot: { runs: severalRuns, selectedThreadId: 'c' } },
  'a narrow panel': { width: 300, snapshot: { runs: [...severalRuns, makeRun({ text: sampleAnswer })] } },
  'a panel after a reload': { state: { version: 1, runs: [makeRun({ status: 'in_progress' })] } },
  'long answers': {
    snapshot: { runs: [makeRun({ text: longAnswer }), makeRun({ runId: 'run-2', text: longAnswer })] },
  },
  'answers side by side': { width: 1000, snapshot: { runs: makeTeam([sampleAnswer, codeAnswer]) } },
  'answers in rows, one failed': {
    width: 320,
    snapshot: {
      runs: makeTeam([sampleAnswer, ''], {}, (index) =>
        index === 1 ? { status: 'failed', ...(failedRun.error && { error: failedRun.error }) } : {},
      ),
    },
  },
  'answers that stream side by side': {
    width: 1000,
    snapshot: {
      runs: [makeTeamHead(), makePartHead(0, { firstTextMs: 300 }), makePartHead(1)].map((head, index) => ({
        ...head,
        text: index === 1 ? 'It turns a string' : '',
        thinking: '',
      })),
    },
  },
  'an answer made of others, with them': {
    width: 900,
    snapshot: { runs: judgedRuns },
    arrange: (host) => host.page.getByText('Answers of the agents (2)').click(),
  },
  'an answer after another agent failed': {
    snapshot: {
      runs: makeTeam(['', sampleAnswer], { strategy: 'fallback', chosenRunId: 'part-1' }, (index) =>
        index === 0 ? { status: 'failed', ...(failedRun.error && { error: failedRun.error }) } : {},
      ),
    },
  },
  'a plan without tasks': { snapshot: { plans: [makePlanView({ nodes: [] })], selectedThreadId: 'plan:plan-1' } },
  'a plan as a graph': {
    width: 800,
    snapshot: plan,
    arrange: (host) => host.page.locator('.plan:not(.drawing) .plan-edges > path').first().waitFor(),
  },
  'a plan as a list': { width: 320, snapshot: plan },
};
