import type { FakePanelHost } from './harness.ts';

/** Finds what sticks out of the page, or out of a control that should hold it, by class and text. */
export function findOverflow(host: FakePanelHost): Promise<string[]> {
  return host.page.evaluate(() => {
    const root = document.documentElement;
    const found = root.scrollWidth > root.clientWidth ? ['the page'] : [];
    for (const control of document.querySelectorAll<HTMLElement>('button, textarea, h2, .run-facts > *, .form-hint')) {
      const { left, right, width } = control.getBoundingClientRect();
      if (width === 0 || control.closest('.tabs, .plan-stage, .visually-hidden')) continue;
      const isOutside = left < -1 || right > innerWidth + 1;
      const isCut = control.scrollWidth > control.clientWidth + 1 && getComputedStyle(control).display !== 'inline';
      if (isOutside || isCut) found.push(`${control.className}: ${control.textContent.trim().slice(0, 60)}`);
    }
    return found;
  });
}
