import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { TaskContext } from '#orchestration/types.ts';

const text = v.optional(v.string());

const schema = v.object({
  code: text,
  file: text,
  languageId: text,
  range: v.optional(v.object({ startLine: v.number(), endLine: v.number() })),
  diagnostics: v.optional(
    v.array(v.object({ message: v.string(), severity: v.string(), line: v.number(), source: text })),
  ),
  files: v.optional(v.array(v.object({ file: v.string(), languageId: text, content: v.string() }))),
});

/** Problem that keeps a value from being the context of a task: plans and other extensions hand in unchecked values. */
export function findContextProblem(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success && !Array.isArray(value)) return undefined;
  const path = (result.issues?.[0].path ?? []).map(({ key }) => String(key)).join(' › ');
  return path === ''
    ? l10n.t('The context of the task is not an object.')
    : l10n.t('The context of the task has a wrong "{0}".', path);
}

/** The context of a task, provided that it is one. */
export function asContext(value: TaskContext | undefined): TaskContext | undefined {
  return findContextProblem(value) === undefined ? value : undefined;
}
