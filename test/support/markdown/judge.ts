import { toOpenableHref } from '#common/text/links.ts';
import { answerReader, type Reader, specReader } from './vocabularies.ts';

/** The content of the page beside that of the specification, in one notation. */
export interface Verdict {
  isRight: boolean;
  expected: string;
  shown: string;
}

/** Takes the place of a line break, soft or hard: an answer shows both as a new line. */
const lineBreak = '⏎';

/**
 * Compares a rendered answer with the HTML of a specification. White space counts wherever a browser would show it.
 * Titles of links do not count. A bare address that is a link counts as text where the specification has no such link,
 * and so does a link that the specification makes of a bare address which an answer may not open.
 */
export function judge(root: Element, html: string): Verdict {
  const body = new DOMParser().parseFromString(html, 'text/html').body;
  const links = { expected: new Set<string>(), shown: new Set<string>() };
  const all = () => true;
  describe(body, specReader, (address) => links.expected.add(address) && true);
  describe(root, answerReader, (address) => links.shown.add(address) && true);
  const expected = describe(
    body,
    specReader,
    (address) => links.shown.has(address) || toOpenableHref(address) !== undefined,
  );
  const shown = describe(root, answerReader, (address) => links.expected.has(address));
  return {
    isRight: expected === shown,
    expected: describe(body, specReader, all),
    shown: describe(root, answerReader, all),
  };
}

/** Decides whether a link whose text is its own address is told from plain text. */
type SelfLinkFilter = (address: string) => boolean;

/** Returns the blocks in `parent`, one a line, with what they hold indented. */
function describe(parent: Node, read: Reader, keepsSelfLink: SelfLinkFilter): string {
  const lines: string[] = [];
  let inline = '';
  const flush = () => {
    const text = trimLines(inline);
    if (text !== '') lines.push(JSON.stringify(text));
    inline = '';
  };
  const visit = (node: Node) => {
    if (!(node instanceof Element)) {
      inline += describeInline(node, read, keepsSelfLink);
      return;
    }
    const meaning = read.toMeaning(node);
    if (meaning.kind === 'wrapper') for (const child of node.childNodes) visit(child);
    else if (meaning.kind === 'code block') {
      flush();
      lines.push(`${meaning.name} ${JSON.stringify(meaning.text)}`);
    } else if (meaning.kind === 'leaf block') {
      flush();
      lines.push(`${meaning.name} ${JSON.stringify(trimLines(inlineOf(node, read, keepsSelfLink)))}`);
    } else if (meaning.kind === 'container') {
      flush();
      const content = describe(node, read, keepsSelfLink);
      // A browser shows no difference between a table's empty body and none.
      if (meaning.name === 'tbody' && content === '') return;
      lines.push(meaning.name, ...(content === '' ? [] : content.split('\n').map((line) => `  ${line}`)));
    } else inline += describeInline(node, read, keepsSelfLink);
  };
  for (const child of parent.childNodes) visit(child);
  flush();
  return lines.join('\n');
}

function inlineOf(parent: Node, read: Reader, keepsSelfLink: SelfLinkFilter): string {
  return [...parent.childNodes].map((child) => describeInline(child, read, keepsSelfLink)).join('');
}

function describeInline(node: Node, read: Reader, keepsSelfLink: SelfLinkFilter): string {
  if (!(node instanceof Element)) return node instanceof Text ? escape(read.toText(node)) : '';
  const meaning = read.toMeaning(node);
  switch (meaning.kind) {
    case 'nothing':
      return '';
    case 'line break':
      return lineBreak;
    case 'wrapper':
      return inlineOf(node, read, keepsSelfLink);
    case 'task':
      return `${meaning.name} `;
    case 'code':
      return `<code>${escape(node.textContent)}</code>`;
    case 'span':
      return `<${meaning.name}>${inlineOf(node, read, keepsSelfLink)}</${meaning.name}>`;
    case 'link': {
      const address = normalizeAddress(meaning.address);
      const text = inlineOf(node, read, keepsSelfLink);
      const isOwn = isAddressOf(node.textContent, address);
      return isOwn && !keepsSelfLink(address) ? text : `<a ${escape(address)}>${text}</a>`;
    }
    case 'code block':
    case 'leaf block':
    case 'container':
      // Only a part of a line may be here.
      return `<misplaced ${meaning.name}>${inlineOf(node, read, keepsSelfLink)}</misplaced>`;
  }
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Removes the white space that a browser does not show: at both ends, around line breaks, behind a task's box. */
function trimLines(text: string): string {
  return text
    .replaceAll(/^[ \t\n]+|[ \t\n]+$/g, '')
    .replaceAll(/[ \t]*[⏎\n][ \t]*/g, lineBreak)
    .replaceAll(/([☐☑]) +/g, '$1 ');
}

/** Returns an address in the one form that all ways to write it have in common. */
function normalizeAddress(written: string): string {
  // `URL` would take a backslash for a slash.
  const address = written.replaceAll('\\', '%5C');
  return decodeEscapes(URL.canParse(address) ? new URL(address).href : address);
}

function decodeEscapes(address: string): string {
  return address.replaceAll(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes.toUpperCase();
    }
  });
}

/** Returns whether a text is an address as it is written in prose. */
function isAddressOf(text: string, address: string): boolean {
  return [text, `http://${text}`, `mailto:${text}`].some((each) => normalizeAddress(each) === address);
}
