import { widthOf } from '#edits/lines.ts';

/** Words that stand in front of a name that is declared, in most languages. */
const modifiers =
  '(?:(?:export|default|declare|public|private|protected|internal|fileprivate|open|static|async|abstract|final|override|virtual|sealed|partial|readonly|inline|extern|unsafe|const|constexpr|pub(?:\\([^)]*\\))?|local|global|suspend|operator|data|mutating|synchronized|native|implicit|lazy|noinline|tailrec)\\s+)*';

const keyworded = new RegExp(
  `^${modifiers}(?:function\\s*\\*?|class|interface|enum(?: class)?|struct|union|trait|impl(?:<[^>]*>)?|module|namespace|record|object|protocol|extension|type|typedef|def|defp|defmodule|defmacro|fn|func(?: \\([^)]*\\))?|fun|sub|proc|procedure|macro_rules!|contract)\\s+(?:self\\.)?([A-Za-z_$][\\w$.?!]*)`,
);
const variable = new RegExp(
  `^${modifiers}(?:const|let|var|val|static|auto)\\s+(?:mut\\s+)?([A-Za-z_$][\\w$]*)\\s*(?::[^=]*)?=\\s*(?:async\\b|function\\b|class\\b|new\\b|\\(|[\\w$]+\\s*=>|[\\w$.]+\\(\\s*(?:async\\b|function\\b|\\())`,
);
/** A method, with a type or words such as `public` in front, or none. */
const method =
  /^((?:[A-Za-z_$][\w$<>[\],.?*&:]*\s+[*&]*)*?)(?:\*|#)?(~?[A-Za-z_$][\w$:~]*)\s*(?:<[^>()]*>)?\([^;]*?\)([^;()=]*(?:\{.*|=>.*)?)\s*$/;
const sqlObject =
  /^create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+|materialized\s+)*(?:table|view|function|procedure|index|trigger|type)\s+(?:if\s+not\s+exists\s+)?([\w."`[\]]+)/i;
const assignment =
  /^(?:(?:export|const|let|var|val|static|public|private|final|local|declare|readonly)\s+)*([A-Za-z_$][\w$]*)\s*(?::[^=]+)?=(?![=>])/;
/** Words that stand in front of parentheses and a brace without declaring anything. */
const statements = new Set(
  'if else for foreach while switch catch return do try using lock with when match unless until elif elsif super this new await yield throw print assert sizeof typeof and or not in is case guard let'.split(
    ' ',
  ),
);

/** Lines that say what a file needs or is part of, as they stand at its top. */
const header =
  /^(?:import(?: \($|\b(?!\s*\())|from\s+\S+\s+import\b|#\s*(?:include|import|pragma|define|ifndef)\b|using\s+(?:static\s+|namespace\s+)?[\w.:]+(?:\s*=\s*[^;]+)?;|use\s+[\w\\:{},*\s']+;|package\s+[\w.]+;?\s*$|namespace\s+[\w\\.]+;\s*$|<\?php\b|<\?xml\b|<!doctype\b|#!|["']use \w+["'];?$|(?:const|let|var)\s+[^=]+=\s*require\(|require(?:_relative)?[\s('"]|extern crate\b|mod\s+\w+;|library\b|source\s|@charset\b|@use\b|@import\b|-module\(|-export\(|declare\(strict_types|open\s+[A-Z][\w.]*$|alias\s+[A-Z]|# (?:frozen_string_literal|-\*-)|\/\/go:build|export\s+(?:\*|\{[^}]*\})\s+from\b)/i;

export interface Declaration {
  name: string;
  /** The number of its line. */
  line: number;
}

/**
 * Reads the name that a line declares: a function, a class, a table. `undefined` for one that declares nothing with a
 * name of its own. `next`: the line below it, where the brace of a function may stand.
 */
export function declaredName(line: string, next = ''): string | undefined {
  const text = line.trim().replace(/^(?:@\w[\w.]*(?:\([^)]*\))?\s+)+/, '');
  if (text.length > 300 || statements.has(/^\w*/.exec(text)?.[0] ?? '')) return keyworded.exec(text.slice(0, 300))?.[1];
  const found = keyworded.exec(text) ?? variable.exec(text) ?? sqlObject.exec(text);
  return found?.[1] ?? methodName(text, next);
}

/** The variable that a line gives a value to. */
export function assignedName(line: string): string | undefined {
  return assignment.exec(line.trim())?.[1];
}

/**
 * Reads the name of a method. A call with a function as its last argument ends as a method begins, but for a
 * parenthesis that is still open.
 */
function methodName(text: string, next: string): string | undefined {
  const [, prefix = '', name = '', end = ''] = method.exec(text) ?? [];
  const isOpen = text.split('(').length !== text.split(')').length;
  if (name === '' || isOpen || statements.has(name)) return undefined;
  const hasBody = end.includes('{') || (prefix !== '' && (/=>/.test(end) || next.trim() === '{'));
  return hasBody ? name : undefined;
}

/**
 * Finds the declarations of code at its outermost level, in order. Lines that `isSkipped` names are within strings.
 */
export function findDeclarations(code: string, isSkipped: (line: number) => boolean = () => false): Declaration[] {
  const lines = code.split('\n');
  const filled = lines.filter((line, index) => line.trim() !== '' && !isSkipped(index));
  const least = Math.min(...filled.map(widthOf));
  return lines.flatMap((line, index) => {
    // The first line may have lost its indentation to where the selection begins.
    const isOuter = widthOf(line) === least || (index === 0 && widthOf(line) < 1);
    const name = isOuter && !isSkipped(index) ? declaredName(line, lines[index + 1]) : undefined;
    return name === undefined ? [] : [{ name, line: index }];
  });
}

/** Returns whether a line belongs to the top of a file: an import, a package, what comes before all code. */
export function isHeader(line: string): boolean {
  return header.test(line.trim());
}

/** The lines of a text that belong to the top of a file, with those that an import runs on over. */
export function findHeaderLines(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  let open = 0;
  for (const [index, line] of lines.entries()) {
    if (open <= 0 && !isHeader(line)) continue;
    found.add(index);
    open += (line.match(/[{(]/g)?.length ?? 0) - (line.match(/[)}]/g)?.length ?? 0);
  }
  return found;
}
