import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import type { TaskContext } from '#orchestration/index.ts';

/** Describes context for a person: `src/a.ts:3-9 (2 problems)`, then each file. */
export function describeContext(context: TaskContext | undefined): string[] {
  if (!context) return [];
  const files = (context.files ?? []).map(({ file }) => file);
  return hasPlace(context) ? [describePlace(context), ...files] : files;
}

/** Tells whether the first label of `describeContext` stands for the selection. */
export function hasPlace(context: TaskContext): boolean {
  return context.code !== undefined || context.range !== undefined;
}

function describePlace({ file, range, diagnostics }: TaskContext): string {
  const place = file ?? l10n.t('Selection');
  const lines = range ? `:${range.startLine}${range.endLine > range.startLine ? `-${range.endLine}` : ''}` : '';
  const count = diagnostics?.length ?? 0;
  if (count === 0) return `${place}${lines}`;
  const problems = count === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', formatNumber(count));
  return `${place}${lines} (${problems})`;
}
