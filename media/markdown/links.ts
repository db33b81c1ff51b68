import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { FileReference } from '#common/text/fileReference.ts';
import { element } from '#media/base/dom.ts';

const addressAttribute = 'data-address';

/**
 * Creates a link without `href`, so that nothing in the page can navigate: a click or Enter asks the host to open it.
 * The address is its tooltip, since the text may claim another.
 */
export function createLink(address: string, ...children: (Node | string)[]): HTMLElement {
  return element('a', { role: 'link', tabindex: '0', title: address, [addressAttribute]: address }, ...children);
}

/** Creates a link that asks the host to open a file of the workspace. */
export function createFileLink({ path, line }: FileReference, ...children: (Node | string)[]): HTMLElement {
  const title = line === undefined ? path : `${path}:${line}`;
  const attributes = { role: 'link', tabindex: '0', title, 'data-path': path, 'data-line': line?.toString() };
  return element('a', attributes, ...children);
}

/** The target of a link. `runId`: the run whose answer names the file. */
export type LinkTarget = { address: string } | (FileReference & { runId?: string });

/** Calls `open` with what any link in `root` leads to that is clicked (also with the middle button) or entered. */
export function interceptLinks(root: HTMLElement, open: (target: LinkTarget) => void): void {
  const handle = (event: Event): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : undefined;
    if (!link) return;
    event.preventDefault();
    const target = targetOf(link);
    if (target) open(target);
  };
  root.addEventListener('click', handle);
  root.addEventListener('auxclick', (event) => {
    if (event.button === 1) handle(event);
  });
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') handle(event);
  });
}

function targetOf(link: Element): LinkTarget | undefined {
  const address = link.getAttribute(addressAttribute);
  if (address) return { address };
  const path = link.getAttribute('data-path');
  const line = link.getAttribute('data-line');
  const runId = link.closest('[data-run-id]')?.getAttribute('data-run-id');
  if (!path) return undefined;
  return withoutUndefined({ path, line: line === null ? undefined : Number(line), runId: runId || undefined });
}
