import { linesOf } from './lines.ts';

/**
 * Finds the line that says that a block shows the code more than once: before and after a change, wrong and right, as
 * options.
 */
export function findComparison(code: string): string | undefined {
  const comments = linesOf(code).flatMap((line) => (line.length > 300 ? [] : (commentOf(line) ?? [])));
  const words = comments.map((comment) => comment.replaceAll(/^[^\p{L}]+|[^\p{L}\p{N}]+$/gu, ''));
  return findBoth(words, beforeWords, afterWords) ?? findBoth(comments, wrong, right) ?? findOptions(words);
}

/** Reads the text of a comment, or a line that is a heading by its colon. */
function commentOf(line: string): string | undefined {
  return /^(?:\/\/+|#+|--+|\/\*+|<!--|;+|%+)(.*)$/.exec(line)?.[1] ?? /^[\p{L}\s]{2,30}:$/u.exec(line)?.[0];
}

function findBoth(lines: readonly string[], one: RegExp, other: RegExp): string | undefined {
  const found = lines.find((line) => one.test(line));
  return found !== undefined && lines.some((line) => other.test(line)) ? found.trim() : undefined;
}

function findOptions(words: readonly string[]): string | undefined {
  const found = words.filter((each) => optionWords.test(each));
  const numbers = new Set(found.map((each) => optionWords.exec(each)?.[1]));
  return numbers.size > 1 ? found[0] : undefined;
}

const beforeWords =
  /^(?:before|old(?: code| version)?|original(?: code)?|wrong|bad|incorrect|buggy|vorher|alt|falsch|之前|修改前|原代码|错误|antes|incorrecto|avant|ancien code|変更前|修正前|변경 ?전|수정 ?전|до|было)(?![\p{L}])/iu;
const afterWords =
  /^(?:after|new(?: code| version)?|fixed|good|correct(?:ed)?|improved|nachher|neu|richtig|之后|修改后|新代码|正确|después|correcto|après|nouveau code|depois|変更後|修正後|변경 ?후|수정 ?후|после|стало)(?![\p{L}])/iu;
const wrong = /[❌✗✘🚫👎⛔]/u;
const right = /[✅✓✔👍]/u;
const optionWords =
  /^(?:option|alternative|version|approach|variant|solution|method|way|möglichkeit|variante|lösung|方案|选项|方法|opción|alternativa|solución|opção|solução|オプション|案|옵션|방법|대안|вариант|способ)\s*#?([\dA-C一二三])(?![\p{L}\p{N}])/iu;
