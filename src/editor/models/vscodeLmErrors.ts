import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toErrorMessage } from '#common/errors.ts';
import { type CallEnd, LlmError, type LlmErrorDetails, type LlmErrorKind, saysNoCredit } from '#llm/core.ts';

/** The wire's name, as an agent type. */
export const vscodeLmType = 'vscode-lm';

type Meaning = Pick<LlmErrorDetails, 'kind' | 'reason' | 'retryable'>;

const noConsent: Meaning = { kind: 'permission', reason: 'consent' };
/** VS Code itself does not tell when a quota is renewed; asking again at once cannot help. */
const quota: Meaning = { kind: 'rateLimit', retryable: false };

/**
 * Meanings of the names and words of an error, of which the first that fits counts. VS Code's own codes come first; a model's provider may
 * throw anything, and only its name and message cross to us.
 */
const meanings: readonly { code?: string; words?: Pick<RegExp, 'test'>; meaning: Meaning }[] = [
  { code: 'NoPermissions', meaning: noConsent },
  { code: 'NotFound', meaning: { kind: 'notFound' } },
  { words: /content.?filter|responsible ai|off.?topic/i, meaning: { kind: 'contentFilter' } },
  // What `Blocked` is for, by VS Code's documentation: "quota limits exceeded".
  { code: 'Blocked', meaning: quota },
  { words: saysNoCredit, meaning: { ...quota, reason: 'credit' } },
  { words: /\bChatQuotaExceeded\b|\bquota\b|premium requests?|allowance/i, meaning: quota },
  { words: /\bChatRateLimited\b|rate.?limit|too many requests|\b429\b/i, meaning: quota },
  { words: /overloaded|\b529\b/i, meaning: { kind: 'overloaded' } },
  {
    words:
      /context (length|window)|(prompt|message|request)[^.]* too (long|large)|(token|context)[^.]*exceed|exceed[^.]*token/i,
    meaning: { kind: 'contextLength' },
  },
  { words: /not (signed|logged) in|sign in to|unauthorized|\b401\b/i, meaning: noConsent },
  {
    words: /ENOTFOUND|EAI_AGAIN|ECONN|ENETUNREACH|EHOSTUNREACH|net::ERR_|fetch failed|socket hang up|\boffline\b/i,
    meaning: { kind: 'network' },
  },
  { words: /timed? ?out/i, meaning: { kind: 'timeout' } },
  { words: /language model[^.]* (not found|unknown)|model not found/i, meaning: { kind: 'notFound' } },
];

/**
 * Converts an error of VS Code, or of the extension that brings the model. `end`: the end of our own call, which says more
 * than the error that it led to.
 */
export function toVscodeLmError(
  error: unknown,
  { partialText, end }: { partialText?: string; end?: CallEnd | undefined } = {},
): LlmError {
  if (end) return new LlmError({ ...end, provider: vscodeLmType, partialText });
  if (error instanceof LlmError) return error;
  const { kind, ...facts } = findMeaning(error);
  return new LlmError({
    kind,
    provider: vscodeLmType,
    message: l10n.t('“{0}”', toErrorMessage(error)),
    partialText,
    // The extension that brings the model has its own policy; a second one on top would only multiply the requests.
    retryable: kind === 'network' || kind === 'overloaded',
    ...facts,
    cause: error,
  });
}

function findMeaning(error: unknown): Meaning {
  const code = error instanceof vscode.LanguageModelError ? error.code : undefined;
  const words = describe(error);
  const found = meanings.find((row) => (row.code ? row.code === code : row.words?.test(words)));
  if (found) return found.meaning;
  const isCancelled = error instanceof vscode.CancellationError || words.startsWith('Canceled');
  return { kind: isCancelled ? 'cancelled' : ('server' satisfies LlmErrorKind) };
}

/** Names and messages of an error and what caused it. */
function describe(error: unknown): string {
  const parts: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 4; current = current.cause, depth += 1) {
    parts.push(current.name, current.message);
  }
  return parts.length > 0 ? parts.join(' ') : toErrorMessage(error);
}
