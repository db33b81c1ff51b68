import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';

/** Joins the first `most` items, and says how many more there are. */
export function toShortList(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? l10n.t('{0} and {1} more', shown, formatNumber(items.length - most)) : shown;
}
