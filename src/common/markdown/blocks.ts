import type { InlineContent } from './inlineContent.ts';

/** Text with markup of its own. The text of a paragraph that is very long is held in several. */
export interface Paragraph {
  kind: 'paragraph';
  content: InlineContent;
  /** True when it goes on with the paragraph before it. */
  isContinued: boolean;
}

/** A heading; `level` is 1 to 6. */
export interface Heading {
  kind: 'heading';
  level: number;
  content: InlineContent;
}

/** A fence that opens a block of code: https://spec.commonmark.org/0.31.2/#fenced-code-blocks. */
export interface FenceMarks {
  /** A backtick or a tilde. */
  character: string;
  length: number;
}

/** A block of code. */
export interface Code {
  kind: 'code';
  /** Lines ended by `\n`, without the last line end. */
  text: string;
  /** The end of `text` from an offset on, where it has grown since: what stands before it is as it was. */
  grown?: { from: number; text: string };
  /** The words after the fence, without escapes. */
  info: string;
  /** Missing for code that is set off by its indentation. */
  fence: FenceMarks | undefined;
  /** False while its fence is not closed. An answer that was cut off ends in a block that is not. */
  isClosed: boolean;
  /** Its first line in the text, from 0, and the line behind its last one. */
  lines: [start: number, end: number];
}

/** A formula in lines of its own. */
export interface MathBlock {
  kind: 'math';
  text: string;
  isClosed: boolean;
}

/** A line between two parts of the text. */
export interface Rule {
  kind: 'rule';
}

/** A quote. */
export interface Quote {
  kind: 'quote';
  children: Block[];
}

/** A list. */
export interface List {
  kind: 'list';
  /** The first number; missing for bullets. */
  start: number | undefined;
  /** The bullet, or the character behind the numbers. */
  marker: string;
  /** True when its paragraphs stand apart. */
  isLoose: boolean;
  children: Item[];
  /** Number of the first items that no further text changes. */
  settled: number;
}

/** An item of a list. */
export interface Item {
  kind: 'item';
  children: Block[];
}

export type Alignment = 'left' | 'center' | 'right' | undefined;

/** A table. Its first row holds the heads of the columns. */
export interface Table {
  kind: 'table';
  alignments: Alignment[];
  children: TableRow[];
  /** Number of the first rows that no further text changes. */
  settled: number;
}

/** A row of a table. */
export interface TableRow {
  kind: 'row';
  cells: InlineContent[];
}

/** The text of a footnote. */
export interface Footnote {
  kind: 'footnote';
  label: string;
  children: Block[];
}

/** The address that links by name lead to. Not shown. */
export interface Definition {
  kind: 'definition';
}

export type Block = Paragraph | Heading | Code | MathBlock | Rule | Quote | List | Table | Footnote | Definition;

/** All of a text. */
export interface Root {
  kind: 'root';
  children: Block[];
  /** Number of the first children that no further text changes, but for the names that a link or footnote leads to. */
  settled: number;
}

/** Goes through blocks and what they hold, in the order of the text. */
export function* walkBlocks(blocks: readonly (Block | Item)[]): Generator<Block> {
  for (const block of blocks) {
    if (block.kind !== 'item') yield block;
    if ('children' in block && block.kind !== 'table') yield* walkBlocks(block.children);
  }
}
