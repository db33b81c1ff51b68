import type { RunHead } from '#protocol/messages.ts';
import { element } from '#media/base/dom.ts';
import { strings } from '#media/base/strings.ts';

/** Length from which on a description is collapsed, as one of more lines is. */
const collapsedCharacters = 600;
const collapsedLines = 8;

/** Shows the user's task and the labels of its context. It never changes. */
export function createTurn({ runId, description, context }: RunHead): HTMLElement {
  const text = element('div', { class: 'description', id: `description-${runId}`, dir: 'auto', text: description });
  const turn = element(
    'div',
    { class: 'turn' },
    element('span', { class: 'visually-hidden', text: strings.you }),
    text,
  );
  if (isLong(description)) turn.append(createToggle(text));
  if (context.length > 0) {
    const labels = context.map((label) => element('li', { class: 'chip', dir: 'auto', text: label, title: label }));
    turn.append(element('ul', { class: 'chips', 'aria-label': strings.context }, ...labels));
  }
  return turn;
}

function isLong(description: string): boolean {
  return (
    description.length > collapsedCharacters || description.split('\n', collapsedLines + 1).length > collapsedLines
  );
}

function createToggle(text: HTMLElement): HTMLElement {
  const toggle = element('button', { class: 'link-button', type: 'button', 'aria-controls': text.id });
  const show = (isExpanded: boolean): void => {
    text.classList.toggle('collapsed', !isExpanded);
    toggle.setAttribute('aria-expanded', String(isExpanded));
    toggle.textContent = isExpanded ? strings.showLess : strings.showMore;
  };
  toggle.addEventListener('click', () => show(text.classList.contains('collapsed')));
  show(false);
  return toggle;
}
