import * as l10n from '@vscode/l10n';
import { hasVisibleText } from '#common/text/visibleText.ts';
import { type AgentType, LlmError } from '#llm/core.ts';
import type { ActiveRun } from './activeRun.ts';
import { toUsedUpError } from '#orchestration/runs/budget/budgetErrors.ts';
import { RunError } from '#orchestration/runError.ts';

/**
 * Throws where a stream ended well and gave no answer all the same: one that was withheld or is broken, and one without a
 * visible character. A run that failed so lets the next agent have a go, wins no race and completes no task of a plan.
 * @param isCut the budget left less for it than the agent's own settings do.
 */
export function checkAnswer(run: ActiveRun, provider: AgentType, isCut = false): void {
  if (run.finishReason === 'contentFilter') {
    const message = l10n.t('The provider withheld the answer, or a part of it (content filter).');
    throw new RunError('contentFilter', message);
  }
  const hasText = hasVisibleText(run.output);
  if (hasText && !run.end?.isBroken) return;
  if (run.finishReason === 'length' && !hasText && isCut) throw toUsedUpError();
  if (run.finishReason === 'length' && !hasText) {
    throw new RunError(
      'invalidRequest',
      l10n.t('The token limit was used up before any text was written; raise maxTokens or lower the reasoning effort.'),
    );
  }
  // A broken or missing answer is no fault of the request: another agent may do better.
  throw new LlmError({
    kind: 'protocol',
    provider,
    message: describeFault(run),
    retryable: run.end?.isRetryable ?? false,
  });
}

function describeFault({ finishReason, end, hasThought }: ActiveRun): string {
  if (end?.isBroken) return l10n.t('The provider says that what the model wrote is broken ({0}).', end.word ?? '');
  if (finishReason === 'toolCalls') return l10n.t('The model called a tool in place of an answer.');
  if (end?.word) return l10n.t('The provider ended the answer without any text ({0}).', end.word);
  return hasThought
    ? l10n.t('The model thought, and ended its answer without any text.')
    : l10n.t('The model ended its answer without any text.');
}
