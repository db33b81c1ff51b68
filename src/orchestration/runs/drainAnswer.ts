import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import { checkEvent, LlmError, type LlmEvent } from '#llm/core.ts';
import type { ActiveRun } from './activeRun.ts';
import { toOverrunError } from '#orchestration/runs/budget/budgetErrors.ts';
import type { EventRedactor } from './eventRedactor.ts';
import type { AgentConfig } from '#orchestration/types.ts';

/**
 * The most characters that one request may bring, thinking included: several times what models write at most. A server
 * that goes on for ever would fill the memory of the window and the disk.
 */
const maxAnswerLength = 10_000_000;

/**
 * More characters than this, for each token that the request allowed, come of a server that ignores the limit: even code
 * with many spaces has fewer.
 */
const charactersPerToken = 8;

/** As many more may come in any case: few tokens may be long ones. */
const lenience = 1000;

interface Drain {
  redactor: EventRedactor;
  maxTokens: number | undefined;
  /** Called with each piece of the answer. */
  onAnswer: () => void;
}

/** Hands the events of an answer to its run, until it has finished. Rejects where it does not, or goes on for too long. */
export async function drainAnswer(
  run: ActiveRun,
  events: AsyncIterable<LlmEvent>,
  agent: AgentConfig,
  { redactor, maxTokens = Infinity, onAnswer }: Drain,
): Promise<void> {
  let length = 0;
  try {
    for await (const given of events) {
      const event = checkEvent(given, redactor.clean);
      if (!event) continue;
      if (event.type !== 'finish') onAnswer();
      for (const clean of redactor.take(event)) run.take(clean);
      if (event.type !== 'finish') length += event.text.length;
      if (length > maxAnswerLength) throw toTooLongError(agent);
      if (length > maxTokens * charactersPerToken + lenience) throw toOverrunError(maxTokens);
      // Leaving the loop closes the stream, also of an LLM that ignores the signal.
      if (event.type === 'finish' || run.isSettled) return;
    }
  } finally {
    for (const rest of redactor.end()) run.take(rest);
  }
  throw new LlmError({
    kind: 'protocol',
    provider: agent.type,
    message: l10n.t('The stream ended without a finish event.'),
    partialText: run.output,
  });
}

function toTooLongError({ type }: AgentConfig): LlmError {
  const message = l10n.t(
    'The answer went on beyond {0} characters, so the connection was closed.',
    formatNumber(maxAnswerLength),
  );
  return new LlmError({ kind: 'protocol', provider: type, message });
}
