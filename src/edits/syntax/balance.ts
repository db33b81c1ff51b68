/** Languages in which each bracket that code opens is closed, and whose strings and comments are known here. */
const slashed =
  /^(?:typescript|typescriptreact|javascript|javascriptreact|java|csharp|c|cpp|go|kotlin|swift|dart|scala|groovy|json|jsonc|css|scss|less)$/;
const hashed = /^(?:python|php)$/;

/**
 * Matches the end of the code: what is never closed runs to the end, so that time grows with the length of the code.
 */
const end = '(?![^])';
const triple = `"""[^]*?(?:"""|${end})|'''[^]*?(?:'''|${end})`;
const quoted = String.raw`"(?:[^"\\\n]|\\.){0,1000}"|'(?:[^'\\\n]|\\.){0,1000}'|${'`'}(?:[^${'`'}\\]|\\[^])*(?:${'`'}|${end})`;
const comment = String.raw`\/\*[^]*?(?:\*\/|${end})`;
/** An expression between slashes; a comment begins with two. */
const pattern = String.raw`(?<=[(,=:[!&|?{};]\s{0,9})\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500}\/`;
const withSlashes = new RegExp(String.raw`\/\/[^\n]*|${comment}|${triple}|${quoted}|${pattern}`, 'g');
const withHashes = new RegExp(String.raw`(?<=^|\s)#[^\n]*|${comment}|${triple}|${quoted}`, 'gm');

/** Length of the longest code that is read. */
const maxLength = 400_000;

/**
 * Returns whether two pieces of code leave the same brackets open, and close the same ones that they do not open. `true` where a language
 * is not known well enough to say.
 */
export function isEquallyOpen(one: string, other: string, languageId: string): boolean {
  if (one.length + other.length > maxLength) return true;
  const ignored = slashed.test(languageId) ? withSlashes : hashed.test(languageId) ? withHashes : undefined;
  return ignored === undefined || openBrackets(one, ignored) === openBrackets(other, ignored);
}

const partners: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** The brackets that are left when all pairs are taken out, in order. */
function openBrackets(code: string, ignored: RegExp): string {
  const left: string[] = [];
  for (const bracket of code.replaceAll(ignored, '').match(/[()[\]{}]/g) ?? []) {
    if (partners[bracket] !== undefined && left.at(-1) === partners[bracket]) left.pop();
    else left.push(bracket);
  }
  return left.join('');
}
