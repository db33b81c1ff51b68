import { isClosingFence, readFence, toFenced } from '#common/text/fences.ts';
import {
  type ExecutionError,
  type ExecutionStatus,
  type PlanRecord,
  type RunRecord,
  type TaskStatus,
  withChosenAnswer,
} from '#orchestration/index.ts';
import { toOneLine } from '#common/text/oneLine.ts';

/** The exported runs and, if they belong to a plan, the plan. */
export interface ExportedRuns {
  title: string;
  plan?: PlanRecord | undefined;
  runs: readonly RunRecord[];
}

/**
 * The JSON of an export. `runs` are as in the history: `result` with status, output, error, times and metadata, `task`
 * as sent, `threadId`, `planId`, `workspace`. `plan` has the plan and the state of each task by its id.
 */
export interface ExportFile {
  format: 'switchyard-runs';
  version: 1;
  /** ISO 8601. */
  exportedAt: string;
  title: string;
  plan?: PlanRecord | undefined;
  runs: readonly RunRecord[];
}

export function toExportJson({ title, plan, runs }: ExportedRuns, now: Date): string {
  const exportedAt = now.toISOString();
  // Paths of this machine are private.
  const exported = runs.map(({ task: { documentUri: _documentUri, ...task }, ...run }) => ({ ...run, task }));
  const file: ExportFile = {
    format: 'switchyard-runs',
    version: 1,
    exportedAt,
    title,
    plan,
    runs: exported,
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Words of a Markdown export in the user's language. */
export interface ExportWords {
  task: string;
  answer: string;
  error: string;
  tasks: string;
  noAnswer: string;
  status(status: ExecutionStatus | TaskStatus): string;
  /** Label of the context of a task, such as a file. */
  context: string;
  tokens(input: number, output: number): string;
  time(iso: string): string;
  seconds(seconds: number): string;
  cost(dollars: number): string;
  failure(error: ExecutionError): string;
}

/**
 * Converts runs to Markdown. Tasks and code stand in fences longer than any in them; an answer stands as it is, and
 * what it leaves open is closed after it, so that it does not swallow what follows.
 */
export function toExportMarkdown({ title, plan, runs }: ExportedRuns, words: ExportWords): string {
  const parts = [`# ${toText(title)}`];
  if (plan) {
    const rows = plan.plan.tasks.map((task) => {
      const status = words.status(plan.states[task.id]?.status ?? 'pending');
      const after = (task.dependencies ?? []).map((id) => toText(id)).join(', ');
      return `- **${toText(task.title || task.description || task.id)}**: ${status}${after === '' ? '' : ` (← ${after})`}`;
    });
    parts.push(`## ${words.tasks}`, rows.join('\n'));
  }
  for (const run of runs) parts.push(...toRunParts(run, words, runs.length === 1 && !plan));
  return `${parts.join('\n\n')}\n`;
}

/** Closes what a text leaves open at its end: a fence, a comment, or a block of HTML. */
export function closeBlocks(text: string): string {
  let end: string | undefined;
  let isEnd: (line: string) => boolean = () => false;
  for (const line of text.split(/\r\n?|\n/)) {
    if (end !== undefined) {
      if (isEnd(line)) end = undefined;
      continue;
    }
    const fence = readFence(line);
    if (fence) {
      end = fence.character.repeat(fence.length);
      isEnd = (later) => isClosingFence(later, fence);
      continue;
    }
    const block = htmlBlocks.find(({ start }) => start.test(line));
    if (!block || block.end.test(line.replace(block.start, ''))) continue;
    [end, isEnd] = [block.closing, (later) => block.end.test(later)];
  }
  return end === undefined ? text : `${text.replace(/\n$/, '')}\n${end}`;
}

/** HTML blocks that a blank line does not end: https://spec.commonmark.org/0.31.2/#html-blocks, conditions 1 to 5. */
const htmlBlocks = [
  { start: /^ {0,3}<!--/, end: /-->/, closing: '-->' },
  {
    start: /^ {0,3}<(?:script|pre|style|textarea)(?=[\s>]|$)/i,
    end: /<\/(?:script|pre|style|textarea)>/i,
    closing: '</pre>',
  },
  { start: /^ {0,3}<\?/, end: /\?>/, closing: '?>' },
  { start: /^ {0,3}<!\[CDATA\[/, end: /\]\]>/, closing: ']]>' },
  { start: /^ {0,3}<![a-z]/i, end: />/, closing: '>' },
];

function toRunParts({ result: own, task }: RunRecord, words: ExportWords, isOnly: boolean): string[] {
  const result = withChosenAnswer(own);
  const { metadata, error } = result;
  const { usage, model, costUsd } = metadata;
  const facts = [
    [result.agent, model].filter((fact) => fact !== undefined && fact !== '').join(', '),
    words.status(result.status),
    words.time(result.startedAt),
    result.durationSeconds === undefined ? '' : words.seconds(result.durationSeconds),
    usage ? words.tokens(usage.inputTokens, usage.outputTokens) : '',
    costUsd === undefined ? '' : words.cost(costUsd),
  ];
  const parts = isOnly ? [] : [`## ${toText(task.title || task.description || task.id)}`];
  parts.push(
    facts
      .filter((fact) => fact !== '')
      .map((fact) => toText(fact))
      .join(' · '),
  );
  parts.push(`### ${words.task}`, toFenced(task.description, 'text'));
  const { code, file, languageId, files = [] } = task.context ?? {};
  if (code !== undefined) parts.push(`${words.context}: ${toText(file ?? '')}`.trim(), toFenced(code, languageId));
  for (const extra of files)
    parts.push(`${words.context}: ${toText(extra.file)}`, toFenced(extra.content, extra.languageId));
  if (error) parts.push(`### ${words.error}`, toFenced(words.failure(error), 'text'));
  parts.push(`### ${words.answer}`, result.output.trim() === '' ? `*${words.noAnswer}*` : closeBlocks(result.output));
  return parts;
}

/** Converts text to one line without markup. */
function toText(text: string): string {
  return toOneLine(text, 200).replaceAll(/[\\`*_{}[\]<>#|~!&]/g, '\\$&');
}
