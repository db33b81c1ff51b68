import { type CodeColours, codeRoles } from '#protocol/codeRoles.ts';

/** Lets code below `target` look as the theme in force has it. Roles without a colour fall back to the style sheet's. */
export function setCodeColours(target: HTMLElement, colours: CodeColours): void {
  for (const role of codeRoles) {
    const colour = colours[role];
    if (colour === undefined) target.style.removeProperty(`--code-${role}`);
    else target.style.setProperty(`--code-${role}`, colour);
  }
}
