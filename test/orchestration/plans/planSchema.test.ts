import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { makePlanSchema } from '#scripts/planSchema.ts';
import { findPlanIssues } from '#orchestration/plans/planCheck.ts';

interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
}

const known = new Set(
  'type const enum description properties required additionalProperties items minItems maxItems minimum maximum maxLength pattern $schema title'.split(
    ' ',
  ),
);

/** Draft 7, as far as the schema goes. */
function isValid(schema: JsonSchema, value: unknown): boolean {
  for (const keyword of Object.keys(schema)) assert.ok(known.has(keyword), `the test does not know "${keyword}"`);
  if (schema.type !== undefined && !hasType(schema.type, value)) return false;
  if ('const' in schema && value !== schema.const) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (typeof value === 'string') {
    if (value.length > (schema.maxLength ?? Infinity)) return false;
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) return false;
  }
  if (typeof value === 'number') {
    if (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity)) return false;
  }
  if (Array.isArray(value)) {
    const { items, minItems = 0, maxItems = Infinity } = schema;
    return (
      value.length >= minItems && value.length <= maxItems && value.every((item) => !items || isValid(items, item))
    );
  }
  if (typeof value === 'object' && value !== null) {
    const { properties = {}, required = [], additionalProperties = true } = schema;
    if (!required.every((key) => Object.hasOwn(value, key))) return false;
    return Object.entries(value).every(([key, field]) => {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return property ? isValid(property, field) : additionalProperties;
    });
  }
  return true;
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

/** Returns whether the validation finds nothing that a JSON schema could see. */
function passesCheck(value: unknown): boolean {
  return findPlanIssues(value).issues.every(({ isBeyondSchema }) => isBeyondSchema === true);
}

/** The value with something else, or nothing, in each of its places in turn. */
function* mutate(value: unknown): Generator {
  yield* [null, true, 0, 1, -1, 1.5, 33, '', ' ', 'x', 'high', 'race', [], [''], ['x'], [null], {}, { x: 1 }];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const other of mutate(item)) yield value.with(index, other);
    yield value.slice(1);
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, unknown: 1 };
    yield { ...value, constructor: 1 };
    for (const [key, field] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      for (const other of mutate(field)) yield { ...value, [key]: other };
    }
  }
}

describe('The JSON schema of plans', () => {
  const schema: JsonSchema = makePlanSchema();
  const folder = resolve('test/fixtures/plans');
  const everything: unknown = JSON.parse(readFileSync(resolve(folder, 'valid/everything.switchyard.json'), 'utf8'));

  it('agrees with the validation about a good plan in which one thing is changed, whatever it is', () => {
    assert.ok(isValid(schema, everything));
    let [good, bad] = [0, 0];
    for (const value of mutate(everything)) {
      const isGood = isValid(schema, value);
      assert.equal(passesCheck(value), isGood, JSON.stringify(value));
      if (isGood) good++;
      else bad++;
    }
    assert.ok(good > 100 && bad > 500, `${good} good, ${bad} bad`);
  });

  it('agrees with the validation about the corpus of invalid plans', () => {
    for (const file of readdirSync(resolve(folder, 'invalid')).filter((name) => /\.(yaml|json)$/.test(name))) {
      let value: unknown;
      try {
        value = parse(readFileSync(resolve(folder, 'invalid', file), 'utf8'), { logLevel: 'silent' });
      } catch {
        continue;
      }
      assert.equal(passesCheck(value), isValid(schema, value), file);
    }
  });

  it('describes every property', () => {
    const visit = ({ properties = {}, items }: JsonSchema, path: string): void => {
      for (const [name, property] of Object.entries(properties)) {
        assert.ok(property.description?.endsWith('.'), `${path}${name}`);
        visit(property, `${path}${name}.`);
      }
      if (items) visit(items, `${path}[].`);
    };
    visit(schema, '');
  });
});

describe('The check of a plan', () => {
  it('takes whatever it is given', () => {
    const circular: Record<string, unknown> = { version: 1 };
    circular['tasks'] = [circular];
    for (const value of [undefined, null, 1, 'x', [], [[]], () => {}, Symbol('x'), new Map(), new Date(), circular]) {
      const { plan, issues } = findPlanIssues(value);
      assert.ok(plan === undefined && issues.length > 0);
    }
  });

  it('hands back a copy that shares nothing with what it was given', () => {
    const given = { version: 1, tasks: [{ id: 'a', description: 'x', dependencies: [], context: { code: 'x' } }] };
    const { plan } = findPlanIssues(given);
    assert.deepEqual(plan, given);
    assert.notEqual(plan?.tasks[0], given.tasks[0]);
    assert.notEqual(plan?.tasks[0]?.context, given.tasks[0]?.context);
  });
});
