import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import type { LlmConfig } from '#llm/types.ts';

/** The cause that ended a call before its answer did. */
export interface CallEnd {
  kind: 'cancelled' | 'timeout';
  message: string;
}

/** A clock, in milliseconds. */
interface Clock {
  now(): number;
}

/** The three limits of a call. A limit that is not positive is off. */
export type CallLimits = Pick<LlmConfig, 'connectTimeoutMs' | 'timeoutMs' | 'totalTimeoutMs'>;

/**
 * The event that a call waits for: the response headers, the next bytes, or the server's own close, of an answer whose end
 * is certain (`close`) or only said by the model (`end`).
 */
type Phase = 'connect' | 'text' | 'end' | 'close';

/** In force where the configuration sets none. Node's own fetch gives up after 300 s of silence in any case. */
const defaultLimits = { connectTimeoutMs: 120_000, timeoutMs: 300_000 };

/** The time for what comes behind an answer whose end is certain, when the server keeps the connection open. */
const closeMs = 5_000;

/**
 * The time of silence after the model's stop until its answer counts as whole: gateways that send a stop after each step
 * continue after a search or a run of code.
 */
const endMs = 10_000;

/** The factor on the limit of silence for a connection that is only kept open, while nothing of the answer arrives. */
const keepAliveFactor = 4;

/** The longest delay of a timer: Node fires at once for a longer one. */
const longestDelayMs = 2 ** 31 - 1;

/**
 * One call: its abort signal and its limits. The clock of a phase runs only while the call waits for the server, so a
 * consumer that takes its time is never taken for a stalled stream. One lazily rescheduled timer serves all limits, so
 * that a chunk costs no timer; it does not keep the process alive.
 */
export class Call {
  readonly #controller = new AbortController();
  readonly #callerSignal: AbortSignal | undefined;
  readonly #limits: Record<Phase, number>;
  readonly #totalLimit: number;
  readonly #clock: Clock;
  readonly #startedAt: number;
  #phase: Phase = 'connect';
  #waitingSince: number | undefined;
  #trailingSince: number | undefined;
  #progress = 0;
  /** The time waited for bytes since something of the answer arrived, without the wait that is not over. */
  #waitedMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerDue = Infinity;
  #end: CallEnd | undefined;

  constructor(limits: CallLimits, callerSignal?: AbortSignal, clock: Clock = performance) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    const silence = toLimit(limits.timeoutMs ?? defaultLimits.timeoutMs);
    this.#limits = {
      connect: toLimit(limits.connectTimeoutMs ?? defaultLimits.connectTimeoutMs),
      text: silence,
      end: Math.min(silence, endMs),
      close: closeMs,
    };
    this.#totalLimit = toLimit(limits.totalTimeoutMs);
    this.#callerSignal = callerSignal;
    if (callerSignal?.aborted) this.#cancel();
    else callerSignal?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Aborted when the caller cancels, when a limit passes, and by {@link abort}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The cause that ended the call early, once it did. */
  get end(): CallEnd | undefined {
    return this.#end;
  }

  /** Throws if the call was cancelled or ran out of time. */
  throwIfEnded(): void {
    if (this.#end) throw new CallEndedError(this.#end);
  }

  /**
   * Starts the clock of a phase. What trails behind an answer has one limit for all of it, so that a server that only keeps
   * the line open does not prolong it.
   * @param progress grows when the answer goes on, which restarts that clock.
   */
  wait(phase: Phase, progress = 0): void {
    const now = this.#clock.now();
    const isTrailing = phase === 'end' || phase === 'close';
    const isNew = phase !== this.#phase || progress !== this.#progress;
    this.#progress = progress;
    this.#trailingSince = isTrailing && !isNew ? (this.#trailingSince ?? now) : now;
    this.#waitingSince = this.#trailingSince;
    if (phase === this.#phase && this.#timer) return;
    this.#phase = phase;
    this.#schedule(now);
  }

  /** Stops the clock of the phase: the server has answered, the next move is the caller's. */
  pause(): void {
    if (this.#waitingSince !== undefined && this.#phase === 'text')
      this.#waitedMs += this.#clock.now() - this.#waitingSince;
    this.#waitingSince = undefined;
  }

  /**
   * Records that bytes have arrived. Ends the call where they have only kept the connection open for too long.
   * @param isProgress whether they hold anything of the answer.
   */
  recordBytes(isProgress: boolean): void {
    if (isProgress) this.#waitedMs = 0;
    const limit = keepAliveFactor * this.#limits.text;
    if (this.#waitedMs < limit) return;
    const message = l10n.t(
      'The server only kept the connection open: nothing of the answer arrived for {0} s.',
      toSeconds(limit),
    );
    this.#endWith({ kind: 'timeout', message });
  }

  /** Closes the connection. */
  abort(): void {
    this.#controller.abort();
  }

  /** Clears the timer and stops listening to the caller's signal. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#callerSignal?.removeEventListener('abort', this.#cancel);
  }

  readonly #cancel = (): void => {
    this.#endWith({ kind: 'cancelled', message: l10n.t('The request was cancelled.') });
  };

  #endWith(end: CallEnd): void {
    if (this.#end) return;
    this.#end = end;
    clearTimeout(this.#timer);
    this.#controller.abort();
  }

  #schedule(now: number): void {
    const phaseDue = (this.#waitingSince ?? now) + this.#limits[this.#phase];
    const due = Math.min(phaseDue, this.#startedAt + this.#totalLimit);
    if (due === Infinity || this.#end || (this.#timer && this.#timerDue <= due)) return;
    clearTimeout(this.#timer);
    this.#timerDue = due;
    this.#timer = setTimeout(this.#check, Math.min(Math.max(due - now, 0), longestDelayMs)).unref();
  }

  readonly #check = (): void => {
    this.#timer = undefined;
    const now = this.#clock.now();
    const limit = this.#limits[this.#phase];
    if (now - this.#startedAt >= this.#totalLimit) {
      const message = l10n.t('The answer took longer than {0} s.', toSeconds(this.#totalLimit));
      this.#endWith({ kind: 'timeout', message });
    } else if (this.#waitingSince !== undefined && now - this.#waitingSince >= limit) {
      this.#endWith({ kind: 'timeout', message: timeoutMessage(this.#phase, limit) });
    } else {
      this.#schedule(now);
    }
  };
}

/** Carries the end of a call through code that only knows exceptions. */
export class CallEndedError extends Error {
  override readonly name = 'CallEndedError';
  readonly end: CallEnd;

  constructor(end: CallEnd) {
    super(end.message);
    this.end = end;
  }
}

function timeoutMessage(phase: Phase, limit: number): string {
  return phase === 'connect'
    ? l10n.t('The server did not answer within {0} s.', toSeconds(limit))
    : l10n.t('The server stopped sending: nothing arrived for {0} s.', toSeconds(limit));
}

function toLimit(milliseconds: number | undefined): number {
  return milliseconds !== undefined && milliseconds > 0 ? milliseconds : Infinity;
}

function toSeconds(milliseconds: number): string {
  return formatNumber(milliseconds / 1000, 1);
}
