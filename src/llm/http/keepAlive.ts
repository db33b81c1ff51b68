import { isObject } from '#llm/json.ts';

/** Longer frames hold something, and are not remembered. In characters. */
const longestForm = 2000;

/** How many forms are remembered of what said nothing. */
const mostForms = 1000;

/**
 * Tells which frames are news, and which only keep the connection open: besides those that say so, each that differs from an
 * earlier one in nothing but ids, numbers and times, such as a status that is sent again and again.
 */
export class FrameNews {
  readonly #forms = new Set<string>();

  /** Something of the answer has arrived: from here on everything is new. */
  reset(): void {
    if (this.#forms.size > 0) this.#forms.clear();
  }

  isNews(frame: unknown): boolean {
    if (isKeepAlive(frame)) return false;
    const text = JSON.stringify(frame, (name, value: unknown) => (isLabel(name) ? undefined : value));
    if (text.length > longestForm || this.#forms.size >= mostForms) return true;
    const form = text.replaceAll(/\d+/g, '0');
    if (this.#forms.has(form)) return false;
    this.#forms.add(form);
    return true;
  }
}

/** Whether a field says nothing by itself, and may be another each time. */
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

/** Deeper than any frame has what it says. */
const maxDepth = 8;

/** Whether a frame only keeps the connection open: a ping under one of its names, or a piece of an answer with nothing in it. */
export function isKeepAlive(frame: unknown): boolean {
  if (!isObject(frame)) return true;
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
