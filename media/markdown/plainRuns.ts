import * as smd from 'streaming-markdown';

/** Characters that begin or end no markup. */
const plain = String.raw`[^\s\\<\x60_*~$[\]!|\ud800-\udfff]`;

/** Prose without markup. An `h` that begins a word may begin an address. */
const proseRun = new RegExp(`(?:${plain}| (?=${plain})(?!h))+`, 'y');
const codeRun = /[^\n`\ud800-\udfff]+/y;
const plainCharacter = new RegExp(`^${plain}$`);

/** Tokens in which the parser only collects plain text. */
const proseTokens = new Set<number>([
  smd.PARAGRAPH,
  smd.HEADING_1,
  smd.HEADING_2,
  smd.HEADING_3,
  smd.HEADING_4,
  smd.HEADING_5,
  smd.HEADING_6,
  smd.LIST_ITEM,
  smd.TABLE_CELL,
  smd.ITALIC_AST,
  smd.ITALIC_UND,
  smd.STRONG_AST,
  smd.STRONG_UND,
  smd.STRIKE,
]);

/** Characters that are written the parser's way before the next plain run is looked for. */
const stepLength = 4;

/**
 * Writes as `parser_write` does, in a fraction of the time: that looks at each character by itself, while here what is
 * plain in the parser's present state is handed to it at once.
 */
export function writeInRuns(parser: smd.Parser, text: string): void {
  let position = 0;
  while (position < text.length) {
    const end = findRunEnd(parser, text, position);
    if (end > position) {
      const last = end - 1;
      parser.text += parser.pending + text.slice(position, last);
      parser.pending = text.charAt(last);
      if (parser.token === smd.CODE_FENCE) parser.fence_end = 1;
      position = end;
    } else {
      smd.parser_write(parser, text.slice(position, position + stepLength));
      position += stepLength;
    }
  }
  if (parser.text === '') return;
  parser.renderer.add_text(parser.renderer.data, parser.text);
  parser.text = '';
}

function findRunEnd({ token, pending }: smd.Parser, text: string, position: number): number {
  if (!plainCharacter.test(pending)) return position;
  const run = token === smd.CODE_FENCE ? codeRun : proseTokens.has(token) ? proseRun : undefined;
  if (!run) return position;
  run.lastIndex = position;
  return run.test(text) ? run.lastIndex : position;
}
