import assert from 'node:assert/strict';
import { closeBlocks, type ExportWords, toExportJson, toExportMarkdown } from '#editor/history/exportText.ts';
import type { PlanRecord } from '#orchestration/index.ts';
import { makeRunRecord } from '#test/fakes/makeRunRecord.ts';

const words: ExportWords = {
  task: 'Task',
  answer: 'Answer',
  error: 'Error',
  tasks: 'Tasks',
  noAnswer: 'None.',
  context: 'Context',
  status: (status) => status,
  tokens: (input, output) => `${input} in, ${output} out`,
  time: (iso) => `at ${iso}`,
  seconds: (seconds) => `in ${seconds}`,
  cost: (dollars) => `for ${dollars}`,
  failure: ({ message }) => `Said: ${message}`,
};

const plan: PlanRecord = {
  planId: 'plan-1',
  goal: 'Ship it',
  workspace: '',
  createdAt: '2026-11-25T08:00:00.000Z',
  counts: { completed: 1, blocked: 1 },
  plan: {
    version: 1,
    tasks: [
      { id: 'a', title: 'First', description: 'x' },
      { id: 'b', description: '*Second*', dependencies: ['a'] },
    ],
  },
  states: { a: { status: 'completed', runId: 'run-1' }, b: { status: 'blocked' } },
};

/** The lines that Markdown takes for headings: those outside of fences. */
function headings(markdown: string): string[] {
  let fence: string | undefined;
  return markdown.split('\n').filter((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
    return fence === undefined && line.startsWith('#');
  });
}

describe('runs as Markdown', () => {
  it('say who answered, how it ended and what it took', () => {
    const markdown = toExportMarkdown({ title: 'Explain it', runs: [makeRunRecord()] }, words);
    assert.match(
      markdown,
      /^# Explain it\n\nclaude, claude-sonnet-5 · success · at 2026-11-25T08:00:00.000Z · in 8.42 · 12 in, 34 out · for 0.0089\n/,
    );
    assert.deepEqual(headings(markdown), ['# Explain it', '### Task', '### Answer']);
    assert.ok(markdown.endsWith('### Answer\n\nAn answer.\n'));
  });

  it('have the answer that was chosen of several', () => {
    const { result, ...run } = makeRunRecord();
    const parts = ['first', 'second'].map((runId) => ({
      ...result,
      runId,
      agent: `agent-${runId}`,
      output: `The ${runId} answer.`,
      metadata: { role: 'candidate' as const },
    }));
    const chosen = { ...result, metadata: { ...result.metadata, chosenRunId: 'second', parts } };
    const markdown = toExportMarkdown({ title: 'Compare', runs: [{ ...run, result: chosen }] }, words);
    assert.match(markdown, /^# Compare\n\nagent-second, /);
    assert.match(markdown, /The second answer\.\n$/);
  });

  it('survive fences in the task, in its code and in an answer that was cut off within one', () => {
    const fences = '```js\nlet a;\n```\n\n````md\n```\n````\n';
    const record = makeRunRecord(
      { output: 'See:\n\n```ts\nconst cut =' },
      { description: fences, context: { code: fences, file: 'a`b.md', languageId: 'markdown' } },
    );
    const markdown = toExportMarkdown({ title: 'Two', runs: [record, record] }, words);
    const each = ['## Explain it', '### Task', '### Answer'];
    assert.deepEqual(headings(markdown), ['# Two', ...each, ...each]);
    assert.equal(markdown.split(fences).length, 5, 'task and code stand in it unchanged, in both');
  });

  it('show what failed, and that nothing came back', () => {
    const error = { kind: 'network', message: 'No `network`.', retryable: true } as const;
    const markdown = toExportMarkdown(
      { title: 'x', runs: [makeRunRecord({ status: 'failed', output: ' ', error })] },
      words,
    );
    assert.match(markdown, /### Error\n\n```text\nSaid: No `network`\.\n```\n\n### Answer\n\n\*None\.\*\n$/);
  });

  it('take no markup from titles', () => {
    const markdown = toExportMarkdown({ title: '<b>x</b>\n# y [z](u) `q`', runs: [] }, words);
    assert.equal(markdown, '# \\<b\\>x\\</b\\> \\# y \\[z\\](u) \\`q\\`\n');
  });

  it('list the tasks of a plan with their states', () => {
    const markdown = toExportMarkdown({ title: 'Ship it', plan, runs: [makeRunRecord()] }, words);
    assert.match(
      markdown,
      /## Tasks\n\n- \*\*First\*\*: completed\n- \*\*\\\*Second\\\*\*\*: blocked \(← a\)\n\n## Explain it\n/,
    );
  });
});

describe('an answer with an open end', () => {
  const cases: [name: string, text: string, closing: string | undefined][] = [
    ['nothing', 'a\n\n# b', undefined],
    ['a fence', 'a\n```ts\nb', '```'],
    ['a fence closed by a longer one', '```\na\n`````', undefined],
    ['a fence that a shorter one does not close', '````\n```\n', '````'],
    ['tildes that backticks do not close', '~~~\n```\n', '~~~'],
    ['inline code in three backticks', '```a``` b', undefined],
    ['a comment', 'a\n<!-- b\n\nc', '-->'],
    ['a closed comment', '<!-- a --> b', undefined],
    ['a script', '<script>\nlet a;', '</pre>'],
    ['a comment in a fence', '```\n<!--\n```\n', undefined],
  ];
  for (const [name, text, closing] of cases) {
    it(`is closed if it is ${name}`, () => {
      const added = closing === undefined ? '' : `\n${closing}`;
      assert.equal(closeBlocks(text), `${closing === undefined ? text : text.replace(/\n$/, '')}${added}`);
    });
  }
});

describe('runs as JSON', () => {
  it('are whole, with the plan and the time of the export', () => {
    const now = new Date('2026-11-26T00:00:00Z');
    const file = JSON.parse(toExportJson({ title: 'x', plan, runs: [makeRunRecord()] }, now));
    const head = { format: 'switchyard-runs', version: 1, exportedAt: '2026-11-26T00:00:00.000Z', title: 'x' };
    assert.deepEqual(file, { ...head, plan, runs: [makeRunRecord()] });
  });

  it('do not tell where on this machine a task began', () => {
    const record = makeRunRecord();
    const runs = [{ ...record, task: { ...record.task, documentUri: 'file:///home/me/secret-project/a.ts' } }];
    assert.doesNotMatch(toExportJson({ title: 'x', runs }, new Date()), /secret-project/);
  });
});
