import { limitText } from '#common/text/limitText.ts';
import { checkUsage } from './checkedEvent.ts';
import { longestName } from './json.ts';
import type { Usage } from './types.ts';

/** The kind of a failure, in terms a caller can act on. */
export type LlmErrorKind =
  | 'authentication'
  | 'permission'
  | 'notFound'
  | 'invalidRequest'
  | 'contextLength'
  | 'contentFilter'
  | 'rateLimit'
  | 'overloaded'
  | 'server'
  | 'network'
  | 'timeout'
  | 'protocol'
  | 'cancelled';

/** A cause within a kind that calls for another next step than the rest of the kind. */
export type LlmErrorReason =
  /** The server's certificate is not trusted. */
  | 'certificate'
  /** A proxy between here and the server. */
  | 'proxy'
  /** The account has no credit left, or no quota that waiting would bring back. */
  | 'credit'
  /** The editor does not allow the use of its model. */
  | 'consent';

/** Kinds that may be gone a little later. */
const retryableKinds: ReadonlySet<LlmErrorKind> = new Set(['rateLimit', 'overloaded', 'server', 'network', 'timeout']);

/** The facts of an {@link LlmError}. */
export interface LlmErrorDetails {
  kind: LlmErrorKind;
  reason?: LlmErrorReason | undefined;
  /** The wire that failed, as an `AgentType`. */
  provider: string;
  /** Names the cause; never holds a key. */
  message: string;
  /** HTTP status, where there was one. */
  status?: number | undefined;
  requestId?: string | undefined;
  /** The time the server asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The answer as far as it was received. */
  partialText?: string | undefined;
  /** True where the server had begun an answer, with a status of success: it may charge for it. */
  hasBegun?: boolean | undefined;
  /** The server's counts by then. */
  usage?: Usage | undefined;
  /** Defaults to what the kind says. */
  retryable?: boolean | undefined;
  cause?: unknown;
}

/** The one error that LLMs throw. */
export class LlmError extends Error {
  override readonly name = 'LlmError';
  readonly kind: LlmErrorKind;
  readonly reason: LlmErrorReason | undefined;
  readonly provider: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly partialText: string | undefined;
  readonly hasBegun: boolean;
  readonly usage: Usage | undefined;
  readonly retryable: boolean;

  constructor(details: LlmErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = details.kind;
    this.reason = details.reason;
    this.provider = details.provider;
    this.status = asStatus(details.status);
    this.requestId = details.requestId && limitText(details.requestId, longestName);
    this.retryAfterMs = asDelay(details.retryAfterMs);
    this.partialText = details.partialText;
    this.hasBegun = details.hasBegun ?? false;
    this.usage = checkUsage(details.usage);
    this.retryable = details.retryable ?? retryableKinds.has(details.kind);
  }

  /** Returns the same error with some of its facts replaced. */
  with(details: Partial<LlmErrorDetails>): LlmError {
    return new LlmError({
      kind: this.kind,
      reason: this.reason,
      provider: this.provider,
      message: this.message,
      status: this.status,
      requestId: this.requestId,
      retryAfterMs: this.retryAfterMs,
      partialText: this.partialText,
      hasBegun: this.hasBegun,
      usage: this.usage,
      retryable: this.retryable,
      cause: this.cause,
      ...details,
    });
  }
}

function asStatus(status: number | undefined): number | undefined {
  return Number.isInteger(status) && Number(status) >= 100 && Number(status) < 1000 ? status : undefined;
}

/** Longer than anybody waits, in milliseconds. */
const longestDelay = 1e12;

function asDelay(milliseconds: number | undefined): number | undefined {
  return milliseconds !== undefined && milliseconds >= 0 ? Math.min(milliseconds, longestDelay) : undefined;
}
