/** The parts of a JSON schema that plans use. */
export interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
}

/** Position of the cursor in a plan, with the word that is typed there. */
export interface PlanPlace {
  /** `key` while the name of a property is typed; `value` for the value of the last key of the path. */
  kind: 'key' | 'value';
  /** Path to the object for a key, to the value itself for a value. `[]` is an item of a list. */
  path: string[];
  /** Typed part of the word. */
  prefix: string;
  /** Keys that the object has already. */
  siblings: ReadonlySet<string>;
}

interface Line {
  /** Column of the first dash, or of the content where there is none. */
  start: number;
  /** Column of the content behind the dashes. */
  content: number;
  dashes: number;
  key: string | undefined;
  /** Text after the key, or the whole content without one. */
  rest: string;
}

/**
 * Finds the place of a position in a YAML plan from the indentation around it. The text may be incomplete, as it is
 * while a word is typed. Positions count from 0.
 */
export function findPlanPlace(lines: readonly string[], row: number, column: number): PlanPlace | undefined {
  const before = (lines[row] ?? '').slice(0, column);
  if (/(^|\s)#/.test(before)) return undefined;
  const line = toLine(before);
  const path = findParents(lines, row, line);
  const item = line.dashes > 0 ? ['[]'] : [];
  if (line.key === undefined) {
    const siblings = findSiblings(lines, row, line);
    return { kind: 'key', path: [...path, ...item], prefix: line.rest, siblings };
  }
  const list = /^\[(?:.*,)?\s*["']?([^,\]"']*)$/.exec(line.rest);
  const siblings: ReadonlySet<string> = new Set();
  if (list) return { kind: 'value', path: [...path, ...item, line.key, '[]'], prefix: list[1] ?? '', siblings };
  if (/[[{|>]/.test(line.rest.charAt(0))) return undefined;
  return { kind: 'value', path: [...path, ...item, line.key], prefix: line.rest.replace(/^["']/, ''), siblings };
}

/** Finds the schema of a path. */
export function findSchema(schema: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  let found: JsonSchema | undefined = schema;
  for (const step of path) {
    if (step === '[]') found = found?.items;
    else found = found?.properties && Object.hasOwn(found.properties, step) ? found.properties[step] : undefined;
  }
  return found;
}

function toLine(text: string): Line {
  const [, indent = '', dashes = '', content = ''] = /^(\s*)((?:-(?:\s+|$))*)(.*)$/.exec(text) ?? [];
  const [, quoted, plain, rest] = /^(?:"([^"]*)"|([\w<-]+))\s*:(?:\s+(.*))?$/.exec(content) ?? [];
  const key = quoted ?? plain;
  return {
    start: indent.length,
    content: indent.length + dashes.length,
    dashes: (dashes.match(/-/g) ?? []).length,
    key,
    rest: key === undefined ? content : (rest ?? ''),
  };
}

function isEmpty(text: string): boolean {
  return /^\s*(#|---|$)/.test(text);
}

/** Finds the keys and list items that contain a line, the outermost first. */
function findParents(lines: readonly string[], row: number, { start, content, dashes }: Line): string[] {
  const path: string[] = [];
  let limit = dashes > 0 ? start : content;
  // A list may start in the column of its key.
  let mayEqual = dashes > 0;
  for (let index = row - 1; index >= 0 && (limit > 0 || mayEqual); index--) {
    const text = lines[index] ?? '';
    if (isEmpty(text)) continue;
    const line = toLine(text);
    if (line.key !== undefined && (line.content < limit || (mayEqual && line.content === limit && line.dashes === 0))) {
      path.unshift(line.key);
      limit = line.content;
      mayEqual = false;
    }
    if (line.dashes > 0 && line.start < limit) {
      path.unshift('[]');
      limit = line.start;
      mayEqual = true;
    }
  }
  return path;
}

function findSiblings(lines: readonly string[], row: number, { content, dashes }: Line): ReadonlySet<string> {
  const keys = new Set<string>();
  const collect = (from: number, step: 1 | -1): void => {
    for (let index = from; index >= 0 && index < lines.length; index += step) {
      const text = lines[index] ?? '';
      if (isEmpty(text)) continue;
      const line = toLine(text);
      const beginsItem = line.dashes > 0 && line.start < content;
      if (line.content < content || (beginsItem && step === 1)) return;
      if (line.content === content && line.key !== undefined) keys.add(line.key);
      if (beginsItem) return;
    }
  };
  if (dashes === 0) collect(row - 1, -1);
  collect(row + 1, 1);
  return keys;
}
