import * as l10n from '@vscode/l10n';
import { hasVisibleText } from '#common/text/visibleText.ts';
import type { ExecutionResult } from '#orchestration/types.ts';

/** Remark about the end of an answer that is no failure; `undefined` where it has a normal end. */
export function describeEnd({ status, output, metadata }: ExecutionResult): string | undefined {
  if (status === 'interrupted')
    return l10n.t('The run was cut off: its window was closed or crashed. What had arrived by then is kept.');
  if (status !== 'success') return undefined;
  const { finishReason, end } = metadata;
  if (finishReason === 'length') return l10n.t('The answer was cut off at the token limit.');
  // Stored by a version that took such an answer for a success.
  if (!hasVisibleText(output)) return l10n.t('The model ended its answer without any text.');
  if (finishReason === 'toolCalls')
    return l10n.t('The model called a tool and got no result: the answer may not be finished.');
  if (finishReason === 'other') return describeOtherEnd(end?.word);
  if (end?.assumed === 'silence')
    return l10n.t(
      'The provider kept the connection open without sending more, so Switchyard ended the answer. The end may be missing.',
    );
  if (end?.assumed === 'disconnect')
    return l10n.t('The connection broke at the end of the answer. The end may be missing.');
  return undefined;
}

function describeOtherEnd(word: string | undefined): string {
  return word === undefined
    ? l10n.t('The provider gave no reason why the answer ended: it may not be finished.')
    : l10n.t('The provider ended the answer for a reason of its own ({0}): it may not be finished.', word);
}
