import { globSync, readFileSync } from 'node:fs';
import { strategiesDescription } from '#common/vocabulary.ts';
import { englishStrings } from '#protocol/strings.ts';

/** The file that may hand on what is not written out: the strings of the page and of schemas, which are read from there. */
const passingFile = 'src/common/language.ts';

/** Finds what has a string translated: `l10n`, however it is used, and what a schema says of itself. */
const translating =
  /\bl10n\b(?! from '@vscode\/l10n'|'|[\w\s,]*\} from '|\.bundle\b)|\bv\.description(?=\s*\((?!strategiesDescription\)))/g;

/** A literal as the first argument of a call: in one kind of quotes, and followed by a comma or the end of the call. */
const literalArgument = /^\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`)\s*(?:,|\))/;

/**
 * The strings that a source has translated, in their order. Throws where one is not a single literal: what is put together
 * while the extension runs can stand in no bundle.
 */
export function extractKeys(source: string, file: string): string[] {
  return [...source.matchAll(translating)].map((use) => {
    const pattern = use[0] === 'l10n' ? /^\s*\.\s*t\s*\(/ : /^\s*\(/;
    const call = pattern.exec(source.slice(use.index + use[0].length));
    const rest = source.slice(use.index + use[0].length + (call?.[0].length ?? 0));
    const literal = call ? literalArgument.exec(rest)?.[1] : undefined;
    if (literal !== undefined) return toText(literal);
    const line = source.slice(0, use.index).split('\n').length;
    throw new TypeError(`${file}:${line}: what is translated must be one literal string`);
  });
}

/** Every string of the extension that a bundle has to translate, each once: those of the code and those of the page. */
export function readKeys(): string[] {
  const files = globSync('src/**/*.ts').filter((file) => file !== passingFile);
  const ofCode = files.sort().flatMap((file) => extractKeys(readFileSync(file, 'utf8'), file));
  return [...new Set([...ofCode, ...Object.values(englishStrings), strategiesDescription])];
}

/** Reads what a literal without substitutions stands for. */
function toText(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/\\(u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|.)/gi, (_, escaped: string) => unescape(escaped));
}

const letters: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

function unescape(escaped: string): string {
  const code = /^[ux]\{?([\da-f]+)\}?$/i.exec(escaped)?.[1];
  return code === undefined ? (letters[escaped] ?? escaped) : String.fromCodePoint(Number.parseInt(code, 16));
}
