import { findStringLines } from '#edits/syntax/multilineStrings.ts';
import { leftOutWords, type LeftOutWords } from './leftOutWords.ts';
import { widthOf } from './lines.ts';

/** The certainty that a block leaves code out, and the line that says so. */
export interface LeftOut {
  isSure: boolean;
  line: string;
}

/** A comment on a line of its own, in any language, with what stands in it. */
const commentLine =
  /^\s*(?:\/\/+|\{\s*\/\*+|\/\*+|#+(?![[!])|--+(?:\[=*\[)?|<!--+|;+|%+|\(\*+|\{-|\{#|\{\{!-*|<%[-#]+|<#|@\*|REM\b|::|dnl\b|pass\s+#)\s*(.*?)\s*(?:\*+\/\s*\}?|-+->|\*+\)|-\}|#\}|-*\}\}|-*%>|#>|\*@|\]=*\])?\s*$/i;
const starLine = /^\s*\*+\s+(.*?)\s*(?:\*\/)?\s*$/;
/** A body, or a comment behind code, that is nothing but a mark. */
const emptyBody = /(?:\)|=>|->|:|\b(?:else|try|do|finally|class [\w\s,<>]+))\s*\{\s*(?:\.{3}|…)\s*\}/;
const commentInBraces = /\{\s*\/\*+\s*(.*?)\s*\*+\/\s*\}/;
const dotsWithComment = /^(?:\.{3}|…)\s*(?:\/\/+|#+|--+|\/\*+)\s*(.*?)\s*(?:\*\/)?$/;
/** A statement in the place of a body that is still to be written, or stands elsewhere. */
const stub =
  /^(?:todo!\(|unimplemented!\(|raise NotImplementedError\b|throw new (?:NotImplemented\w*\(|\w*(?:Error|Exception)\(\s*["'`](?:not (?:yet )?implemented|todo\b|existing |rest of |unchanged))|panic\("(?:not implemented|todo|existing ))/i;
const trailingComment = /\S\s+(?:\/\/+|#+|--)\s*((?:\.{3}|…).*)$/;

const ellipsis = '(?:\\.{3,}|…+|⋯+|[⋮︙]+|[。・·]{3,}|\\. \\. \\.)';
const beginsWithDots = new RegExp(`^${ellipsis}`);
const endsWithDots = new RegExp(`${ellipsis}$`);
const onlyDots = new RegExp(`^(?:${ellipsis}\\s*)+$`);
const brackets = /^(?:\[.*\]|\(.*\)|<.*>|\{.*\}|（.*）|【.*】|「.*」)$/;

/** English words that say that code stays, and many other things as well. */
const weakEnglish =
  /^(?:keep|kept|keeps|leave|retain(?:ed)?|preserved?|continues?|skipped|omitted|elided|etc|remains?|stays?|truncated|collapsed|abbreviated|identical|left out|the same|and so on)$/i;
const strongCode =
  /(?:\b(?:code|file|implementation|logic|codebase)\b|\bcodes?\b|datei|代码|文件|code|código|fichier|arquivo|コード|코드|код)/i;

const restOf = /^(?:the )?rest of\b/i;
/** Words for code that are words for data as often: "the rest of the row", "previous page". */
const dataEnd =
  /\b(?:states?|pages?|text|documents?|rows?|lines?|arguments?|parameters?|columns?|elements?|items?|entries|entry|children|nodes?|headers?|body|steps?|details|fields?|tags?|contents?|attributes?|options|types?)$/i;
/** Data of which a comment says nothing but that it was there: a list of Markdown or HTML, the fields of an object. */
const keptData =
  /^(?:existing|previous|original) (?:items|entries|elements|fields|contents?|options|columns|rows|children)$/i;
const restWords = /^rest (?:parameters?|arguments?|args|props|properties|elements?|endpoints?)$/i;
const leavesOut = /\b(?:omitted|elided|abbreviated|truncated|snip(?:ped)?)\b/i;
const leavesOutAlone = /^(?:omitted|elided|snip(?:ped)?)$/i;
const andSoOn = /^(?:etc|and so on|usw|und so weiter|等等|и т\.? ?д)$/i;
const conjunction = /^(?:and|or|but|then|so|to|if|because|which|und|oder|aber|y|o|et|ou|mais|e|и|или)\s/i;
const place = /(?:\b(?:here|hier|aquí|ici|aqui)|这里|此处|ここ|여기|здесь)$/i;

/** Languages whose texts are prose: `#` is a heading there, and `...` a pause. */
const prose: ReadonlySet<string> = new Set(['markdown', 'md', 'mdx', 'plaintext', 'text', 'txt', 'restructuredtext']);

/**
 * The line of a block that stands for code that it leaves out; `undefined` where there is none. A line that `before`, the code
 * it is to replace, has as well stands for nothing: it was there already.
 */
export function findLeftOut(code: string, before: string, languageId: string): LeftOut | undefined {
  const known = new Set(before.split('\n').map((line) => line.trim()));
  const lines = code.split('\n');
  const inStrings = findStringLines(code, languageId);
  let doubtful: LeftOut | undefined;
  for (const [index, line] of lines.entries()) {
    if (line.length > 200 || line.trim() === '') continue;
    const context = { lines, index, before, languageId, isInString: inStrings.has(index) };
    if (known.has(line.trim()) && !isEllipsisBody(context)) continue;
    const sureness = judgeLine(line, context);
    if (sureness === 'sure') return { isSure: true, line: line.trim() };
    if (sureness === 'maybe') doubtful ??= { isSure: false, line: line.trim() };
  }
  return doubtful;
}

interface Context {
  lines: readonly string[];
  index: number;
  before: string;
  languageId: string;
  isInString: boolean;
}

type Sureness = 'sure' | 'maybe' | undefined;

function judgeLine(line: string, context: Context): Sureness {
  const { languageId } = context;
  const text = line.trim();
  if (prose.has(languageId) && !text.startsWith('<!--')) return judgeBare(text, context);
  const dotted = dotsWithComment.exec(text)?.[1];
  const said = dotted === undefined ? undefined : judgeWords(`... ${dotted}`, { isHeading: false, isContinued: false });
  if (said) return said;
  if (stub.test(text)) return 'maybe';
  if (emptyBody.test(text) && !/^(?:perl|raku|nix|lua|r)$/.test(languageId)) return 'sure';
  const bare = judgeBare(text, context);
  if (bare) return bare;
  const comment = commentLine.exec(line)?.[1] ?? starLine.exec(line)?.[1];
  if (comment !== undefined) {
    const hasDots = beginsWithDots.test(undecorate(comment)) || endsWithDots.test(undecorate(comment));
    if (/^\s*\*/.test(line) && !hasDots) return undefined;
    const judged = judgeWords(comment, { isHeading: isFollowedByCode(context), isContinued: followsComment(context) });
    return judged;
  }
  const inBraces = commentInBraces.exec(text)?.[1];
  if (inBraces !== undefined) return judgeWords(inBraces, { isHeading: false, isContinued: false });
  const trailing = trailingComment.exec(text)?.[1];
  if (trailing === undefined) return undefined;
  return judgeWords(trailing, { isHeading: true, isContinued: true }) === 'sure' ? 'sure' : undefined;
}

/** Judges a line that is no comment: dots alone, or words that dots or brackets set off. */
function judgeBare(text: string, context: Context): Sureness {
  const { languageId, isInString } = context;
  const isProse = prose.has(languageId);
  const inner = /^[[(<{](.*)[\])>}],?$/.exec(text)?.[1]?.trim() ?? text;
  if (onlyDots.test(text) || (onlyDots.test(inner) && inner !== text && !isCodeAround(context))) {
    if (isInString || isCodeAround(context)) return undefined;
    return isEllipsisBody(context) ? judgeBody(context) : isProse ? 'maybe' : 'sure';
  }
  if (/^["'](?:\.{3}|…)/.test(text) && /^jsonc?$/.test(languageId)) return 'maybe';
  if (!beginsWithDots.test(inner) && !(isProse && brackets.test(text))) return undefined;
  if (isInString || isConsole(context)) return undefined;
  const rest = inner.replace(beginsWithDots, '').trim();
  // Of code that begins with dots, such as a spread, other signs than those of a sentence follow, or one word alone.
  const isSentence =
    /^[\p{L}\p{M}\p{N}\s,.'’()[\]:;`…-]+$/u.test(rest) && /[\p{L}]\s+[\p{L}]|…|\.{3}|\p{Lo}/u.test(rest);
  const isCode = /^(?:await|new|yield|typeof|void|delete|on)\s/.test(rest) || /^[\w$]+[([.]|[,;]$/.test(rest);
  if (!isSentence || (isCode && !endsWithDots.test(rest))) return undefined;
  return judgeWords(text.startsWith('[') || text.startsWith('(') ? text : inner, {
    isHeading: true,
    isContinued: isProse,
  });
}

/**
 * Returns whether dots are code where they stand: parameters of C, Lua and R, the end of a YAML document, an open set
 * of Nix.
 */
function isCodeAround({ lines, index, languageId }: Context): boolean {
  const previous = findFilled(lines, index, -1)?.trim() ?? '';
  const next = findFilled(lines, index, 1)?.trim() ?? '';
  if (/^(?:yaml|yml)$/.test(languageId)) return next === '' || next.startsWith('---');
  if (!/^(?:c|cpp|lua|luau|r|nix|objective-c|zig|perl|raku|php|ruby|flow)?$/.test(languageId)) return false;
  return /[,(={[]$/.test(previous) && /^[),}\]]/.test(next);
}

/** Returns whether dots are all that a body holds, as they may in Python and Perl. */
function isEllipsisBody({ lines, index, languageId }: Context): boolean {
  if (lines[index]?.trim() !== '...') return false;
  const previous = findFilled(lines, index, -1) ?? '';
  const next = findFilled(lines, index, 1) ?? '';
  if (/^(?:perl|raku)$/.test(languageId)) return /\{\s*$/.test(previous) && next.trim().startsWith('}');
  if (!/^(?:python|py|python3|pyi|cython)?$/.test(languageId)) return false;
  const indent = widthOf(lines[index] ?? '');
  return indent > 0 && (next === '' || widthOf(next) < indent) && /:\s*(?:#.*)?$|"""$|'''$/.test(previous.trim());
}

/** Judges dots as a body: they are left out code where the code that they replace has another body there. */
function judgeBody({ lines, index, before }: Context): Sureness {
  const head = lines
    .slice(0, index)
    .findLast((line) => line.trim() !== '' && widthOf(line) < widthOf(lines[index] ?? ''));
  const old = before.split('\n');
  const at = old.findIndex((line) => head !== undefined && line.trim() === head.trim());
  if (at === -1) return undefined;
  const body = findFilled(old, at, 1)?.trim() ?? '';
  return body === '...' || body === '' || body === 'pass' || /^(?:"""|''')/.test(body) ? undefined : 'sure';
}

function judgeWords(
  comment: string,
  { isHeading, isContinued }: { isHeading: boolean; isContinued: boolean },
): Sureness {
  const bare = undecorate(comment);
  if (bare === '') return undefined;
  if (onlyDots.test(bare)) return 'maybe';
  const isBracketed = brackets.test(bare);
  const inside = isBracketed ? bare.slice(1, -1).trim() : bare;
  if (isBracketed && onlyDots.test(inside)) return 'maybe';
  const words = inside
    .replace(beginsWithDots, '')
    .replace(endsWithDots, '')
    .replaceAll(/[.:;,!。：]+$/g, '')
    .trim();
  const count = words.split(/\s+/).length;
  if (words === '' || count > 14 || words.length > 120) return undefined;
  const begins = beginsWithDots.test(inside);
  if (begins && endsWithDots.test(inside)) return 'sure';
  const isMarked = isBracketed || (begins && !isContinued && !conjunction.test(words));
  const isHeaded = isHeading && !begins && !place.test(words) && !endsWithDots.test(inside);
  const hasDots = endsWithDots.test(inside);
  const spoken = leftOutWords.filter(({ script }) => script.test(words));
  const judged = new Set(
    spoken.map((language) => judgeIn(words, language, { isMarked, isHeading: isHeaded, hasDots })),
  );
  if (judged.has('sure')) return 'sure';
  if (judged.has('maybe')) return 'maybe';
  if (andSoOn.test(words)) return 'maybe';
  // In dots that go on from the line before, a sentence does.
  return begins && !isContinued && !conjunction.test(words) && count <= 8 ? 'maybe' : undefined;
}

interface Patterns {
  stays: RegExp;
  more: RegExp;
  other: RegExp;
  code: RegExp;
  filler: RegExp;
}

const compiled = new WeakMap<LeftOutWords, Patterns>();

function compile(words: LeftOutWords): Patterns {
  const made = (pattern: string): RegExp =>
    new RegExp(words.isJoined ? `(?:${pattern})` : `(?<![\\p{L}\\p{N}_])(?:${pattern})(?![\\p{L}\\p{N}_])`, 'giu');
  const patterns = {
    stays: made(words.stays),
    more: made(words.more),
    other: made(words.other),
    code: made(words.code),
    filler: made(words.filler),
  };
  compiled.set(words, patterns);
  return patterns;
}

/** Returns whether a comment consists of nothing but words that say that something is left out. */
function judgeIn(
  words: string,
  language: LeftOutWords,
  { isMarked, isHeading, hasDots }: { isMarked: boolean; isHeading: boolean; hasDots: boolean },
): Sureness {
  const { stays, more, other, code, filler } = compiled.get(language) ?? compile(language);
  let rest = words.replaceAll(
    /`[^`]*`|\b[\w$.]+\(\)|\b[a-z]\w*[A-Z]\w*\b|\b[A-Z]\w*[a-z][A-Z]\w*\b|\b[GgSs]etters?\b/g,
    ' ',
  );
  const hasName = rest !== words;
  const removeWords = (pattern: RegExp): string[] => {
    const found = rest.match(pattern) ?? [];
    rest = rest.replaceAll(pattern, ' ');
    return found;
  };
  const stayed = removeWords(stays);
  const hasMore = removeWords(more).length > 0;
  const hasOther = removeWords(other).length > 0;
  const hasCode = removeWords(code).length > 0 || hasName;
  rest = rest.replaceAll(filler, ' ');
  const left = (rest.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !/^\d+$/.test(word));
  const unknown = language.isJoined ? left.join('').length : left.length;
  const isStrong = stayed.some((each) => !weakEnglish.test(each));
  const isMore = hasMore || hasOther;
  if (isMarked && (hasMore || stayed.length > 0 || (hasOther && (hasCode || unknown === 0)))) return 'sure';
  const isSure = strongCode.test(words);
  const isRest = restOf.test(words);
  const isData = dataEnd.test(words) || restWords.test(words);
  if (unknown === 0) {
    // "Unchanged files are skipped" may say what code does.
    if (isStrong && (isMore || hasCode)) return stayed.length > 1 && !isMore ? 'maybe' : 'sure';
    if (stayed.length > 0 && hasCode && leavesOut.test(words)) return isSure ? 'sure' : 'maybe';
    if (isMore && hasCode && isData && isHeading && stayed.length === 0 && !keptData.test(words)) return undefined;
    if (hasCode && isRest) return isData ? 'maybe' : 'sure';
    if (hasMore && hasCode) return isSure ? 'sure' : 'maybe';
    if (hasMore && isStrong) return 'maybe';
    if (hasOther && hasCode) return isHeading ? undefined : 'maybe';
    if (isStrong && (words.includes(' ') || words.length >= 9 || language.isJoined)) return 'maybe';
    if (hasCode && !isHeading && (isMarked || isSure || hasDots)) return 'maybe';
    if (leavesOutAlone.test(words)) return 'maybe';
    return isMarked && (hasCode || isMore) ? 'maybe' : undefined;
  }
  if (isRest && isStrong && unknown <= 2) return 'maybe';
  if (unknown > (language.isJoined ? 4 : 2) || !isMore || !hasCode) return undefined;
  if (isStrong && hasMore) return 'sure';
  if (!new RegExp(`(?:${code.source})$`, 'iu').test(words)) return undefined;
  if (isRest && unknown < 2) return isData ? (isHeading ? undefined : 'maybe') : 'sure';
  return !isHeading && new RegExp(`^(?:${more.source})`, 'iu').test(words) ? 'maybe' : undefined;
}

/** Removes what draws a line around words: `--- existing code ---`. */
function undecorate(words: string): string {
  return words
    .replace(/^(?:[-=*~_#/|+<>\s]{2,}|[-=*~_|]\s)+/, '')
    .replace(/[-=*~_#/|+\s]{2,}$/, '')
    .replace(/^(?:note|todo|fixme|nb)\s*[:-]\s*/i, '')
    .trim();
}

/** Returns whether code follows on the next line, as deep: then a comment is its heading. */
function isFollowedByCode({ lines, index }: Context): boolean {
  const line = lines[index] ?? '';
  const next = lines[index + 1] ?? '';
  if (next.trim() === '' || widthOf(next) !== widthOf(line)) return false;
  return !/^\s*(?:[)\]}]|<\/|end\b|\/\/|#|--|\/\*|\{\/\*|<!--)/.test(next);
}

function followsComment({ lines, index }: Context): boolean {
  const previous = lines[index - 1] ?? '';
  return (
    index > 0 &&
    (commentLine.test(previous) || starLine.test(previous)) &&
    !/[.!?:]\s*$/.test(previous.replace(/\.{3}\s*$/, ''))
  );
}

function isConsole({ lines }: Context): boolean {
  return lines.some((line) => /^\s*>>> /.test(line));
}

function findFilled(lines: readonly string[], from: number, step: 1 | -1): string | undefined {
  for (let at = from + step; at >= 0 && at < lines.length; at += step) {
    if (lines[at]?.trim() !== '') return lines[at];
  }
  return undefined;
}
