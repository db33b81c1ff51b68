import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** An example of a specification: what is written, and what it means. */
export interface SpecExample {
  /** The first example of a specification is 1. */
  number: number;
  section: string;
  markdown: string;
  html: string;
  /** False if the example is about what answers do not have: raw HTML, which is text in them, or images. */
  isJudged: boolean;
}

/** Reads all 652 examples of CommonMark 0.31.2. */
export function readCommonMarkExamples(): SpecExample[] {
  return readExamples(fileURLToPath(import.meta.resolve('commonmark-spec/spec.txt')));
}

/** Reads the 24 examples of GFM's tables, task lists, strikethrough and extended autolinks. */
export function readGfmExamples(): SpecExample[] {
  return readExamples(new URL('gfmExtensions.txt', import.meta.url));
}

const bar = '`'.repeat(32);

/** An example, or a heading with the name of the section that follows. */
const part = new RegExp(String.raw`^${bar} example[^\n]*\n([^]*?)^\.\n([^]*?)^${bar}$|^#{1,6} +(.*)$`, 'gm');

function readExamples(file: string | URL): SpecExample[] {
  const examples: SpecExample[] = [];
  let section = '';
  const [text = ''] = readFileSync(file, 'utf8').split('<!-- END TESTS -->');
  for (const [, source, result = '', heading] of text.matchAll(part)) {
    if (heading !== undefined) section = heading.replace(' (extension)', '');
    if (source === undefined) continue;
    const markdown = source.replaceAll('→', '\t');
    const html = result.replaceAll('→', '\t');
    const isJudged = section !== 'Images' && !html.includes('<img') && !hasRawHtml(markdown, html);
    examples.push({ number: examples.length + 1, section, markdown, html, isJudged });
  }
  return examples;
}

/** Returns whether a tag, a comment or the like of the result was written as such. */
function hasRawHtml(markdown: string, html: string): boolean {
  const tags = html.match(/<[a-z/!?][^>]*>?/gi) ?? [];
  return tags.some((tag) => markdown.includes(tag));
}
