import { isRecord } from '#common/isRecord.ts';
import { largestAmount } from '#common/vocabulary.ts';

/** A JSON object whose fields nobody has checked yet. */
export type JsonObject = Record<string, unknown>;

/** Returns `value` if it is a JSON object. */
export function asObject(value: unknown): JsonObject | undefined {
  return isRecord(value) ? value : undefined;
}

/** Returns the JSON objects of `value` if it is an array. */
export function asObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Returns `value` if it is a string with something in it. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns `value` if it is a finite number. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Returns `value` if it is a count of something: a whole number from 0 to a million millions. */
export function asCount(value: unknown): number | undefined {
  // A negative zero is none.
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= largestAmount
    ? Number(value) + 0
    : undefined;
}

/**
 * Returns the first of some fields that holds anything, as a count: `undefined` where none does, and NaN, which spoils
 * every sum, where it is no count.
 */
export function readCount(holder: JsonObject | undefined, ...names: string[]): number | undefined {
  for (const name of names) {
    const value = holder?.[name];
    if (value !== undefined && value !== null) return asCount(value) ?? Number.NaN;
  }
  return undefined;
}

/** The most characters (UTF-16 units) of a server's id or name that are stored. */
export const longestName = 200;

/** Returns the JSON value that `text` holds, or `undefined` where it holds none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
