import { element } from './dom.ts';

const addressAttribute = 'data-address';

/**
 * A link without `href`, so that nothing in the page can navigate: a click or Enter asks the host to open it. The
 * address is its tooltip, since the text may claim another.
 */
export function createLink(address: string, ...children: (Node | string)[]): HTMLElement {
  return element('a', { role: 'link', tabindex: '0', title: address, [addressAttribute]: address }, ...children);
}

/** The address out of what stands between the parentheses of a Markdown link: without `<>` and title. */
export function toAddress(destination: string): string {
  const match = /^\s*(?:<([^<>]*)>|(\S+))(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*))?\s*$/.exec(destination);
  return match?.[1] ?? match?.[2] ?? destination;
}

/** Calls `open` with the address of any link in `root` that is clicked (also with the middle button) or entered. */
export function interceptLinks(root: HTMLElement, open: (address: string) => void): void {
  const handle = (event: Event): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : undefined;
    if (!link) return;
    event.preventDefault();
    const address = link.getAttribute(addressAttribute);
    if (address) open(address);
  };
  root.addEventListener('click', handle);
  root.addEventListener('auxclick', (event) => {
    if (event.button === 1) handle(event);
  });
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') handle(event);
  });
}
