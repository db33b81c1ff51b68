import { types } from 'node:util';

/** Levels of nesting that are copied. SQLite's JSON functions, for one, take 1,000 at most. */
const maxDepth = 100;

/** Members that are copied; the rest is left out. */
const maxMembers = 200_000;

export interface PlainCopyOptions {
  /** Changes each string that is a value. */
  mapText?: (text: string) => string;
  /** Throws for what cannot be read, and for too many members, in place of leaving it out. */
  isStrict?: boolean;
}

/**
 * Copies what JSON can hold of a value of unknown origin, so that reading the copy runs no code. The value is read once.
 * Cycles, functions, numbers that are not finite and what is nested too deep are left out, a large integer becomes a number
 * or its digits, and an object with a `toJSON` becomes its result.
 */
export function plainCopy<Value>(value: Value, options?: PlainCopyOptions): Value;
export function plainCopy(value: unknown, options: PlainCopyOptions = {}): unknown {
  return new Copier(options).copy(value);
}

/**
 * Returns a value that may be read any number of times: itself where it is plain data, else its {@link plainCopy}. Throws
 * what reading it throws, and for too many members.
 */
export function toPlain<Value>(value: Value): Value;
export function toPlain(value: unknown): unknown {
  const copier = new Copier({ isStrict: true });
  const copy = copier.copy(value);
  return copier.isExact ? value : copy;
}

class Copier {
  /** True as long as the copied value is plain data, all of which is in the copy. */
  isExact = true;
  readonly #mapText: (text: string) => string;
  readonly #isStrict: boolean;
  readonly #path = new Set<object>();
  #memberCount = 0;

  constructor({ mapText = (text) => text, isStrict = false }: PlainCopyOptions) {
    this.#mapText = mapText;
    this.#isStrict = isStrict;
  }

  copy(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        return this.#mapText(value);
      case 'number':
        return Number.isFinite(value) ? value : this.#leaveOut();
      case 'bigint':
        this.isExact = false;
        return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
      case 'boolean':
        return value;
      case 'object':
        return value === null ? null : this.#read(() => this.#copyObject(value));
      case 'undefined':
        return undefined;
      case 'function':
      case 'symbol':
        return this.#leaveOut();
    }
  }

  #copyObject(value: object): unknown {
    if (this.#path.has(value) || this.#path.size >= maxDepth) return this.#leaveOut();
    if (!isData(value)) this.isExact = false;
    this.#path.add(value);
    try {
      if ('toJSON' in value && typeof value.toJSON === 'function') return this.copy(value.toJSON());
      return Array.isArray(value) ? this.#copyList(value) : this.#copyMembers(value);
    } finally {
      this.#path.delete(value);
    }
  }

  #copyList(list: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < list.length && this.#count(); index += 1) {
      copy.push(this.#read(() => this.copy(list[index])) ?? null);
    }
    return copy;
  }

  #copyMembers(value: object): object {
    const members: [string, unknown][] = [];
    for (const name of Object.keys(value)) {
      if (!this.#count()) break;
      const member = this.#read(() => this.copy(Reflect.get(value, name)));
      if (member !== undefined) members.push([name, member]);
    }
    // As own members, whatever their names.
    return Object.fromEntries(members);
  }

  #leaveOut(): undefined {
    this.isExact = false;
  }

  #read(read: () => unknown): unknown {
    try {
      return read();
    } catch (error) {
      if (this.#isStrict) throw error;
      return undefined;
    }
  }

  #count(): boolean {
    this.#memberCount += 1;
    if (this.#memberCount > maxMembers && this.#isStrict) throw new RangeError('The value has too many members.');
    return this.#memberCount <= maxMembers;
  }
}

/** Tells whether reading an object runs no foreign code and gives only what the object holds itself. */
function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (types.isProxy(value) || (prototype !== Object.prototype && prototype !== Array.prototype)) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every((member) => 'value' in member);
}
