/**
 * A sentence of ours before it is in anybody's language: its English, with `{0}`, `{1}`, … where values go. It is made
 * where a fact is known, and said where somebody reads it.
 */
export interface Phrase {
  readonly english: string;
  readonly values: readonly PhraseValue[];
}

/** A text stands as it is, a number in the way of the language, a phrase in its language. */
export type PhraseValue = string | number | Phrase;

/** How a language says things. */
export interface Language {
  /** The sentence for an English one, with the values in place. */
  translate(english: string, values: string[]): string;
  formatNumber(value: number): string;
}

/** A phrase. `english` is one literal, since the translations are looked up by it. */
export function phrase(english: string, ...values: PhraseValue[]): Phrase {
  return { english, values };
}

/** A text that is in a language already, among phrases. */
export function toPhrase(text: string): Phrase {
  return { english: '{0}', values: [text] };
}

/** The sentence in a language, English by default. */
export function sayPhrase({ english, values }: Phrase, language: Language = inEnglish): string {
  const toText = (value: PhraseValue): string => {
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? language.formatNumber(value) : sayPhrase(value, language);
  };
  return language.translate(english, values.map(toText));
}

/** Texts and phrases in a row, with `between` between each two. */
export function joinPhrases(parts: readonly PhraseValue[], between: string): PhraseValue {
  const [first = '', ...rest] = parts;
  return rest.reduce<PhraseValue>((joined, part) => ({ english: `{0}${between}{1}`, values: [joined, part] }), first);
}

/** The phrase with its texts changed, those of phrases within it included. */
export function mapTexts({ english, values }: Phrase, change: (text: string) => string): Phrase {
  return {
    english,
    values: values.map((value) => {
      if (typeof value === 'string') return change(value);
      return typeof value === 'number' ? value : mapTexts(value, change);
    }),
  };
}

/** An error whose message can still be said in a language. */
export class PhrasedError extends Error {
  readonly phrase: Phrase;

  constructor(message: Phrase, options?: ErrorOptions) {
    super(sayPhrase(message), options);
    this.phrase = message;
  }
}

/** The phrase of an error that carries one: its message, still to be said in a language. */
export function phraseOf(error: unknown): Phrase | undefined {
  const found = typeof error === 'object' && error !== null && 'phrase' in error ? error.phrase : undefined;
  return isPhrase(found) ? found : undefined;
}

/** Phrases within phrases go no deeper; what does is none of ours. */
const maxDepth = 40;

/** Whether a value is a phrase: what was stored, or comes from another extension, may be anything. */
export function isPhrase(value: unknown, depth = 0): value is Phrase {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return false;
  if (!('english' in value && typeof value.english === 'string')) return false;
  if (!('values' in value && Array.isArray(value.values))) return false;
  return value.values.every(
    (part) => typeof part === 'string' || typeof part === 'number' || isPhrase(part, depth + 1),
  );
}

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 20 });

const inEnglish: Language = {
  translate: (english, values) =>
    english.replaceAll(/\{(\d+)\}/g, (place, index: string) => values[Number(index)] ?? place),
  formatNumber: (value) => numbers.format(value),
};
