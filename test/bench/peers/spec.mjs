// The examples of CommonMark 0.31.2 by which a parser is judged: those without raw HTML and images.
import { tests } from 'commonmark-spec';

const leftOut = new Set(['HTML blocks', 'Raw HTML', 'Images']);

/** HTML that Markdown alone does not make, and images. Seven of the examples keep a raw `<a href>`. */
const rawHtml = /<(?:img|!--|\/?(?:b|bar|foo)\b)/;

/** Returns the examples. */
export function readJudgedExamples() {
  return tests
    .map(({ section, markdown, html, number }) => ({
      number,
      section,
      markdown: markdown.replaceAll('→', '\t'),
      html: html.replaceAll('→', '\t'),
    }))
    .filter(({ section, html }) => !leftOut.has(section) && !rawHtml.test(html));
}

/** Brings HTML into a form in which only what a reader sees differs. */
export function normalizeHtml(html) {
  let isPre = false;
  let result = '';
  for (const [part, name, attributes] of html.matchAll(/<(\/?[a-z][a-z0-9]*)((?:\s[^<>]*)?)\/?>|[^<]+|</gi)) {
    if (name === undefined) {
      const text = decode(part);
      result += isPre ? text : text.replaceAll(/\s+/g, ' ');
      continue;
    }
    if (name === 'pre') isPre = true;
    if (name === '/pre') isPre = false;
    const sorted = [...attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)]
      .map(([, key, value = '']) => ` ${key}="${decode(value)}"`)
      .sort()
      .join('');
    const tag = `\uE000${name}${sorted}\uE001`;
    if (blocks.test(name)) result = isPre && name !== 'pre' ? result + tag : `${result.replace(/[ \n]+$/, '')}${tag}`;
    else result += tag;
  }
  const block = `\uE000/?(?:${blockNames})(?: [^\uE000\uE001]*)?\uE001`;
  return result
    .replaceAll(new RegExp(`(${block})[ \\n]+`, 'g'), (all, tag) => (tag.startsWith('\uE000pre') ? all : tag))
    .replaceAll(/ ?(\uE000br\uE001) ?/g, '$1')
    .replaceAll('\uE000', '<')
    .replaceAll('\uE001', '>')
    .trim();
}

const blockNames = 'p|h[1-6]|ul|ol|li|blockquote|pre|hr|table|thead|tbody|tr|th|td|div|section';
const blocks = new RegExp(`^/?(?:${blockNames})$`);

function decode(text) {
  return text
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
