import { pick } from './random.ts';

const broken = (): never => {
  throw new Error('Broken.');
};

function deep(levels: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

function circle(): object {
  const value: Record<string, unknown> = { name: 'circle' };
  value['self'] = value;
  value['list'] = [value];
  return value;
}

/**
 * Values that no compiler would let through, but that a server, another extension or a file may hold. Made anew each
 * time.
 */
const makers: readonly [() => unknown, ...(() => unknown)[]] = [
  () => 0,
  ...[
    Number.NaN,
    Infinity,
    -Infinity,
    -0,
    -1,
    0.1,
    1e12,
    1e12 + 1,
    2 ** 53,
    2 ** 53 + 2,
    -(2 ** 63),
    9.2e18,
    1e300,
    5e-324,
  ].map((number) => () => number),
  ...[
    '',
    '\0',
    'a\0b',
    '\ud800',
    '\udc00\ud800',
    '\u202e',
    '\ufeff',
    '1e999',
    'NULL',
    "'; DROP TABLE runs; --",
    '{"a":',
    '__proto__',
  ].map((text) => () => text),
  ...[
    '+275760-09-13T00:00:00.000Z',
    '-271821-04-20T00:00:00.000Z',
    '2100-01-01T00:00:00.000Z',
    '1970-01-01T00:00:00.000Z',
    'yesterday',
  ].map((time) => () => time),
  () => '🙂'.repeat(2_000),
  () => 'word '.repeat(5_000),
  () => '́'.repeat(5_000),
  () => 5n,
  () => 2n ** 80n,
  () => null,
  () => undefined,
  () => true,
  () => Symbol('hostile'),
  () => broken,
  () => circle(),
  () => deep(50),
  () => deep(5_000),
  () => [],
  () => [null, undefined, circle()],
  () => Object.assign([], { length: 50_000 }),
  () => new Date(Number.NaN),
  () => new Date(8.64e15),
  () => new Map([['a', 1]]),
  () => new Proxy({}, { get: broken, ownKeys: broken, has: broken, getPrototypeOf: broken }),
  () => Object.defineProperty({}, 'thrown', { enumerable: true, get: broken }),
  () => ({ toJSON: broken }),
  () => ({ toString: broken, valueOf: broken }),
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}'),
  () => Object.create(null),
];

export function makeHostile(random: () => number): unknown {
  return pick(random, makers)();
}

/** A copy of plain data in which some members, at any depth, are hostile. */
export function poison(value: unknown, random: () => number, share = 0.2) {
  const copy: ReturnType<typeof JSON.parse> = poisonMember(value, random, share);
  return copy;
}

function poisonMember(value: unknown, random: () => number, share: number): unknown {
  if (Array.isArray(value)) return value.map((item) => poisonOrKeep(item, random, share));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, poisonOrKeep(member, random, share)] as const);
  const copy: object = Object.fromEntries(entries);
  // A member of which nobody has heard.
  return random() < share ? Object.assign(copy, { unheard: makeHostile(random) }) : copy;
}

function poisonOrKeep(value: unknown, random: () => number, share: number): unknown {
  return random() < share ? makeHostile(random) : poisonMember(value, random, share);
}
