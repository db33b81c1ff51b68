/** A place in a file, as an answer names it. */
export interface FileReference {
  path: string;
  /** The first line is 1. */
  line?: number;
}

/** Length of the longest path: a longer one names no file that a person would want to open. */
export const maxPathLength = 500;

const segment = String.raw`[\p{L}\p{N}_@+.()[\]-]+`;
/** Compiled with the first text: its classes of characters take time, and the start of the extension needs none. */
let pattern: RegExp | undefined;

function compile(): RegExp {
  return new RegExp(
    String.raw`^((?:\.{0,2}/)?(?:${segment}/)*${segment}\.[A-Za-z]\w{0,9})(?::(\d{1,7})(?:[:-]\d{1,7})*|#L(\d{1,7})(?:-L?\d{1,7})?)?$`,
    'u',
  );
}

/**
 * Reads the file that `src/a.ts`, `src/a.ts:12`, `a.ts:12-15` or `src/a.ts#L12` stands for; `undefined` for any other
 * text. `Number.parseInt` looks like a file too: a bare name counts only with a line, or where the text `isLink`.
 */
export function toFileReference(text: string, { isLink = false } = {}): FileReference | undefined {
  if (text.length > maxPathLength) return undefined;
  pattern ??= compile();
  const match = pattern.exec(text);
  const path = match?.[1];
  if (path === undefined) return undefined;
  const line = Number(match?.[2] ?? match?.[3] ?? 0);
  if (line > 0) return { path, line };
  return isLink || path.includes('/') ? { path } : undefined;
}
