import assert from 'node:assert/strict';
import { plainCopy, toPlain } from '#common/plainCopy.ts';

const holes: unknown[] = [];
holes.length = 1e9;
const broken = (): never => {
  throw new Error('Broken.');
};
const cyclic: Record<string, unknown> = { name: 'a' };
cyclic['self'] = cyclic;
cyclic['list'] = [cyclic, 1];

describe('plainCopy', () => {
  const kept: Record<string, [unknown, unknown]> = {
    'plain data as it is': [
      { a: [1, 'b', null, true], c: { d: '' } },
      { a: [1, 'b', null, true], c: { d: '' } },
    ],
    'nothing of a circle but its first round': [cyclic, { name: 'a', list: [null, 1] }],
    'what stands twice, twice': [
      [cyclic['list'], cyclic['list']].map(String),
      ['[object Object],1', '[object Object],1'],
    ],
    'nothing that runs code': [{ a: () => 1, b: Symbol('b'), c: undefined, d: [() => 1] }, { d: [null] }],
    'numbers only': [
      { a: Number.NaN, b: Infinity, c: 5n, d: 2n ** 70n },
      { c: 5, d: '1180591620717411303424' },
    ],
    'what a thing gives as its JSON': [
      { at: new Date(0), u: new URL('https://a.example/') },
      { at: '1970-01-01T00:00:00.000Z', u: 'https://a.example/' },
    ],
    'nothing of a date that is none': [
      { at: new Date(Number.NaN), b: 1 },
      { at: null, b: 1 },
    ],
    'what can be read beside a getter that throws': [
      {
        get a() {
          return broken();
        },
        b: 1,
      },
      { b: 1 },
    ],
    'what can be read beside a toJSON that throws': [{ a: { toJSON: broken }, b: 1 }, { b: 1 }],
    'nothing of a proxy that throws': [{ a: new Proxy({}, { ownKeys: broken, has: broken }), b: 1 }, { b: 1 }],
    'a member called __proto__ as a member': [JSON.parse('{"__proto__":{"x":1}}'), JSON.parse('{"__proto__":{"x":1}}')],
    'halves of characters and NULs': ['\ud800 \0', '\ud800 \0'],
  };
  for (const [what, [value, copy]] of Object.entries(kept)) {
    it(`keeps ${what}`, () => assert.deepEqual(plainCopy(value), copy));
  }

  it('ends where a value does not: nested without end, or with a thousand million members', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    assert.ok(JSON.stringify(plainCopy(deep)).length < 1_000);
    const endless = new Proxy(
      {},
      {
        get: (target, name) => (name === 'toJSON' ? undefined : new Proxy(target, {})),
        ownKeys: () => ['a'],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      },
    );
    assert.ok(plainCopy(endless));
    assert.equal(plainCopy(holes).length, 200_000);
  });

  it('throws for what cannot be read, or is too much, where nothing may be missing', () => {
    assert.throws(
      () =>
        plainCopy(
          {
            get a() {
              return broken();
            },
          },
          { isStrict: true },
        ),
      /Broken/,
    );
    assert.throws(() => plainCopy(holes, { isStrict: true }), RangeError);
  });

  it('changes the strings that are values, not the names of members', () => {
    assert.deepEqual(plainCopy({ a: ['a', { a: 'a' }] }, { mapText: (text) => `${text}!` }), {
      a: ['a!', { a: 'a!' }],
    });
  });
});

describe('toPlain', () => {
  it('gives plain data as it is', () => {
    const value = { a: [1, { b: undefined }], c: null };
    assert.equal(toPlain(value), value);
  });

  it('gives a copy of what is more than data, or less', () => {
    const values = [
      cyclic,
      {
        get a() {
          return 1;
        },
      },
      new Proxy({}, {}),
      { a: new Date(0) },
      { a: Number.NaN },
      { a: broken },
      new URLSearchParams(),
    ];
    for (const value of values) {
      const plain = toPlain(value);
      assert.notEqual(plain, value);
      assert.equal(toPlain(plain), plain);
    }
  });

  it('reads a value once', () => {
    let count = 0;
    const plain = toPlain({
      get a() {
        return ++count;
      },
    });
    assert.deepEqual([plain.a, plain.a], [1, 1]);
  });

  it('throws what reading throws', () =>
    assert.throws(
      () =>
        toPlain({
          a: [
            {
              get b() {
                return broken();
              },
            },
          ],
        }),
      /Broken/,
    ));
});
