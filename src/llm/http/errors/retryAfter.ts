import { asNumber, asObject, asObjects } from '#llm/json.ts';

/**
 * Reads the time a server asks to wait, in milliseconds: `retry-after-ms`, then `Retry-After` in seconds or as an HTTP date,
 * then Google's `RetryInfo` in the error's details. Undefined where it says nothing that makes sense.
 */
export function readRetryAfter(headers: Headers, errorDetails?: unknown): number | undefined {
  return (
    toDelay(headers.get('retry-after-ms'), 1) ??
    toDelay(headers.get('retry-after'), 1000) ??
    untilDate(headers.get('retry-after')) ??
    retryInfoDelay(errorDetails)
  );
}

function toDelay(value: string | null, unitMs: number): number | undefined {
  if (!value || !/^\s*\d+(\.\d+)?\s*$/.test(value)) return undefined;
  return Math.round(Number(value) * unitMs);
}

function untilDate(value: string | null): number | undefined {
  // `Date.parse` makes a date of nearly anything: only what has a time of day counts.
  if (!value || !/\d:\d\d:\d\d/.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : Math.max(0, time - Date.now());
}

/** `google.rpc.RetryInfo.retryDelay` is a protobuf duration: `"34.07s"` or seconds and nanos. */
function retryInfoDelay(details: unknown): number | undefined {
  for (const detail of asObjects(details)) {
    const delay = toRetryDelay(detail['retryDelay']);
    if (delay !== undefined) return delay;
  }
  return undefined;
}

function toRetryDelay(value: unknown): number | undefined {
  if (typeof value === 'string') return toDelay(value.replace(/s$/, ''), 1000);
  const duration = asObject(value);
  const delay = Number(duration?.['seconds'] ?? 0) * 1000 + (asNumber(duration?.['nanos']) ?? 0) / 1_000_000;
  return duration && Number.isFinite(delay) && delay >= 0 ? delay : undefined;
}
