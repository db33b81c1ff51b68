/** Scripts that the panel's page fetches when it first needs them, each a file of its own in `dist`, by their sources. */
export const pageParts = {
  /** The layout of a plan, with its first graph. */
  planLayout: 'media/planGraph/planLayout.ts',
  /** MathML, with the first formula. */
  math: 'media/math/math.ts',
  /** The grammars of code, with the first code that is in view for a while. */
  codeTokens: 'media/code/codeTokens.ts',
  /** Markdown of what is copied, with the first selection. */
  toMarkdown: 'media/markdown/toMarkdown.ts',
};

/** The names by which the page imports them. */
export const pageImports = Object.keys(pageParts).map((name) => `./${name}.js`);
