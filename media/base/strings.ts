import { formatCount } from './format.ts';
import { englishStrings, type StringName, type Strings } from '#protocol/strings.ts';

/** The page's words in the user's language. */
export const strings: Strings = { ...englishStrings };

/** Uses the translations the host sends; names that do not exist are ignored. */
export function setTranslations(translations: Record<string, string> = {}): void {
  for (const [name, text] of Object.entries(translations)) {
    if (isStringName(name) && typeof text === 'string') strings[name] = text;
  }
}

/** Returns `template` with `{0}`, `{1}`, … replaced by `values`, numbers in the way of the user's language. */
export function fill(template: string, ...values: (string | number)[]): string {
  return template.replaceAll(/\{(\d)\}/g, (whole, index: string) => {
    const value = values[Number(index)] ?? whole;
    return typeof value === 'number' ? formatCount(value) : value;
  });
}

function isStringName(name: string): name is StringName {
  return Object.hasOwn(englishStrings, name);
}
