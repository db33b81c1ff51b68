import { setTimeout as delay } from 'node:timers/promises';
import type { LlmError } from '#llm/core.ts';

/** Limits of the retry policy. */
export interface RetryLimits {
  /** Requests, the first included. Default 3. */
  maxAttempts?: number;
  /** All waiting of one run together, in milliseconds. Default 60,000. */
  maxTotalDelayMs?: number;
}

/** Progress of a run. */
export interface RetryState {
  /** Requests sent, all of them failed. */
  attempts: number;
  /** Total delay so far, in milliseconds. */
  waitedMs: number;
  /** True once the caller has any text or thinking: from then on a second answer would be mixed into the first. */
  hasEmitted: boolean;
}

const baseDelayMs = 1000;
const longestBackoffMs = 20_000;

/**
 * Returns the delay before the request is sent again, in milliseconds; `undefined` when it must not be. Waits exactly as
 * long as the server asked, and gives up at once where the cap does not allow that; otherwise by exponential back-off with
 * full jitter (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter), cut to what the cap has left.
 */
export function decideRetry(
  error: Pick<LlmError, 'retryable' | 'retryAfterMs' | 'partialText'>,
  state: RetryState,
  limits: RetryLimits = {},
  random: () => number = Math.random,
): number | undefined {
  const { maxAttempts = 3, maxTotalDelayMs = 60_000 } = limits;
  if (!error.retryable || state.hasEmitted || error.partialText) return undefined;
  if (state.attempts >= maxAttempts) return undefined;
  const leftMs = Math.max(0, maxTotalDelayMs - state.waitedMs);
  if (error.retryAfterMs !== undefined) {
    const askedMs = Math.max(0, error.retryAfterMs);
    return askedMs > leftMs ? undefined : askedMs;
  }
  const backoffMs = Math.min(longestBackoffMs, baseDelayMs * 2 ** (state.attempts - 1)) * random();
  return Math.round(Math.min(backoffMs, leftMs));
}

/** Waits; an abort ends the wait at once and rejects with an `AbortError`. */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal });
}
