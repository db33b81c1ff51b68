import { completeLine } from './completion.ts';
import { type Inline, toInlines } from './inlines.ts';
import { maxLineLength, splitContent } from './longContent.ts';
import type { Target } from './parseWatch.ts';
import { normalizeName, parseInline } from './parser.ts';

/** The names that links and footnotes of a text lead to, and who uses them. */
export interface NameScope {
  readonly references: Record<string, Target>;
  /** Remembers that what `content` means depends on a name. */
  use(name: string, content: InlineContent): void;
}

/** The text of a block, parsed when it is first asked for. */
export class InlineContent {
  readonly source: string;
  /** True while text may follow: markup that is begun counts as such. */
  readonly isOpen: boolean;
  /** True in front of an item that is ticked off, false of one that is not; undefined without a box. */
  readonly isDone: boolean | undefined;
  readonly #scope: NameScope;
  #inlines: Inline[] | undefined;

  constructor(
    source: string,
    scope: NameScope,
    { isOpen = false, isDone }: { isOpen?: boolean; isDone?: boolean } = {},
  ) {
    this.source = source;
    this.#scope = scope;
    this.isOpen = isOpen;
    this.isDone = isDone;
  }

  get inlines(): readonly Inline[] {
    return (this.#inlines ??= this.#parse());
  }

  /** Makes a content with other properties of the same text, or a part of it. */
  with(change: { source?: string; isOpen?: boolean; isDone?: boolean }): InlineContent {
    const { source = this.source, isOpen = this.isOpen, isDone = this.isDone } = change;
    return new InlineContent(source, this.#scope, isDone === undefined ? { isOpen } : { isOpen, isDone });
  }

  /** Returns whether it shows the same as another. */
  equals(other: InlineContent): boolean {
    return this.source === other.source && this.isOpen === other.isOpen && this.isDone === other.isDone;
  }

  /** Has the text parsed anew, since a name in it leads elsewhere. */
  reset(): void {
    this.#inlines = undefined;
  }

  #parse(): Inline[] {
    if (!this.isOpen && this.source.includes('[')) {
      for (const name of findNames(this.source)) this.#scope.use(name, this);
    }
    const [source = '', ...others] = splitContent(this.source, maxLineLength);
    const isCut = others.length > 0;
    const { text, openFrom } = this.isOpen && !isCut ? completeLine(source) : { text: source, openFrom: undefined };
    const { references } = this.#scope;
    const parsed = toInlines(parseInline(text, { references, openFrom }));
    // A heading or a cell, which is not split as a paragraph is, has no markup behind its first part.
    if (isCut) parsed.push(...toLines(others.join('')));
    return this.isDone === undefined ? parsed : [{ kind: 'task', isDone: this.isDone }, ...parsed];
  }
}

/** Makes lines of text without markup. */
function toLines(text: string): Inline[] {
  return text
    .split('\n')
    .flatMap((line, index): Inline[] => [
      ...(index > 0 ? [{ kind: 'break' as const, isHard: false }] : []),
      ...(line === '' ? [] : [{ kind: 'text' as const, text: line }]),
    ]);
}

function findNames(source: string): Set<string> {
  const names = new Set<string>();
  for (const [, name = ''] of source.matchAll(/\[((?:[^[\]\\]|\\.){1,999})\]/gs)) names.add(normalizeName(name));
  return names;
}
