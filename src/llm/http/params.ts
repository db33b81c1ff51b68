import { isRecord } from '#common/isRecord.ts';
import { type JsonObject } from '#llm/json.ts';

/** Body fields that hold the messages, whatever the wire. */
const messageFields = [
  'messages',
  'input',
  'contents',
  'system',
  'systemInstruction',
  'system_instruction',
  'instructions',
] as const;

/** Body fields that parameters never touch, whatever the wire. */
const protectedFields: ReadonlySet<string> = new Set(['model', ...messageFields, 'stream']);

/** Returns the fields of a body besides the messages. */
export function withoutMessages(body: JsonObject): JsonObject {
  const hidden: ReadonlySet<string> = new Set(messageFields);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !hidden.has(name)));
}

/**
 * Returns `body` with each of `layers` merged into it, later ones winning. Objects merge field by field, everything else
 * replaces. {@link protectedFields} keep the value they have, or stay absent. Nothing passed in is changed.
 */
export function mergeParams(body: JsonObject, ...layers: (JsonObject | undefined)[]): JsonObject {
  let merged = body;
  for (const layer of layers) {
    if (!layer) continue;
    const allowed = Object.entries(layer).filter(([name]) => !protectedFields.has(name));
    merged = mergeObjects(merged, Object.fromEntries(allowed));
  }
  return merged;
}

function mergeObjects(base: JsonObject, addition: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [name, value] of Object.entries(addition)) {
    // An assignment to `__proto__` reaches the prototype instead of the body.
    if (value === undefined || name === '__proto__') continue;
    const existing = Object.hasOwn(merged, name) ? merged[name] : undefined;
    merged[name] = isRecord(value) ? mergeObjects(isRecord(existing) ? existing : {}, value) : value;
  }
  return merged;
}
