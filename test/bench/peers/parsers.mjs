// Markdown parsers behind one interface. Plain JavaScript: the compiler need not know the peers.
//
// `parse(text)` gives what a renderer reads, without HTML. `lastBlock(parsed, text)` gives the place where the last
// block of the top level begins. `toHtml(text)` is the parser's own HTML, but for Lezer, which has none. A candidate
// with `resume` parses text that has grown by what it kept of the parse before.
import { parser as lezerCommonMark, GFM } from '@lezer/markdown';
import { TreeFragment } from '@lezer/common';
import MarkdownIt from 'markdown-it';
import { Marked } from 'marked';
import { micromark, parse, postprocess, preprocess } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { lezerToHtml } from './lezerHtml.mjs';
import { normalizeHtml, readJudgedExamples } from './spec.mjs';

const lineEnds = new Set(['lineEnding', 'lineEndingBlank', 'linePrefix', 'lineSuffix']);

function makeMarkdownIt(isGfm) {
  const markdownIt = isGfm ? new MarkdownIt({ html: false, linkify: true }) : new MarkdownIt('commonmark');
  return {
    parse: (text) => markdownIt.parse(text, {}),
    lastBlock(tokens, text) {
      const line = tokens.findLast(({ level, map }) => level === 0 && map)?.map[0] ?? 0;
      let position = 0;
      for (let index = 0; index < line; index += 1) position = text.indexOf('\n', position) + 1;
      return position;
    },
    toHtml: (text) => markdownIt.render(text),
  };
}

function makeMicromark(isGfm) {
  const extensions = isGfm ? [gfm()] : [];
  const htmlExtensions = isGfm ? [gfmHtml()] : [];
  return {
    parse: (text) =>
      postprocess(
        parse({ extensions })
          .document()
          .write(preprocess()(text, undefined, true)),
      ),
    lastBlock(events) {
      let depth = 0;
      let position = 0;
      for (const [kind, { type, start }] of events) {
        if (kind === 'exit') depth -= 1;
        else {
          if (depth === 0 && !lineEnds.has(type)) position = start.offset;
          depth += 1;
        }
      }
      return position;
    },
    toHtml: (text) =>
      micromark(text, { extensions, htmlExtensions, allowDangerousHtml: true, allowDangerousProtocol: true }),
  };
}

function makeMarked(isGfm) {
  const marked = new Marked({ gfm: isGfm });
  return {
    parse: (text) => marked.lexer(text),
    lastBlock(tokens) {
      let position = 0;
      let last = 0;
      for (const { type, raw } of tokens) {
        if (type !== 'space') last = position;
        position += raw.length;
      }
      return last;
    },
    toHtml: (text) => marked.parse(text),
  };
}

function makeLezer(isGfm) {
  const parser = isGfm ? lezerCommonMark.configure(GFM) : lezerCommonMark;
  return {
    parse: (text) => parser.parse(text),
    resume(text, previous) {
      const fragments = previous
        ? TreeFragment.applyChanges(TreeFragment.addTree(previous.tree, [], true), [
            { fromA: previous.length, toA: previous.length, fromB: previous.length, toB: text.length },
          ])
        : [];
      return { tree: parser.parse(text, fragments), length: text.length };
    },
    toHtml: (text) => lezerToHtml(parser.parse(text), text),
  };
}

/** What a page needs of each, as esbuild is given it. */
const imports = {
  'markdown-it': `export { default } from 'markdown-it'`,
  '@lezer/markdown': `export { parser, GFM } from '@lezer/markdown'; export { TreeFragment } from '@lezer/common'`,
  micromark: `export { parse, postprocess, preprocess } from 'micromark'; export { gfm } from 'micromark-extension-gfm'`,
  marked: `export { Lexer } from 'marked'`,
};

export const candidates = Object.entries({
  'markdown-it': makeMarkdownIt,
  '@lezer/markdown': makeLezer,
  micromark: makeMicromark,
  marked: makeMarked,
}).map(([name, make]) => ({ name, source: imports[name], gfm: make(true), commonMark: make(false) }));

/** Returns the numbers of the judged examples, and of those among them that a reader of `toHtml` fails. */
export function judge(toHtml) {
  const failed = judged.filter(({ markdown, html }) => normalizeHtml(toHtml(markdown)) !== normalizeHtml(html));
  return { count: judged.length, failed: failed.map(({ number }) => number) };
}

const judged = readJudgedExamples();
