import { l10n } from 'vscode';
import { toErrorMessage } from '#common/errors.ts';
import { isMissingPart, updatedPhrase } from '#common/missingPart.ts';
import { type Language, type Phrase, phraseOf, sayPhrase } from '#common/phrase.ts';
import { formatNumber } from './formats.ts';

/** The user's language. The only place that hands on what is not written out here: the core's phrases are literals there. */
const ofUser: Language = { translate: (english, values) => l10n.t(english, ...values), formatNumber };

/** A phrase of the core in the user's language. */
export function describePhrase(phrase: Phrase): string {
  return sayPhrase(phrase, ofUser);
}

/** An English text of the core, such as what a schema says of a property, in the user's language. */
export function describeText(english: string): string {
  return l10n.t(english);
}

/** What an error says, in the user's language where the words are ours. */
export function describeError(error: unknown): string {
  if (isMissingPart(error)) return describePhrase(updatedPhrase);
  const phrase = phraseOf(error);
  return phrase ? describePhrase(phrase) : toErrorMessage(error);
}
