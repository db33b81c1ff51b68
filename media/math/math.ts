// A chunk of its own, fetched when a formula is first shown: the library is as large as the rest of the page.
import temml from 'temml';
import { MathSizeError, type MathTree, toMathNodes } from './mathNodes.ts';

/** The part of the library that is used. Its own types are those of a CommonJS module, which its build for bundlers is not. */
interface MathLibrary {
  __renderToMathMLTree(tex: string, options: object): MathTree;
  ParseError: new () => Error;
}

const library: MathLibrary = Object(temml);

/** The nodes of a formula, or why it stays its source: it is too large, or `problem`, in the library's English if it has one. */
export type MathResult = { nodes: Node[] } | { isTooLarge: true } | { problem: string | undefined };

/** Environments and tags of whole lines, which LaTeX allows in blocks only and answers write in lines of text too. */
const displayPattern = /\\begin\{(?:align|alignat|eqnarray|equation|gather|multline|split)\*?\}|\\tag\b/;

/** The deepest nesting of groups, fences and environments: the library's parser is recursive. */
const maxNesting = 60;

/** The most expansions of macros in a formula; commands of LaTeX that are macros count too. */
const maxExpansions = 500;

/** The most commands and characters that are read of a formula, those that its macros make included. */
const maxLookups = 6_000;

/** Time that a formula which defines macros may be read for: what a macro copies is not counted otherwise. */
const maxDefinedMs = 20;

/** The largest measure in a formula, in em and in points. */
const maxSize = [20, 200] as const;

/**
 * Makes MathML of LaTeX. Takes at most a few tens of milliseconds, whatever the formula is. What it defines holds in it
 * alone.
 */
export function toMath(tex: string, isBlock: boolean, now = (): number => performance.now()): MathResult {
  try {
    if (nestingOf(tex) > maxNesting) return { isTooLarge: true };
    const tree: MathTree = library.__renderToMathMLTree(tex, {
      displayMode: isBlock || displayPattern.test(tex),
      throwOnError: true,
      trust: false,
      maxExpand: maxExpansions,
      maxSize: [...maxSize],
      macros: countLookups(now),
    });
    return { nodes: toMathNodes(tree) };
  } catch (error) {
    // A RangeError is the stack of the library's parser, which is recursive.
    if (error instanceof MathSizeError || error instanceof RangeError) return { isTooLarge: true };
    return { problem: toProblem(error) };
  }
}

/**
 * Makes the library's table of the macros that a formula defines. The library looks each token up in it that it reads,
 * so that here its work can be counted, and ended.
 */
function countLookups(now: () => number): Record<string, string> {
  // Answers define what the library has already, which LaTeX refuses.
  const macros: Record<string, string> = { '\\newcommand': '\\providecommand' };
  let lookups = 0;
  let deadline = Number.POSITIVE_INFINITY;
  return new Proxy(macros, {
    getOwnPropertyDescriptor(target, name) {
      lookups += 1;
      if (lookups > maxLookups || now() > deadline) throw new MathSizeError();
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    defineProperty(target, name, descriptor) {
      deadline = Math.min(deadline, now() + maxDefinedMs);
      return Reflect.defineProperty(target, name, descriptor);
    },
  });
}

/** Returns how deep groups, fences and environments stand in each other. */
function nestingOf(tex: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [mark] of tex.matchAll(/\\(?:left|right|begin|end)(?![a-zA-Z])|\\.|[{}]/gs)) {
    if (mark === '{' || mark === '\\left' || mark === '\\begin') depth += 1;
    else if (mark === '}' || mark === '\\right' || mark === '\\end') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** The first line of a message, without the place and the excerpt that follow it. Errors of other kinds say nothing to users. */
function toProblem(error: unknown): string | undefined {
  if (!(error instanceof library.ParseError)) return undefined;
  return error.message
    .trim()
    .split(/\n| at position | at end of input/)[0]
    ?.slice(0, 200);
}
