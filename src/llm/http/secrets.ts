import type { LlmConfig } from '#llm/types.ts';

const descriptive =
  'accept|accept-(?:charset|encoding|language|version)|content-type|user-agent|referer|http-referer|origin|title|.*-?version|.*-?beta|app|application|client|' +
  'service|source|team|tenant|project|organization|openai-organization|openai-project|env|environment|stage|region|zone|' +
  'cluster|model';

/** Headers that describe a request: an answer may hold their values. The value of any other header is a secret. */
const harmlessHeader = new RegExp(`^(?:x-)?(?:${descriptive})(?:-name)?$`, 'i');

/** In a header of such a name even a short value is a secret. */
const sensitiveHeader = /auth|key|secret|token|cookie|pass|credential|session|signature/i;

/** The fewest characters of a header's value that are looked for: a shorter one stands in half the words of an answer. */
export const shortestHeaderSecret = 8;

/** The fewest characters of a password that are looked for. */
const shortestPassword = 6;

/** The place in a configured header that stands for the key. */
export const keyReference = '${apiKey}';

/**
 * Lists the texts of a configuration that must never show: the key, the values of headers and the parts of them, such as
 * the token behind `Token`, a cookie's values, and the password that `Basic` encodes.
 */
export function listSecrets({ apiKey, headers = {} }: Pick<LlmConfig, 'apiKey' | 'headers'>): string[] {
  return [...new Set([...(apiKey ? [apiKey.trim()] : []), ...listHeaderSecrets(headers)])];
}

/** Lists the texts of configured headers that must never show. */
export function listHeaderSecrets(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    harmlessHeader.test(name) ? [] : listValueSecrets(name, value),
  );
}

function listValueSecrets(name: string, value: string): string[] {
  // A value with a reference to the key may well stand in the code of an answer: what is beside the reference counts.
  const pieces = value.split(keyReference).map((piece) => piece.replace(/[\w-]+=$/, '').trim());
  if (pieces.length > 1) return pieces.flatMap((piece, at) => (at === 0 && isScheme(piece) ? [] : listParts(piece)));
  const whole = value.trim();
  const isSecret = whole.length >= shortestHeaderSecret || sensitiveHeader.test(name);
  return isSecret ? [whole, ...listParts(whole)] : [];
}

/** Lists the parts of a header's value that are secrets of their own. */
function listParts(value: string): string[] {
  const parts = [value, ...listStrings(value)].flatMap((text) => {
    const rest = /^[a-z][\w-]*\s+(\S.*)$/is.exec(text)?.[1] ?? text;
    const values = rest.split(/[;,?&]/).map((pair) => toValue(pair));
    return [text, rest, ...values].flatMap((part) => [part, decodeUrl(part)]);
  });
  return [
    ...parts.filter(({ length }) => length >= shortestHeaderSecret),
    ...parts.flatMap((part) => listHalves(part)),
  ];
}

function isScheme(text: string): boolean {
  return /^[a-z-]*$/i.test(text);
}

/** The value of `name=value`, without quotes; a text that has no name. The `=` at the end of Base64 belongs to it. */
function toValue(pair: string): string {
  const value = /^\s*[\w.-]+=(?!=*$)(.*)$/s.exec(pair)?.[1] ?? pair;
  return value.trim().replaceAll(/^"|"$/g, '');
}

/** The texts in a value that is JSON. */
function listStrings(value: string): string[] {
  if (!/^[{[]/.test(value)) return [];
  const found: string[] = [];
  try {
    JSON.parse(value, (_name, item: unknown) => {
      if (typeof item === 'string') found.push(item);
    });
  } catch {
    // It only looks like JSON.
    return [];
  }
  return found;
}

/** The two halves of `user:password`, as it is or in Base64. */
function listHalves(text: string): string[] {
  const decoded = /^[\w+/-]{8,}={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString() : text;
  // An address has them in front of its host.
  const pair = /^[a-z][\w+.-]*:\/\/([^/@\s]+)@/i.exec(decoded)?.[1] ?? decoded;
  const halves = /^([\x20-\x39\x3b-\x7e]*):(?!\/\/)([\x20-\x7e]+)$/.exec(pair)?.slice(1) ?? [];
  return halves.filter(({ length }) => length >= shortestPassword);
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
