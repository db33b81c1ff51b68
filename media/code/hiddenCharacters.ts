import { findHidden, holdsHidden, splitHidden } from '#common/text/hiddenCharacters.ts';
import { splitLongRuns } from '#common/text/longRuns.ts';
import { element, toTextNode, toTextNodes } from '#media/base/dom.ts';
import { icon } from '#media/base/icons.ts';
import { fill, strings } from '#media/base/strings.ts';

/** Warns above a block of code that it holds characters that nobody sees, once `text`, a piece of it, does. */
export function showHiddenWarning(code: Element, text: string): void {
  if (!holdsHidden(text)) return;
  const header = code.closest('.code-block')?.querySelector('.code-header');
  if (!header) return;
  const earlier = header.querySelector('.code-warning');
  const found = new Set([...(earlier?.getAttribute('data-found')?.split(' ') ?? []), ...findHidden(text)]);
  const label = fill(strings.hiddenCharacters, [...found].join(', '));
  const attributes = { class: 'code-warning', role: 'img', 'data-found': [...found].join(' ') };
  const warning = element('span', { ...attributes, 'aria-label': label, title: label }, icon('interrupted'));
  if (earlier) earlier.replaceWith(warning);
  else header.querySelector('.code-language')?.after(warning);
}

/**
 * Makes nodes for a stretch of code. A hidden character has an element of its own: there it is shown by its name, and
 * orders nothing around it. The text stays what it is.
 */
export function toVisibleNodes(text: string): Node[] {
  if (!holdsHidden(text)) return toTextNodes(text);
  return splitLongRuns(text).flatMap((stretch) =>
    stretch.isExcess
      ? [toTextNode(stretch)]
      : splitHidden(stretch.text).map((part) =>
          part.codePoint === undefined
            ? new Text(part.text)
            : element('span', { class: 'hidden-character', 'data-code-point': part.codePoint, text: part.text }),
        ),
  );
}
