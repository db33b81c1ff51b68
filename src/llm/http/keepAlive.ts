import { isRecord } from '#common/isRecord.ts';

/** Longer frames hold something, and are not remembered. In characters. */
const longestForm = 2000;

/** The number of forms that are remembered. */
const mostForms = 1000;

/**
 * Finds the frames that bring an answer forward. The others only keep the connection open: pings, and frames that differ
 * from an earlier one in nothing but ids, numbers and times. See `docs/wire.md`, "Limits".
 */
export class ProgressDetector {
  readonly #forms = new Set<string>();

  /** Forgets all forms: something of the answer has arrived. */
  reset(): void {
    if (this.#forms.size > 0) this.#forms.clear();
  }

  /** Returns true for a frame that is more than a sign of life. */
  isProgress(frame: unknown): boolean {
    if (isKeepAlive(frame)) return false;
    const text = JSON.stringify(frame, (name, value: unknown) => (isLabel(name) ? undefined : value));
    if (text.length > longestForm || this.#forms.size >= mostForms) return true;
    const form = text.replaceAll(/\d+/g, '0');
    if (this.#forms.has(form)) return false;
    this.#forms.add(form);
    return true;
  }
}

/** Returns true for a field that says nothing by itself and may be another each time. */
function isLabel(name: string): boolean {
  return envelope.has(name) && name !== 'type' && name !== 'status';
}

/** Events that only keep a connection open. */
const keepAliveType = /^(ping|heartbeat|keep[-_.]?alive|response\.(in_progress|queued|keepalive|heartbeat))$/i;

/** Fields that every frame of an answer has, and that say nothing by themselves. */
const envelope: ReadonlySet<string> = new Set([
  'id',
  'object',
  'model',
  'type',
  'role',
  'provider',
  'status',
  'created',
  'event_id',
  'item_id',
  'obfuscation',
  'response_id',
  'service_tier',
  'system_fingerprint',
  'createTime',
  'modelVersion',
  'responseId',
]);

/** More levels than any frame nests its content. */
const maxDepth = 8;

/** Returns true for a ping under one of its names, and for a piece of an answer with nothing in it. */
export function isKeepAlive(frame: unknown): boolean {
  if (!isRecord(frame)) return true;
  const { type, delta } = frame;
  if (typeof type !== 'string') return isEmpty(frame);
  return keepAliveType.test(type) || (delta !== undefined && isEmpty(delta));
}

function isEmpty(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return value === '';
  if (typeof value !== 'object' || value === null) return true;
  if (depth > maxDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isEmpty(item, depth + 1));
  return Object.entries(value).every(([name, item]) => envelope.has(name) || isEmpty(item, depth + 1));
}
