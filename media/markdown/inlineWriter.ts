import type { Inline } from '#common/markdown/inlines.ts';
import { toPlainText, toShownAddress } from './inlineReader.ts';

/** Text that may be read as markup; what is left of it is checked by reading it. */
const suspicious =
  /[\\`*~$[]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|\](?=[[(:]|$)|<[a-z!/?]|&#?\w+;|!$|:\/\/|www\.|\S@\w/iu;

/** Characters that most likely are markup where they stand. */
const likely =
  /\\(?=[!-/:-@[-`{-~]|$)|[`$]|\*(?!\s)|(?<!\s)\*|(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])|~(?!\s)|(?<!\s)~|\](?=[[(:]|$)|(?<=\[\^[^\]]*)\]|<(?=[a-z!/?])|&(?=#?\w+;)|!$/giu;

/** Characters that may be markup. */
const possible = /[\\`$*_~[\]<&!:@.]/g;

/** Ways to write text, with ever more escapes. The last one is sure: a backslash may begin a formula. */
const levels: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll(likely, String.raw`\$&`),
  (text) => text.replaceAll(possible, String.raw`\$&`),
  (text) => text.replaceAll(possible, (character) => `&#${character.charCodeAt(0)};`),
];

/** Ways to write emphasis within emphasis, the first one with asterisks only. */
const markings = [0, 1, 2];

/** Number of characters that are read again to find out how little has to be escaped. Behind them it is what most likely is. */
const maxChecked = 300_000;

/** Writes lines of text as Markdown that reads back the same, with as few escapes as that takes. */
export class InlineWriter {
  #checked = 0;
  #isSuspicious = false;
  #level = 0;
  #marking = 0;
  #isOneLine = false;
  #footnotes: string[] = [];
  readonly #parse: (text: string, footnotes: readonly string[]) => Inline[];

  /** @param parse reads a line in which footnotes of these names exist. */
  constructor(parse: (text: string, footnotes: readonly string[]) => Inline[]) {
    this.#parse = parse;
  }

  /** Writes a line. With `isOneLine` its breaks are HTML. */
  write(inlines: readonly Inline[], isOneLine: boolean): string {
    this.#isOneLine = isOneLine;
    this.#footnotes = [];
    this.#isSuspicious = false;
    const first = this.#writeAs(inlines, 0, 0);
    if (!this.#isSuspicious) return first;
    const expected = toComparable(inlines);
    for (const level of levels.keys())
      for (const marking of markings) {
        const text = this.#writeAs(inlines, level, marking);
        this.#checked += text.length;
        if (this.#checked > maxChecked) return this.#writeAs(inlines, 1, 0);
        if (toComparable(this.#parse(text, this.#footnotes)) === expected) return text;
      }
    return this.#writeAs(inlines, 1, 0);
  }

  #writeAs(inlines: readonly Inline[], level: number, marking: number): string {
    this.#level = level;
    this.#marking = marking;
    return this.#writeAll(inlines, 0);
  }

  #writeAll(inlines: readonly Inline[], depth: number): string {
    let all = '';
    let wasSpan = false;
    for (const [index, inline] of inlines.entries()) {
      const isInside = index > 0 && index < inlines.length - 1 && inlines[index + 1]?.kind !== 'break';
      const text = this.#writeOne(inline, depth, isInside);
      const isSpan = 'children' in inline;
      if ((isSpan && /[\p{L}\p{N}*_~\\!]$/u.test(all)) || (wasSpan && /^[\p{L}\p{N}*_~([]/u.test(text)))
        this.#isSuspicious = true;
      wasSpan = isSpan;
      all += text;
    }
    return all;
  }

  #writeOne(inline: Inline, depth: number, isInside: boolean): string {
    switch (inline.kind) {
      case 'text':
        return this.#writeText(inline.text);
      case 'break':
        return this.#isOneLine || !isInside ? '<br>' : inline.isHard ? '  \n' : '\n';
      case 'code':
        return writeCode(inline.text);
      case 'strong':
        return this.#writeSpan('**', inline.children, depth);
      case 'strike':
        return this.#writeSpan('~~', inline.children, depth);
      case 'emphasis':
        return this.#writeSpan(
          this.#marking > 0 && (depth + this.#marking) % 2 === 0 ? '_' : '*',
          inline.children,
          depth,
        );
      case 'link':
        return this.#writeLink(inline, depth);
      case 'image':
        return `![${this.#writeText(inline.text)}](${writeAddress(inline.address)})`;
      case 'math':
        return this.#writeMath(inline.text, inline.isBlock);
      case 'footnoteReference':
        this.#footnotes.push(inline.label);
        return `[^${inline.label}]`;
      case 'task':
        return inline.isDone ? '[x] ' : '[ ] ';
    }
  }

  /** Writes a link: an address that is its own text as that, where it is read as one. */
  #writeLink({ address, isBare, children }: Extract<Inline, { kind: 'link' }>, depth: number): string {
    if (isBare) this.#isSuspicious = true;
    const own = toPlainText(children);
    if (isBare && this.#level === 0) return own;
    if (isBare && /^[^\s<>]+[:@][^\s<>]+$/.test(own)) return `<${own}>`;
    return `[${this.#writeAll(children, depth)}](${writeAddress(address)})`;
  }

  #writeText(text: string): string {
    this.#isSuspicious ||= suspicious.test(text);
    return levels[this.#level]?.(text) ?? text;
  }

  #writeSpan(marks: string, children: readonly Inline[], depth: number): string {
    const text = this.#writeAll(children, depth + 1);
    this.#isSuspicious ||= /^[\s*_~]|[\s*_~\\]$/.test(text);
    return marks + text + marks;
  }

  #writeMath(tex: string, isBlock: boolean): string {
    this.#isSuspicious = true;
    if (this.#level > 0) return isBlock ? String.raw`\[${tex}\]` : String.raw`\(${tex}\)`;
    return isBlock ? `$$${tex}$$` : `$${tex}$`;
  }
}

/** Makes one text of what two lines have in common that show the same. */
function toComparable(inlines: readonly Inline[]): string {
  return JSON.stringify(inlines, (key, value: unknown) => {
    if (key === 'isBare' || key === 'isHard') return undefined;
    return key === 'address' ? toShownAddress(String(value)) : value;
  });
}

function writeCode(text: string): string {
  const runs = text.match(/`+/g)?.map(({ length }) => length) ?? [];
  let length = 1;
  while (runs.includes(length)) length += 1;
  const marks = '`'.repeat(length);
  const pad = /^`|`$|^ .*\S.* $/s.test(text) ? ' ' : '';
  return marks + pad + text + pad + marks;
}

function writeAddress(address: string): string {
  const text = address.replaceAll(/[\\<>]|&(?=#?\w+;)/g, String.raw`\$&`);
  return /^(?:[^\s\p{Cc}()<>]|\([^\s\p{Cc}()<>]*\))+$/u.test(text) ? text : `<${text}>`;
}
