import type * as v from 'valibot';

/** Guards for what a schema is made of, for code that walks it. */

export function isWrapper(schema: v.GenericSchema): schema is v.GenericSchema & { wrapped: v.GenericSchema } {
  return 'wrapped' in schema;
}

export type ObjectSchema = v.GenericSchema & { entries: Record<string, v.GenericSchema> };

export function isObjectSchema(schema: v.GenericSchema): schema is ObjectSchema {
  return 'entries' in schema;
}

export function isArraySchema(schema: v.GenericSchema): schema is v.GenericSchema & { item: v.GenericSchema } {
  return 'item' in schema;
}

export function isChoice(schema: v.GenericSchema): schema is v.GenericSchema & { options: readonly string[] } {
  return 'options' in schema;
}
