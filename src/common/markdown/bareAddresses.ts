import { unspaced } from './unspacedWords.ts';

/**
 * Characters that may stand before an address in the text: those of GitHub, `[`, and quotes that no code has. An address in
 * the attribute of a tag is none.
 */
const before = /[\s*_~([“‘«]/;

const scheme = /(?:https?|ftp)$/i;
const start = /(?::\/\/|www\.)/iy;
/** Up to the punctuation of a sentence in Chinese or Japanese, which follows without a space. */
const end = /[^\s<“”‘’»\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]*/y;

/** An address whose last letter or digit the words of a sentence follow without a space. */
const glued = new RegExp(
  String.raw`^(?:https?://|ftp://|www\.)(?:[a-z\d-]+\.)+[a-z]{2,}(?:[/?#][!-~]*[a-z\d])?(?=${unspaced.source})`,
  'iu',
);

/** An address in the text. `behind`: the number of its characters that have been read already. */
export interface BareAddress {
  text: string;
  address: string;
  behind: number;
}

/**
 * Reads the address that `src` has at `position`: at the `:` of a scheme, whose name is the end of `pending`, or at a
 * `www.`. `undefined` where there is none, by the rules of https://github.github.com/gfm/#autolinks-extension-
 * and beside words that no space sets apart.
 */
export function readBareAddress(src: string, position: number, pending: string): BareAddress | undefined {
  start.lastIndex = position;
  const mark = start.exec(src)?.[0];
  if (mark === undefined) return undefined;
  const name = mark === '://' ? scheme.exec(pending.slice(-5))?.[0] : '';
  if (name === undefined) return undefined;
  const first = position - name.length;
  const previous = src.charAt(first - 1);
  if (first > 0 && !before.test(previous) && !unspaced.test(previous)) return undefined;
  end.lastIndex = first;
  const found = end.exec(src)?.[0] ?? '';
  const text = trimAddress(glued.exec(found)?.[0] ?? found);
  const host = text.slice(name.length + mark.length).split(/[/?#]/, 1)[0] ?? '';
  if (!isHost(mark === 'www.' ? `www.${host}` : host)) return undefined;
  return { text, address: name === '' ? `http://${text}` : text, behind: name.length };
}

/** Leaves out what belongs to the sentence: its punctuation, a `)` that closes no `(` of the address, an entity. */
function trimAddress(address: string): string {
  let text = address;
  for (let length = -1; length !== text.length;) {
    length = text.length;
    text = text.replace(/[?!.,:*_~'"\]]+$/, '').replace(/&[a-z\d]+;$|;$/i, '');
    if (!text.endsWith(')')) continue;
    const opened = text.split('(').length;
    const excess = text.split(')').length - opened;
    if (excess > 0) text = text.slice(0, Math.max(text.length - excess, text.replace(/\)+$/, '').length));
  }
  return text;
}

/** Returns whether this is a domain: at least one dot, and no underscore in the last two of its parts. */
function isHost(host: string): boolean {
  const domain = host.replace(/:\d+$/, '');
  if (!/^[\p{L}\p{N}_.-]+$/u.test(domain)) return false;
  const parts = domain.split('.');
  if (parts.length < 2) return /^localhost$/i.test(domain);
  return parts.every((part) => part !== '') && !parts.slice(-2).some((part) => part.includes('_'));
}

const email = /(?:(?:mailto|xmpp):)?[A-Za-z\d._+-]+@[A-Za-z\d_-]+(?:\.[A-Za-z\d_-]+)+(?:\/[A-Za-z\d@.]+)?/g;

/** Parts a text at the addresses of mail in it. */
export function readEmails(text: string): { text: string; isAddress: boolean }[] {
  const parts: { text: string; isAddress: boolean }[] = [];
  let last = 0;
  for (const { 0: found, index } of text.matchAll(email)) {
    const isXmpp = /^xmpp:/i.test(found);
    const address = isXmpp ? found.replace(/\.$/, '') : found.replace(/\/.*$/, '');
    if (/[-_]$/.test(address)) continue;
    if (index > last) parts.push({ text: text.slice(last, index), isAddress: false });
    parts.push({ text: address, isAddress: true });
    last = index + address.length;
  }
  if (last < text.length) parts.push({ text: text.slice(last), isAddress: false });
  return parts;
}
