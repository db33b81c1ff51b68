import * as l10n from '@vscode/l10n';
import type * as v from 'valibot';

/** What is wrong with the arguments a command was called with: where, what was expected there and what stands there, as types. */
export function describeArgument({ path, expected, received }: v.BaseIssue<unknown>): string {
  const place = path?.map((item) => String(item.key)).join('.') ?? l10n.t('the argument');
  return l10n.t('{0}: expected {1}, got {2}', place, expected ?? '…', received);
}
