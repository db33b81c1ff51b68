/** The parts of code that have a color of their own. The page takes colors by these names only. */
export const codeRoles = [
  'comment',
  'keyword',
  'string',
  'number',
  'constant',
  'type',
  'function',
  'variable',
  'property',
  'tag',
  'attribute',
  'regexp',
  'meta',
  'heading',
  'inserted',
  'deleted',
] as const;
export type CodeRole = (typeof codeRoles)[number];

/** Colors of a theme, as `#rrggbb` or `#rrggbbaa`. A role without one looks as its theme kind has it by default. */
export type CodeColors = Partial<Record<CodeRole, string>>;
