import { linesOf } from '#edits/lines.ts';

/** A line that is the mark of a change or of a page, and not code; `isSure`: it can be nothing else. */
export interface Markup {
  isSure: boolean;
  line: string;
}

const conflictStart = /^<{3,9}(?: \S.*)?$/;
const conflictEnd = /^>{3,9}(?: \S.*)?$/;
/** The classic output of `diff`: `4c4`, `5,7d3`. */
const edRange = /^\d+(?:,\d+)?[acd]\d+(?:,\d+)?$/;
const edLine = /^[<>] /;
const oldTag = /^<(?:search|find|old|old_?str(?:ing)?|original|before)>$/i;
const newTag = /^<(?:replace|replacement|new|new_?str(?:ing)?|updated|after)>$/i;
const inlineChange = /\[-[^\n]{0,200}?-\]\s?\{\+[^\n]{0,200}?\+\}|\[!code\s*(?:--|\+\+)\s*\]/;

const lineNumber = /^\s*\d+\s*(?:[|:│→]|\t|[-+]\s)/;
/** Signs before a line that is changed, quoted or typed at a prompt. */
const sign = /^(?:[+~!>−–$]\s|\+(?!\+)|>>> |(?:mysql|sqlite|irb\S{0,20}|PS \S{0,80})> |\w{1,30}=[#>] |In \[\d+\]: )/;
const trailingMark = /\S\s+(?:\/\/|#|--|\/\*)\s*(?:[-+]|(?:remove|delete)(?: this(?: line)?)?)\s*(?:\*\/)?$/i;
const entity = /&(?:lt|gt|amp|quot|#39);/;
const string = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

/** Languages whose lines may begin with a sign, or that write characters as entities. */
const lists = /^(?:markdown|md|mdx|plaintext|text|txt|yaml|yml|restructuredtext|asciidoc|org|diff|patch)$/;
const pages = /^(?:html|xml|svg|vue|svelte|astro|handlebars|javascriptreact|typescriptreact|php|razor|erb)$/;

/** Finds the mark of a change or of a page in a block. Lines that the text has as well are none. */
export function findMarkup(code: string, text: string, languageId: string): Markup | undefined {
  if (lists.test(languageId)) return undefined;
  const known = new Set(linesOf(text));
  const filled = code.split('\n').filter((line) => line.trim() !== '');
  const fresh = filled.filter((line) => !known.has(line.trim()));
  const sure = findSure(fresh.map((line) => line.trim()));
  if (sure !== undefined) return { isSure: true, line: sure };
  const maybe = findMaybe(fresh, filled, text, languageId);
  return maybe === undefined ? undefined : { isSure: false, line: maybe.trim() };
}

function findSure(lines: readonly string[]): string | undefined {
  const pairs: readonly (readonly [RegExp, RegExp])[] = [
    [conflictStart, conflictEnd],
    [edRange, edLine],
    [oldTag, newTag],
  ];
  for (const [one, other] of pairs) {
    const found = lines.find((line) => one.test(line));
    if (found !== undefined && lines.some((line) => other.test(line))) return found;
  }
  return lines.find((line) => line.length < 1_000 && inlineChange.test(line));
}

function findMaybe(
  fresh: readonly string[],
  filled: readonly string[],
  text: string,
  languageId: string,
): string | undefined {
  const [first] = fresh;
  if (first !== undefined && filled.every((line) => lineNumber.test(line))) return first;
  const signed = fresh.filter((line) => sign.test(line));
  if (signed.length > 0 && signed.length === fresh.length) return signed[0];
  const marked = fresh.find((line) => line.length < 1_000 && trailingMark.test(line));
  if (marked !== undefined || pages.test(languageId) || entity.test(text)) return marked;
  return fresh.find((line) => line.length < 1_000 && entity.test(line.replaceAll(string, '')));
}
