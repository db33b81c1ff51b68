import type { RunSnapshot } from '#protocol/messages.ts';
import { closePages, closePanels, makeRun, openPanel, type PanelOptions, type Theme } from '#test/panel/harness.ts';
import { judgedRuns } from '#test/panel/panelStates.ts';
import { makePartHead, makeTeam, makeTeamHead } from './teamRuns.ts';

const answers = [
  'It turns a string such as `"12-48"` into a range.\n\n1. It **splits** the text at the dash.\n2. It reads both ends as numbers.\n\n```ts\nconst [start, end] = text.split("-").map(Number);\nif (Number.isNaN(end)) throw new RangeError(text);\n```\n\nAn empty end gives `0`, which is a defect.',
  'The function parses a range of lines.\n\n- `"9-"` gives an end of `0`, since `Number("")` is zero.\n- Negative numbers cannot be written.\n\n> Check for an empty end first.\n\n```ts\nif (parts[1] === "") throw new RangeError("no end");\n```',
  '`parseRange` reads two numbers with a dash between them. It does not check their order, so `"9-3"` is a range of a negative length.\n\n| Input | Result |\n| --- | --- |\n| `1-3` | 1 to 3 |\n| `9-` | 9 to 0 |',
  'A parser of ranges. It fails where either side is not a number.',
];

const failure = {
  status: 'failed' as const,
  text: '',
  error: {
    message: 'GPT refused the key for OpenAI (401). Set a new key, or choose another agent.',
    actions: [
      { action: 'setApiKey' as const, label: 'Set API Key' },
      { action: 'selectAgent' as const, label: 'Choose Another Agent' },
    ],
  },
};

async function take(name: string, runs: RunSnapshot[], options: PanelOptions = {}): Promise<void> {
  const host = await openPanel({ width: 1000, height: 820, ...options, snapshot: { runs, ...options.snapshot } });
  await host.screenshot(name);
}

/** A picture in every kind of theme, `name` followed by the theme. */
async function takeInThemes(name: string, runs: RunSnapshot[], options: PanelOptions = {}): Promise<void> {
  const host = await openPanel({ width: 1000, height: 820, ...options, snapshot: { runs } });
  await host.waitForColors();
  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[])
    await host.screenshotIn(theme, `${name}-${theme}`);
}

function streaming(count: number): RunSnapshot[] {
  const whole = { ...makeTeamHead({ startedAt: Date.now() - 7_000 }, count), text: '', thinking: '' };
  const parts = answers.slice(0, count).map((text, index) => ({
    ...makePartHead(index, { startedAt: Date.now() - 7_000, firstTextMs: 300 + index * 250 }),
    text: text.slice(0, 60 + index * 50),
    thinking: index === 2 ? 'Let me look.' : '',
  }));
  return [whole, ...parts];
}

describe('several agents in pictures', () => {
  afterEach(closePages);
  after(closePanels);

  it('are compared', () => takeInThemes('compare', makeTeam(answers.slice(0, 2))));

  it('are compared in three and four columns', async () => {
    await take('compare-3', makeTeam(answers.slice(0, 3)), { width: 1200 });
    const host = await openPanel({ width: 1500, height: 820, snapshot: { runs: makeTeam(answers) } });
    await host.screenshot('compare-4');
    await host.resize(800, 1100);
    await host.screenshot('compare-4-half');
  });

  it('are compared in rows where there is no room', async () => {
    await take('compare-narrow', makeTeam(answers.slice(0, 2)), { width: 320, height: 1200 });
    const host = await openPanel({ width: 1000, height: 1100, snapshot: { runs: makeTeam(answers.slice(0, 2)) } });
    await host.page.evaluate(() => document.documentElement.style.setProperty('--vscode-font-size', '26px'));
    await host.settle();
    await host.screenshot('compare-zoomed');
  });

  it('stream, one of them waiting to try again', async () => {
    const runs = streaming(3);
    const retry = { attempt: 2, reason: 'rate limit', until: Date.now() + 9_000 };
    const waiting = { ...makePartHead(3, { retry, startedAt: Date.now() - 7_000 }), text: '', thinking: '' };
    await take('compare-streaming', [...runs, waiting], { width: 1300 });
  });

  it('are shown with one that failed', () =>
    takeInThemes(
      'compare-failed',
      makeTeam(answers.slice(0, 3), {}, (index) => (index === 1 ? failure : {})),
    ));

  it('race and take over from each other', async () => {
    const race = makeTeam(answers.slice(0, 3), { strategy: 'race', chosenRunId: 'part-1' }, (index) =>
      index === 1 ? {} : { status: 'cancelled', text: index === 0 ? 'It turns a string' : '' },
    );
    await take('race', race);
    const claudes = { agent: 'GPT', provider: 'OpenAI', model: 'gpt-5.2' };
    const fallback = makeTeam(
      answers.slice(0, 2),
      { strategy: 'fallback', chosenRunId: 'part-1', ...claudes },
      (index) =>
        index === 0
          ? {
              ...failure,
              text: 'It turns a str',
              error: { message: 'Claude: the provider is overloaded. Try again soon.', actions: [] },
            }
          : {},
    );
    await take('fallback', fallback, { width: 700 });
  });

  it('are judged', async () => {
    await takeInThemes('synthesize', judgedRuns, { width: 760 });
    const host = await openPanel({ width: 900, height: 1200, snapshot: { runs: judgedRuns } });
    await host.page.getByText('Answers of the agents (2)').click();
    await host.settle();
    await host.screenshot('synthesize-open');
  });

  it('run besides others, which are tabs of a list', async () => {
    const others = Array.from({ length: 6 }, (_, index) => ({
      ...makeRun({ runId: `r${index}`, threadId: `t${index}`, title: `Write tests for module ${index}` }),
      status: index % 2 === 0 ? ('success' as const) : ('in_progress' as const),
    }));
    const runs = [...others, ...streaming(2)];
    await take('many-tabs', runs, { width: 420, snapshot: { selectedThreadId: 'thread-1' } });
  });
});
