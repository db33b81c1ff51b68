import { withoutLongRuns } from '#common/text/longRuns.ts';

/**
 * Changes a message so that VS Code makes no link in it. In a notification it makes one of every `[text](command:…)`, and a
 * click runs that command, whatever the text says. Servers, files and settings must not bring such links, so an invisible
 * joiner is put between the brackets. Long runs of marks, which take seconds to draw, are left out.
 */
export function toPlainMessage(message: string): string {
  return withoutLongRuns(message).replaceAll('](', ']\u2060(');
}
