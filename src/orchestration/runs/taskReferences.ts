/** `{{tasks.ID.output}}`, with a backslash before it where it is meant as it stands. */
const pattern = /(\\?)\{\{\s*tasks\.([^{}]+?)\.output\s*\}\}/g;

/** Ids of the tasks whose outputs a description uses, each once. */
export function findReferences(description: unknown): string[] {
  // Most descriptions have none, and plans and other extensions hand in unchecked values.
  if (typeof description !== 'string' || !description.includes('{{')) return [];
  const ids = new Set<string>();
  for (const [, escape, id = ''] of description.matchAll(pattern)) if (!escape) ids.add(id);
  return [...ids];
}

/** Replaces each reference, in one pass: replacements are never searched again. */
export function replaceReferences(description: string, replace: (id: string, reference: string) => string): string {
  return description.replaceAll(pattern, (reference: string, escape: string, id: string) =>
    escape ? reference.slice(1) : replace(id, reference),
  );
}
