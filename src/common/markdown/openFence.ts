import type { Code } from './blocks.ts';

/** A block of code whose fence is not closed: its lines are added as they come, without parsing what is there already. */
export class OpenFence {
  readonly block: Code;
  readonly #closing: RegExp;
  readonly #indent: RegExp;
  /** Its whole lines. */
  #text = '';
  /** Tells an empty line from none. */
  #hasLines = false;
  readonly #isIndented: boolean;
  readonly #width: number;

  /** `indent` is that of the fence. The block is filled anew, from its first line on. */
  constructor(block: Code, indent: number) {
    const { character = '`', length = 3 } = block.fence ?? {};
    this.block = block;
    block.lines[1] = block.lines[0] + 1;
    this.#closing = new RegExp(`^ {0,3}${character}{${length},}[ \\t]*$`, 'm');
    this.#indent = new RegExp(`^ {1,${indent || 1}}`, 'gm');
    this.#isIndented = indent > 0;
    this.#width = indent;
  }

  /**
   * Adds what it can of `text` and returns the rest: half a line or, where the fence is closed, what follows.
   * `showsLine` tells whether half a line is shown.
   */
  add(text: string, isEnd: boolean, showsLine: (line: string) => boolean): { rest: string; lines: number } {
    const end = isEnd ? text.length : text.lastIndexOf('\n') + 1;
    const closing = this.#closing.exec(text.slice(0, end));
    if (closing) {
      const rest = text.slice(closing.index + closing[0].length + 1);
      const before = text.slice(0, closing.index);
      const lines = this.#addLines(before, '');
      this.block.isClosed = true;
      this.block.lines[1] += lines + 1;
      return { rest, lines: lines + 1 };
    }
    const rest = text.slice(end);
    const lines = this.#addLines(text.slice(0, end), showsLine(rest) ? rest : '');
    this.block.lines[1] += lines;
    return { rest, lines };
  }

  /** Adds whole lines, shows half a line behind them, and returns the number of the whole ones. */
  #addLines(whole: string, half: string): number {
    const from = this.#text.length;
    let added = '';
    if (whole !== '') {
      added = this.#toAddition(whole.endsWith('\n') ? whole.slice(0, -1) : whole);
      this.#hasLines = true;
      // Never read as one while it grows: it would be copied each time.
      this.#text += added;
    }
    const shown = half === '' ? '' : this.#toAddition(half);
    this.block.text = this.#text + shown;
    this.block.grown = { from, text: added + shown };
    return whole === '' ? 0 : whole.split('\n').length - Number(whole.endsWith('\n'));
  }

  #toAddition(lines: string): string {
    return `${this.#hasLines ? '\n' : ''}${this.#dedent(lines)}`;
  }

  #dedent(lines: string): string {
    if (!this.#isIndented) return lines;
    if (!lines.includes('\t')) return lines.replaceAll(this.#indent, '');
    return lines
      .split('\n')
      .map((line) => removeIndent(line, this.#width))
      .join('\n');
  }
}

/** Removes columns of white space. A tab reaches to the next multiple of four; what is left of it becomes spaces. */
function removeIndent(line: string, width: number): string {
  let column = 0;
  let at = 0;
  for (; column < width && /[ \t]/.test(line.charAt(at)); at += 1)
    column += line.charAt(at) === '\t' ? 4 - (column % 4) : 1;
  return ' '.repeat(Math.max(0, column - width)) + line.slice(at);
}
