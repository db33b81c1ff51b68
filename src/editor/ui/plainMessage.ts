import { withoutLongRuns } from '#common/text/longRuns.ts';

/**
 * A message in which VS Code makes no link. In a notification it makes one of every `[text](command:…)`, and a click runs
 * that command, whatever the text says. What servers, files and settings bring must not write such a thing, so an
 * invisible joiner goes between the brackets. Long runs of marks, which take seconds to draw, are left out.
 */
export function toPlainMessage(message: string): string {
  return withoutLongRuns(message).replaceAll('](', ']\u2060(');
}
