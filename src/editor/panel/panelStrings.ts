import { translateLiteral } from '#common/language.ts';
import { englishStrings } from '#protocol/strings.ts';

/** The panel's words in VS Code's language; `undefined` where that is English. */
export function toPanelStrings(): Record<string, string> | undefined {
  const translated = Object.entries(englishStrings)
    .map(([name, english]) => ({ name, english, text: translateLiteral(english) }))
    .filter(({ english, text }) => text !== english);
  return translated.length === 0 ? undefined : Object.fromEntries(translated.map(({ name, text }) => [name, text]));
}
