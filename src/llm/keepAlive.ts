import { isObject } from './json.ts';

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
