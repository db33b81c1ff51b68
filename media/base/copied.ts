import { icon } from './icons.ts';
import { strings } from './strings.ts';

/** Says for a moment that something was copied. */
export function showCopied(button: HTMLElement): void {
  if (button.classList.contains('copied')) return;
  const before = [...button.childNodes];
  const isIconOnly = button.classList.contains('icon-button');
  button.classList.add('copied');
  button.replaceChildren(icon('done'), ...(isIconOnly ? [] : [strings.copied]));
  setTimeout(() => {
    button.classList.remove('copied');
    button.replaceChildren(...before);
  }, 1_500);
}
