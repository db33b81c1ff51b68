import assert from 'node:assert/strict';
import { mergeParams } from '#llm/http/params.ts';

describe('mergeParams', () => {
  it('merges objects field by field, replaces everything else, and lets later layers win', () => {
    const body = { reasoning: { effort: 'low' }, stop: ['a'], temperature: 1 };
    const merged = mergeParams(
      body,
      { reasoning: { summary: 'auto' }, stop: ['b'] },
      { temperature: null, reasoning: { effort: 'high' } },
    );
    assert.deepEqual(merged, { reasoning: { effort: 'high', summary: 'auto' }, stop: ['b'], temperature: null });
    assert.deepEqual(body, { reasoning: { effort: 'low' }, stop: ['a'], temperature: 1 });
  });

  it('never touches what is asked of which model', () => {
    const given = { model: 'm', messages: [1], stream: true };
    const params = {
      model: 'x',
      messages: [],
      input: 'x',
      contents: [],
      system: 'x',
      systemInstruction: 'x',
      instructions: 'x',
      stream: false,
    };
    assert.deepEqual(mergeParams(given, params, params), given);
  });

  it('may set the same names deeper down', () => {
    assert.deepEqual(mergeParams({}, { metadata: { model: 'x', input: 1 } }), { metadata: { model: 'x', input: 1 } });
  });

  it('reaches no prototype', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}},"constructor":{"prototype":{"polluted":1}}}',
    );
    const merged = mergeParams({ a: {} }, hostile);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    assert.deepEqual(merged.a, {});
    assert.equal(merged.polluted, undefined);
  });

  it('keeps a field that is called like a part of an object, as a schema may have it', () => {
    const params = { schema: { properties: { constructor: { type: 'string' }, prototype: { type: 'string' } } } };
    assert.deepEqual(mergeParams({ schema: { type: 'object' } }, params), {
      schema: { type: 'object', properties: params.schema.properties },
    });
  });

  it('drops undefined', () => {
    assert.deepEqual(Object.keys(mergeParams({ a: 1 }, { a: undefined, b: undefined })), ['a']);
  });
});
