import { parse, type ParseError } from 'jsonc-parser';
import { isRecord } from '#common/isRecord.ts';
import { type CodeColors, type CodeRole, codeRoles } from '#protocol/codeRoles.ts';

/** A rule of a theme's `tokenColors`, or of the user's own. Later rules win over earlier ones that fit as well. */
export interface TokenRule {
  scopes: string[];
  foreground: string;
}

/** Scopes of a role in a TextMate grammar; the first that a theme colors counts. */
const scopesByRole: Record<CodeRole, string[]> = {
  comment: ['comment.line', 'comment'],
  keyword: ['keyword.control', 'keyword', 'storage.type', 'storage'],
  string: ['string.quoted', 'string'],
  number: ['constant.numeric', 'constant'],
  constant: ['constant.language', 'constant'],
  type: ['entity.name.type.class', 'entity.name.type', 'support.class', 'support.type'],
  function: ['entity.name.function', 'support.function'],
  variable: ['variable.other.readwrite', 'variable'],
  property: ['support.type.property-name.json', 'variable.other.property', 'support.type.property-name', 'variable'],
  tag: ['entity.name.tag'],
  attribute: ['entity.other.attribute-name'],
  regexp: ['string.regexp', 'string'],
  meta: ['meta.preprocessor', 'meta.decorator', 'entity.name.function.decorator', 'keyword.control'],
  heading: ['markup.heading', 'entity.name.section'],
  inserted: ['markup.inserted'],
  deleted: ['markup.deleted'],
};

/** Finds the colors of a theme for the parts of code that the panel knows. */
export function toCodeColors(rules: readonly TokenRule[]): CodeColors {
  const colors: CodeColors = {};
  for (const role of codeRoles) {
    for (const scope of scopesByRole[role]) {
      const foreground = findForeground(rules, scope);
      if (foreground === undefined) continue;
      colors[role] = foreground;
      break;
    }
  }
  return colors;
}

/** Reads the rules in the `tokenColors` or `textMateRules` of a theme or setting. Only rules with a color count. */
export function toTokenRules(value: unknown): TokenRule[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxRules).flatMap((rule: unknown) => {
    if (!isRecord(rule) || !isRecord(rule['settings'])) return [];
    const { foreground } = rule['settings'];
    if (typeof foreground !== 'string' || !/^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.test(foreground)) return [];
    const scopes = toScopes(rule['scope']);
    return scopes.length > 0 ? [{ scopes, foreground }] : [];
  });
}

/** Parses JSON with comments and trailing commas; `undefined` for anything else. */
export function parseJsonWithComments(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  return errors.length === 0 ? value : undefined;
}

/** More than any theme has. */
const maxRules = 5_000;

function toScopes(scope: unknown): string[] {
  const all = typeof scope === 'string' ? scope.split(',') : Array.isArray(scope) ? scope : [];
  return all.flatMap((each: unknown) => {
    const name = typeof each === 'string' ? each.trim() : '';
    // A rule for code within other code says nothing of that code elsewhere.
    return name === '' || /\s/.test(name) ? [] : [name];
  });
}

/** Finds the color of the rule whose scope names the most of `scope`; of several such rules, the last. */
function findForeground(rules: readonly TokenRule[], scope: string): string | undefined {
  let best: { length: number; foreground: string } | undefined;
  for (const { scopes, foreground } of rules) {
    for (const each of scopes) {
      const fits = scope === each || scope.startsWith(`${each}.`);
      if (fits && each.length >= (best?.length ?? 0)) best = { length: each.length, foreground };
    }
  }
  return best?.foreground;
}
