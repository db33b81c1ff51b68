import Parser, { type Env, type MarkdownIt, type Token } from 'markdown-it';
import { addBlockRules } from './blockRules.ts';
import { addInlineRules } from './inlineRules.ts';

let parser: MarkdownIt | undefined;

/** The one parser of page and host. HTML is text, and addresses stay as they are written: who shows them judges them. */
function getParser(): MarkdownIt {
  if (parser) return parser;
  parser = new Parser({ html: false, linkify: false, maxNesting: 100 });
  parser.validateLink = () => true;
  parser.normalizeLink = (address) => address;
  parser.normalizeLinkText = (address) => address;
  parser.block.ruler.disable('html_block');
  parser.inline.ruler.disable(['linkify', 'html_inline']);
  addBlockRules(parser);
  addInlineRules(parser);
  return parser;
}

/** Parses lines to the tokens of blocks. The text in them is not parsed yet. */
export function parseBlocks(text: string, env: Env): Token[] {
  const tokens: Token[] = [];
  const markdown = getParser();
  markdown.block.parse(text, markdown, env, tokens);
  return tokens;
}

/** Parses the text of a block. */
export function parseInline(text: string, env: Env): Token[] {
  const tokens: Token[] = [];
  const markdown = getParser();
  markdown.inline.parse(text, markdown, env, tokens);
  return tokens;
}

/** Returns the form of a name in which it is looked up. */
export function normalizeName(name: string): string {
  return getParser().utils.normalizeReference(name);
}

/** Reads the words after a fence, without escapes and character references. */
export function unescapeWords(words: string): string {
  return getParser().utils.unescapeAll(words).trim();
}
