import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import { checkEvent, LlmError, type LlmEvent } from '#llm/core.ts';
import type { ActiveRun } from './activeRun.ts';
import { toOverrunError } from '#orchestration/runs/budget/budgetErrors.ts';
import type { EventRedactor } from './eventRedactor.ts';
import type { AgentConfig } from '#orchestration/types.ts';

/**
 * Maximum length of an answer in characters (UTF-16 units), thinking included: several times the longest of any model. An
 * endless one would fill the memory of the window and the disk.
 */
const maxAnswerLength = 10_000_000;

/**
 * Characters per allowed token above which a server must be ignoring the limit: even code with many spaces has fewer.
 */
const charactersPerToken = 8;

/** Further characters that are always allowed: few tokens may be long ones. */
const lenience = 1000;

interface Drain {
  redactor: EventRedactor;
  maxTokens: number | undefined;
  /** Called with each piece of the answer. */
  onAnswer: () => void;
}

/** Passes the events of an answer to its run, until it has finished. Rejects where it does not, or is too long. */
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
      for (const clean of redactor.redact(event)) run.handle(clean);
      if (event.type !== 'finish') length += event.text.length;
      if (length > maxAnswerLength) throw toTooLongError(agent);
      if (length > maxTokens * charactersPerToken + lenience) throw toOverrunError(maxTokens);
      // Leaving the loop closes the stream, also of an LLM that ignores the signal.
      if (event.type === 'finish' || run.isSettled) return;
    }
  } finally {
    for (const rest of redactor.end()) run.handle(rest);
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
