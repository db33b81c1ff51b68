import { type CodeColors, codeRoles } from '#protocol/codeRoles.ts';

/**
 * Gives code below `target` the colors of the theme in force. Roles without a color fall back to the style sheet's.
 */
export function setCodeColors(target: HTMLElement, colors: CodeColors): void {
  for (const role of codeRoles) {
    const color = colors[role];
    if (color === undefined) target.style.removeProperty(`--code-${role}`);
    else target.style.setProperty(`--code-${role}`, color);
  }
}
