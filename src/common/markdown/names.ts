import type { InlineContent, NameScope } from './inlineContent.ts';
import type { ParseContext } from './parseContext.ts';
import type { NamedAddress, Target } from './parseWatch.ts';

/** The names that links and footnotes lead to. The first address that a text gives a name counts. */
export class Names implements NameScope {
  /** By name. Those of the end of the text stand above those that no further text changes. */
  references: Record<string, Target>;
  readonly #settled: Record<string, Target> = Object.create(null);
  #open: NamedAddress[] = [];
  readonly #users = new Map<string, InlineContent[]>();
  #changed = new Set<InlineContent>();

  constructor() {
    this.references = this.#settled;
  }

  use(name: string, content: InlineContent): void {
    const users = this.#users.get(name);
    if (users) users.push(content);
    else this.#users.set(name, [content]);
  }

  /** Replaces the names of the end of the text by those that it was found to have. */
  update({ definitions, skipped }: ParseContext): void {
    if (definitions.length === 0 && this.#open.length === 0) return;
    const kept = findWithin(this.#open, skipped);
    this.#open = [...kept, ...definitions].toSorted((a, b) => a.line - b.line);
    const before = this.references;
    this.references = Object.create(this.#settled);
    for (const { name, target } of this.#open) this.references[name] ??= target;
    for (const name of new Set([...Object.keys(before), ...Object.keys(this.references)])) {
      if (before === this.#settled && !Object.hasOwn(this.references, name)) continue;
      if (before[name]?.href !== this.references[name]?.href) this.#reset(name);
    }
  }

  /** Settles the names that stand above a line. */
  settle(line: number): void {
    if (this.#open.length === 0) return;
    for (const { name, target } of this.#open.filter((each) => each.line < line)) this.#settled[name] ??= target;
    this.#open = this.#open.filter((each) => each.line >= line);
  }

  /** Removes and returns the texts that mean something else than when they were last parsed. */
  takeChanged(): readonly InlineContent[] {
    if (this.#changed.size === 0) return [];
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  #reset(name: string): void {
    const users = this.#users.get(name) ?? [];
    this.#users.delete(name);
    for (const content of users) {
      content.reset();
      this.#changed.add(content);
    }
  }
}

/** Finds the names in stretches of lines. Both are in the order of the text. */
function findWithin(
  names: readonly NamedAddress[],
  stretches: readonly [start: number, end: number][],
): NamedAddress[] {
  let at = 0;
  return names.filter(({ line }) => {
    while ((stretches[at]?.[1] ?? Number.POSITIVE_INFINITY) <= line) at += 1;
    return line >= (stretches[at]?.[0] ?? Number.POSITIVE_INFINITY);
  });
}
