import { withoutUndefined } from '#common/withoutUndefined.ts';
import { isRecord } from '#common/isRecord.ts';
import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import { toErrorMessage } from '#common/errors.ts';
import { findPlanIssues } from './planCheck.ts';
import { readJson } from './planJson.ts';
import { findNode, type TextNode, type PlanTree, type Span } from './planTree.ts';
import { readYaml } from './planYaml.ts';
import { LineIndex } from './planLines.ts';
import type {
  ParsedPlan,
  PlanFormat,
  PlanProblem,
  PlanTaskPlace,
  TextRange,
  PlanIssue,
  PlanCheckOptions,
} from './planTypes.ts';

/** The longest file that is read, in characters. Ten thousand tasks fit. */
const maxLength = 1_000_000;

/** The most problems that are told of one file. */
const maxProblems = 100;

/** See `parsePlan`, which loads this, and the YAML library with it, on first use. */
export function readPlanFile(source: string, format: PlanFormat, options: PlanCheckOptions = {}): ParsedPlan {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  if (text.length > maxLength) return refuseLength(text);
  const lines = new LineIndex(text);
  const report = (message: string, { start, end }: Span): PlanProblem => ({
    severity: 'error',
    kind: 'syntax',
    message,
    range: lines.toRange(start, end),
  });
  const control = findControlCharacter(text);
  if (control) return { problems: [report(control.message, control)], tasks: [] };

  const { root, problems } = readTree(text, format);
  const found = problems.slice(0, maxProblems).map((problem) => report(problem.message, problem));
  const tasks = root ? findTasks(root, lines) : [];
  // What was not read well would only be misunderstood.
  if (found.length > 0) return { problems: found, tasks };
  if (!root) {
    const message = l10n.t('The file is empty. A plan begins with "version: 1" and has a list of "tasks".');
    return { problems: [report(message, { start: 0, end: 0 })], tasks };
  }
  const { plan, issues } = findPlanIssues(root.value, options);
  const located = issues.slice(0, maxProblems).map((issue): PlanProblem => ({
    severity: issue.severity,
    kind: issue.isBeyondSchema ? 'relation' : 'schema',
    message: issue.message,
    range: locate(issue, root, text, lines),
  }));
  return plan ? { plan, problems: located, tasks } : { problems: located, tasks };
}

function readTree(text: string, format: PlanFormat): PlanTree {
  try {
    return format === 'json' ? readJson(text) : readYaml(text);
  } catch (error) {
    // Nothing is known to bring a library to this, but nobody has tried every text.
    const message = l10n.t('The file cannot be read: {0}', toErrorMessage(error));
    return { problems: [{ message, start: 0, end: 0 }] };
  }
}

function refuseLength(text: string): ParsedPlan {
  const end = text.slice(0, 1_000).search(/[\r\n]|$/);
  const message = l10n.t(
    'The file has {0} characters; a plan has at most {1}. It was not read.',
    formatNumber(text.length),
    formatNumber(maxLength),
  );
  const range: TextRange = { start: { line: 1, column: 1 }, end: { line: 1, column: end + 1 } };
  return {
    problems: [{ severity: 'error', kind: 'syntax', message, range }],
    tasks: [],
  };
}

/** Neither YAML nor JSON allows them; the YAML library takes them all the same. */
function findControlCharacter(text: string): (Span & { message: string }) | undefined {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const start = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/);
  if (start === -1) return undefined;
  const code = text.charCodeAt(start).toString(16).toUpperCase().padStart(4, '0');
  return { start, end: start + 1, message: l10n.t('The file holds a control character (U+{0}).', code) };
}

function locate({ path, isKey, part }: PlanIssue, root: TextNode, text: string, lines: LineIndex): TextRange {
  const { node, key, isWhole } = findNode(root, path);
  if (isKey && key) return lines.toRange(key.start, key.end);
  // What is missing is reported at the beginning of what should have it.
  if (!isWhole) return lines.toLineRange(node.start);
  if (part !== undefined) {
    const start = text.indexOf(part, node.start);
    if (start !== -1 && start < node.end) return lines.toRange(start, start + part.length);
  }
  const isLongOrNothing = node.members !== undefined || node.items !== undefined || node.start === node.end;
  return isLongOrNothing && key ? lines.toRange(key.start, key.end) : lines.toRange(node.start, node.end);
}

function findTasks(root: TextNode, lines: LineIndex): PlanTaskPlace[] {
  const items = root.members?.get('tasks')?.node.items ?? [];
  return items.flatMap((item) => {
    if (!isRecord(item.value)) return [];
    const { id, title } = item.value;
    const name = item.members?.get('id')?.node ?? item;
    return withoutUndefined({
      id: typeof id === 'string' ? id : undefined,
      title: typeof title === 'string' ? title : undefined,
      range: lines.toRange(item.start, item.end),
      nameRange: lines.toRange(name.start, Math.min(name.end, item.end)),
    });
  });
}
