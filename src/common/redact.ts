const placeholder = '[key removed]';

/** Shapes of keys that providers issue, for text that may hold a key we do not know. */
const keyShapes = [
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\b(?:gsk_|hf_|pplx-|nvapi-|gh[opsu]_|github_pat_)[A-Za-z0-9_-]{20,}/g,
  /\bAQ\.[A-Za-z0-9_-]{30,}/g,
  /\bxai-[A-Za-z0-9_-]{20,}/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\bBearer\s+[A-Za-z0-9._~+/-]{16,}=*/gi,
];

/** Characters of the shortest secret. Anything shorter is part of ordinary words. */
const shortestSecret = 4;

/** Characters of the shortest key that is removed from an answer. A shorter one may be the `lm-studio` of a local server. */
const shortestInStream = 12;

/** Removes the `secrets` (plain, URL-encoded or Base64) and everything that is shaped like a key from a text. */
export function redact(text: string, secrets: readonly (string | undefined)[] = []): string {
  const whole = removeShapes(removeForms(text, sortForms(secrets.flatMap((secret) => toForms(secret)))));
  return secrets.reduce<string>((clean, secret) => removeParts(clean, secret), whole);
}

/** Removes keys from a text that arrives in pieces. */
export interface RedactedStream {
  /** Returns the next piece as far as it may be shown. What might be the beginning of a secret is held back. */
  take(piece: string): string;
  /** Returns what was held back, once no more comes. */
  end(): string;
}

/**
 * Knows the keys in use, and removes them from everything that is logged, stored, shown or thrown. A key stays known until
 * the window closes, also when it was removed or replaced, since it may still be valid.
 */
export class Redactor {
  /** Forms of all known keys, as {@link sortForms} returns them. */
  #forms: readonly string[] = [];
  #streamForms: readonly string[] = [];

  /** Adds a key. It is removed from answers where it has at least `shortest` characters. */
  add(secret: string | undefined, shortest = shortestInStream): void {
    const forms = toForms(secret);
    this.#forms = sortForms([...this.#forms, ...forms]);
    if (secret !== undefined && secret.length >= shortest) {
      this.#streamForms = sortForms([...this.#streamForms, ...forms]);
    }
  }

  /** Removes every known key, in any form, and everything that is shaped like a key from a text. */
  redact(text: string): string {
    return removeShapes(removeForms(text, this.#forms));
  }

  /**
   * Opens a stream for an answer. Only known keys are removed from it: code that a user asked for may well hold something
   * that is shaped like one.
   */
  openStream(): RedactedStream {
    let held = '';
    return {
      take: (piece) => {
        const text = removeForms(held + piece, this.#streamForms);
        const length = this.#findBeginning(text);
        held = text.slice(text.length - length);
        return text.slice(0, text.length - length);
      },
      end: () => {
        const rest = held;
        held = '';
        // A key that was cut off near its end is as good as whole.
        const isMostOfOne = this.#streamForms.some((form) => form.startsWith(rest) && rest.length * 2 >= form.length);
        return rest !== '' && isMostOfOne ? placeholder : rest;
      },
    };
  }

  /** Counts the last characters that may be the beginning of a secret. */
  #findBeginning(text: string): number {
    for (let length = Math.min(text.length, (this.#streamForms[0]?.length ?? 0) - 1); length > 0; length -= 1) {
      const tail = text.slice(text.length - length);
      for (const form of this.#streamForms) if (form.startsWith(tail)) return length;
    }
    return 0;
  }
}

/** Escapes the characters that `pattern` finds. */
const escapeEach = (text: string, pattern: RegExp, escape: (code: number) => string): string =>
  text.replaceAll(pattern, (character) => escape(character.charCodeAt(0)));

const toUnicodeEscape = (code: number): string => String.raw`\u${code.toString(16).padStart(4, '0')}`;

/** Lists the forms of a secret in JSON and in web pages: writers differ in the characters that they escape. */
function toEscapedForms(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const inPage = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [
    inJson,
    inJson.replaceAll('/', String.raw`\/`),
    JSON.stringify(inJson).slice(1, -1),
    escapeEach(inJson, /[&<>]/g, toUnicodeEscape),
    escapeEach(inJson, /[&<>']|[^\x20-\x7e]/g, toUnicodeEscape),
    inPage,
    inPage.replaceAll("'", '&#39;'),
    inPage.replaceAll('&quot;', '&#34;').replaceAll("'", '&#39;'),
    inPage.replaceAll("'", '&#x27;'),
  ];
}

/**
 * Lists the forms in which a secret may come back: as it is, URL-encoded, inside JSON and web pages, and inside Base64 at
 * any offset.
 */
function toForms(secret: string | undefined): string[] {
  if (secret === undefined || secret.length < shortestSecret) return [];
  const bytes = Buffer.from(secret);
  const encoded = [0, 1, 2].map((offset) => {
    const characters = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and last characters also hold bits of what stands before and after.
    const end = Math.floor(((offset + bytes.length) * 4) / 3);
    return characters.slice(Math.ceil((offset * 4) / 3), end);
  });
  const urlSafe = encoded.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const whole = bytes.toString('base64');
  const inUrl = encodeURIComponent(secret.toWellFormed());
  const lowerInUrl = inUrl.replaceAll(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase());
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
  const inPath = encodeURI(secret.toWellFormed());
  const forms = [secret, inUrl, lowerInUrl, inForm, inPath, ...toEscapedForms(secret), whole];
  return [...new Set([...forms, ...[...encoded, ...urlSafe].filter((form) => form.length >= 8)])];
}

/** Sorts forms, each once and the longest first, so that removing one leaves no part of another behind. */
function sortForms(forms: readonly string[]): string[] {
  return [...new Set(forms)].sort((left, right) => right.length - left.length);
}

function removeForms(text: string, forms: readonly string[]): string {
  let clean = text;
  for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, placeholder);
  return clean;
}

/** Characters of the shortest part of a key that is removed. Fewer may be a word, or the beginning of all keys of a provider. */
const shortestPart = 12;

/** Removes the beginning or end of a secret that was cut by others, from a quarter of it on. */
function removeParts(text: string, secret: string | undefined): string {
  if (secret === undefined) return text;
  const length = Math.max(shortestPart, Math.ceil(secret.length / 4));
  if (secret.length <= length) return text;
  const clean = removeBeginnings(text, secret, length);
  if (!clean.includes(secret.slice(-length))) return clean;
  return mirror(removeBeginnings(mirror(clean), mirror(secret), length, mirror(placeholder)));
}

function removeBeginnings(text: string, secret: string, least: number, replacement = placeholder): string {
  const beginning = secret.slice(0, least);
  let clean = text;
  for (let at = clean.indexOf(beginning); at >= 0; at = clean.indexOf(beginning, at + replacement.length)) {
    let end = at + least;
    while (end < clean.length && clean[end] === secret[end - at]) end += 1;
    clean = clean.slice(0, at) + replacement + clean.slice(end);
  }
  return clean;
}

/** Reverses a text by UTF-16 units. Twice gives the text again. */
function mirror(text: string): string {
  let mirrored = '';
  for (let index = text.length - 1; index >= 0; index -= 1) mirrored += text[index] ?? '';
  return mirrored;
}

function removeShapes(text: string): string {
  let clean = text;
  for (const shape of keyShapes) clean = clean.replace(shape, placeholder);
  return clean;
}
