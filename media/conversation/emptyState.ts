import { element } from '#media/base/dom.ts';
import { strings } from '#media/base/strings.ts';

/** Creates what the page shows before there is a conversation. */
export function createEmptyState(): HTMLElement {
  return element(
    'div',
    { class: 'empty' },
    element('h2', { text: strings.emptyTitle }),
    element('p', { text: strings.emptyText }),
  );
}
