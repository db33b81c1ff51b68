import { types } from 'node:util';

/** What is nested deeper is left out: SQLite's JSON functions, for one, take 1,000 levels at most. */
const maxDepth = 100;

/** A value with more members than this is cut off there. */
const maxMembers = 200_000;

export interface PlainCopyOptions {
  /** Changes each string that is a value. */
  mapText?: (text: string) => string;
  /** Whether to throw for what cannot be read, and for too many members, rather than to leave it out. */
  isStrict?: boolean;
}

/**
 * A copy of what JSON can hold of a value that no compiler has seen: nothing in it runs code any more. It is read once.
 * Circles, functions, numbers that are none and what is nested too deep are left out, a large integer becomes a number or its
 * digits, and what has a `toJSON` is what that gives.
 */
export function plainCopy<Value>(value: Value, options?: PlainCopyOptions): Value;
export function plainCopy(value: unknown, options: PlainCopyOptions = {}): unknown {
  return new Copier(options).copy(value);
}

/**
 * A value that may be read again and again: itself where it is plain data, else its {@link plainCopy}. Throws what reading
 * it throws, and for too many members.
 */
export function toPlain<Value>(value: Value): Value;
export function toPlain(value: unknown): unknown {
  const copier = new Copier({ isStrict: true });
  const copy = copier.copy(value);
  return copier.isExact ? value : copy;
}

class Copier {
  /** Whether what was copied is plain data, all of which is in the copy. */
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

/** Whether reading an object runs no code of its maker's, nor gives anything that it does not hold itself. */
function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (types.isProxy(value) || (prototype !== Object.prototype && prototype !== Array.prototype)) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every((member) => 'value' in member);
}
