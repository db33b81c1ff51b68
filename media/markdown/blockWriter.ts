import { readInlines, toPlainText } from './inlineReader.ts';
import { InlineWriter } from './inlineWriter.ts';
import { findSelectedChildren, isPartial, readSelected, type SelectedPart } from './selectedPart.ts';

const blockNames = new Set(['blockquote', 'div', 'h3', 'h4', 'h5', 'h6', 'hr', 'li', 'ol', 'p', 'ul']);

/** Marks at the beginning of a line that would make another block of it. */
const blockStart =
  /^(?:#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|=+\s*$|(?=.*-)[|:-][|:\s-]*$|(?:[*_]\s*){3,}$|~{3}|`{3}(?=[^`]*$)|\$\$(?!.*\$\$))/;

/** Writes what is selected of an answer as Markdown. */
export class BlockWriter {
  /** Number of blocks of which something is selected, those that hold blocks not included. */
  leaves = 0;
  /** The text of the last of them without its markup, if it is selected in part. */
  plainText: string | undefined;
  readonly #lines: InlineWriter;

  constructor(...source: ConstructorParameters<typeof InlineWriter>) {
    this.#lines = new InlineWriter(...source);
  }

  /** Writes the blocks that elements hold: those of a block that is in several parts of the page one after the other. */
  write(parents: readonly SelectedPart[]): string {
    return this.#writeAll(groupBlocks(parents), '---').join('\n\n');
  }

  #writeAll(groups: readonly SelectedPart[][], rule: string): string[] {
    let list = '';
    let isOther = false;
    return groups.flatMap((parts) => {
      const name = nameOf(parts[0]);
      // Two lists, one behind the other, would be one.
      isOther = name === list && !isOther;
      list = name === 'ul' || name === 'ol' ? name : '';
      return name === 'hr' ? this.#addLeaf(parts, '', rule) : this.#writeBlock(parts, name, isOther);
    });
  }

  /** Writes a block: nothing where nothing of it is selected. */
  #writeBlock(parts: SelectedPart[], name: string, isOther: boolean): string[] {
    const node = parts[0]?.node;
    if (!(node instanceof HTMLElement) || !blockNames.has(name)) return this.#writeParagraph([parts]);
    if (name === 'p') return this.#writeParagraph(parts.map(findSelectedChildren));
    if (name === 'ul' || name === 'ol') return this.#writeList(parts, isOther);
    if (name === 'blockquote') return wrap(parts, this.write(parts), '> ', '> ');
    if (name !== 'div') return this.#writeHeading(node, parts);
    const children = parts.flatMap(findSelectedChildren);
    if (node.matches('.footnote')) {
      const text = this.write(children.filter((part) => nameOf(part) === 'div'));
      return wrap(parts, text, `[^${node.firstChild?.textContent ?? ''}]: `, '    ');
    }
    if (node.matches('.table')) return this.#writeTable(node, children);
    if (node.matches('.math')) {
      const tex = node.dataset['tex'] ?? node.textContent;
      const [open, close] = tex.includes('$$') ? ['\\[', '\\]'] : ['$$', '$$'];
      return isNothing(parts) ? [] : this.#addLeaf(parts, `$$${tex}$$`, `${open}\n${tex}\n${close}`);
    }
    const pre = children.filter((part) => nameOf(part) === 'pre');
    return pre.every(isNothingOf) && parts.some(isPartial) ? [] : this.#writeCode(node, pre);
  }

  #writeParagraph(lines: readonly SelectedPart[][]): string[] {
    let text = '';
    let plainText = '';
    let task = '';
    for (const line of lines) {
      const inlines = readInlines(line);
      if (inlines[0]?.kind === 'task') task = this.#lines.write(inlines.splice(0, 1), false);
      text += this.#lines.write(inlines, false);
      plainText += toPlainText(inlines);
    }
    if (text + task === '') return [];
    const isItem = lines[0]?.[0]?.node.parentElement?.closest('li');
    if (isItem && task === '') text = text.replace(/^(\[[ x])(?=\](?:\s|$))/i, '$1\\');
    return this.#addLeaf(lines.flat(), plainText, task + text.split('\n').map(escapeStart).join('\n'));
  }

  #writeHeading(heading: Element, parts: SelectedPart[]): string[] {
    if (isNothing(parts)) return [];
    const inlines = readInlines(parts.flatMap(findSelectedChildren));
    const level = Number(heading.className.slice(-1));
    const text = this.#lines.write(inlines, true).replace(/(^|\s)(?=#+$)/, '$1\\');
    return this.#addLeaf(parts, toPlainText(inlines), `${'#'.repeat(level)} ${text}`.trimEnd());
  }

  #writeCode(block: Element, pre: SelectedPart[]): string[] {
    const text = pre.map(readSelected).join('');
    const info = (block.querySelector('.code-language')?.textContent ?? '').replaceAll(
      /\\(?=[!-/:-@[-`{-~])|&(?=#?\w+;)/g,
      String.raw`\$&`,
    );
    const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map(({ length }) => length));
    const fence = (info.includes('`') ? '~' : '`').repeat(longest + 1);
    return this.#addLeaf(pre, text, `${fence}${info}\n${text}${text === '' ? '' : '\n'}${fence}`);
  }

  #writeList(parts: SelectedPart[], isOther: boolean): string[] {
    const lists = groupBlocks(parts);
    const isLoose = parts.some(({ node }) => node instanceof Element && node.matches('.loose'));
    const gap = isLoose ? '\n\n' : '\n';
    let number: number | undefined;
    const items: string[] = [];
    for (const item of lists) {
      const [first] = item;
      const blocks = groupBlocks(item);
      const texts = this.#writeAll(blocks, '___');
      if (!first || (texts.length === 0 && item.some(isPartial))) continue;
      const { node } = first;
      const isLate = first.start && blocks[0]?.[0]?.node !== node.firstChild;
      // A part of one item that is not its beginning is not selected as an item.
      if (isLate && lists.length === 1) return texts;
      if (node.parentNode instanceof HTMLOListElement) number ??= findNumber(node, node.parentNode);
      const marker = number === undefined ? (isOther ? '* ' : '- ') : `${number}${isOther ? ')' : '.'} `;
      if (number !== undefined) number += 1;
      items.push(prefix(texts.join(gap), marker, ' '.repeat(marker.length)));
    }
    return items.length === 0 ? [] : [items.join(gap)];
  }

  /** Writes the rows that are selected, below the heads of the table. */
  #writeTable(table: Element, parts: readonly SelectedPart[]): string[] {
    const { leaves } = this;
    const rows = parts.flatMap(findSelectedChildren).flatMap(findSelectedChildren);
    const body: string[] = [];
    for (const row of rows) {
      if (!(row.node instanceof HTMLTableRowElement)) continue;
      const before = this.leaves;
      const selected = new Map(findSelectedChildren(row).map((part) => [part.node, part]));
      const cells = [...row.node.cells].map((cell) => this.#writeCell(selected.get(cell)));
      const isBody = row.node.parentElement?.localName === 'tbody';
      if (isBody && (this.leaves > before || !isPartial(row))) body.push(writeRow(cells));
    }
    if (this.leaves === leaves && body.length === 0) return [];
    const { leaves: counted, plainText } = this;
    const heads = [...table.querySelectorAll('th')];
    const head = writeRow(heads.map((node) => this.#writeCell({ node })));
    Object.assign(this, { leaves: counted, plainText });
    return [[head, writeRow(heads.map(toRuler)), ...body].join('\n')];
  }

  #writeCell(part: SelectedPart | undefined): string {
    const inlines = part ? readInlines(findSelectedChildren(part)) : [];
    if (!part || inlines.length === 0) return '';
    const text = this.#lines
      .write(inlines, true)
      .trim()
      .replaceAll('|', String.raw`\|`);
    return this.#addLeaf([part], toPlainText(inlines), text).join('');
  }

  #addLeaf(parts: readonly SelectedPart[], plainText: string, text: string): string[] {
    this.leaves += 1;
    this.plainText = parts.some(isPartial) ? plainText : undefined;
    return [text];
  }
}

/** Groups the selected children of elements by the blocks that they show; text of a line may have no element around it. */
function groupBlocks(parents: readonly SelectedPart[]): SelectedPart[][] {
  const groups: SelectedPart[][] = [];
  let isInLine = false;
  for (const part of parents.flatMap(findSelectedChildren)) {
    const { node } = part;
    const isBlock = blockNames.has(nameOf(part));
    const last = groups.at(-1);
    if (last && (isBlock ? node instanceof Element && node.matches('.continued') : isInLine)) last.push(part);
    else groups.push([part]);
    isInLine = !isBlock;
  }
  return groups;
}

function nameOf(part: SelectedPart | undefined): string {
  return part?.node instanceof Element ? part.node.localName : '';
}

function isNothing(parts: readonly SelectedPart[]): boolean {
  return parts.some(isPartial) && parts.every(isNothingOf);
}

function isNothingOf(part: SelectedPart): boolean {
  return readSelected(part) === '';
}

function escapeStart(line: string): string {
  if (!/^[\s#>+*=|:~`$_[\d-]/.test(line)) return line;
  return line
    .replace(/^[ \t]+/, '')
    .replace(blockStart, String.raw`\$&`)
    .replace(/^(\d{1,9}(?=[.)](?:\s|$))|\[[^\]]+\](?=:))/, '$1\\');
}

function findNumber(item: Node, list: HTMLOListElement): number {
  return list.start + [...list.childNodes].findIndex((each) => each === item);
}

function writeRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function toRuler({ className }: Element): string {
  return { 'align-left': ':---', 'align-center': ':---:', 'align-right': '---:' }[className] ?? '---';
}

function wrap(parts: readonly SelectedPart[], text: string, first: string, others: string): string[] {
  return text === '' && parts.some(isPartial) ? [] : [prefix(text, first, others)];
}

/** Puts marks in front of the first line and of the others. */
function prefix(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => {
      const marks = index === 0 ? first : others;
      return line === '' ? marks.trimEnd() : marks + line;
    })
    .join('\n');
}
