import type { ExecutionStatus } from '#common/vocabulary.ts';
import { isFinished } from '#protocol/runs.ts';
import { element, setAttribute } from './dom.ts';
import { formatCount } from './format.ts';
import { icon, statusIcon } from './icons.ts';
import { fill, strings } from './strings.ts';

export interface Tab {
  id: string;
  title: string;
  /** Absent for the form. */
  status?: ExecutionStatus;
  /** True when it is a plan, whose runs have tabs of their own. */
  isPlan?: boolean;
  canClose: boolean;
}

export interface TabsOptions {
  /** The id of the element that shows what a tab stands for. */
  panelId: string;
  select(id: string): void;
  close(id: string): void;
}

/** The list of conversations, shown when there is more than one. Arrows, Home and End move, Delete closes. */
export class Tabs {
  readonly element: HTMLElement;
  readonly #options: TabsOptions;
  readonly #list = element('div', { role: 'tablist', class: 'tabs', 'aria-label': strings.tabs });
  readonly #close: HTMLButtonElement;
  /** Lists all tabs where not all are in view. */
  readonly #all = element('select', { class: 'all-tabs', 'aria-label': strings.allTabs, title: strings.allTabs });
  readonly #allBox = element('div', { class: 'all-tabs-box' }, icon('list'), this.#all);
  readonly #running = element('span', { class: 'running-count figure' });
  readonly #buttons = new Map<string, HTMLButtonElement>();
  #tabs: readonly Tab[] = [];
  #selected: string | undefined;

  constructor(options: TabsOptions) {
    this.#options = options;
    this.#close = element('button', { class: 'icon-button', type: 'button' }, icon('close'));
    this.#close.addEventListener('click', () => this.#closeSelected());
    this.#list.addEventListener('keydown', (event) => this.#move(event));
    this.#all.addEventListener('change', () => options.select(this.#all.value));
    new ResizeObserver(() => this.#showAllBox()).observe(this.#list);
    this.element = element('div', { class: 'tab-bar' }, this.#list, this.#running, this.#allBox, this.#close);
  }

  /** The id of the button of a tab, by which its panel is named. */
  static buttonId(id: string): string {
    return `tab-${id}`;
  }

  update(tabs: readonly Tab[], selected: string | undefined): void {
    // A tab in view stays there when others come before it; one that the user has scrolled away stays away.
    const isToBeSeen = selected !== this.#selected || (tabs.length !== this.#tabs.length && this.#isInView(selected));
    this.#tabs = tabs;
    this.#selected = selected;
    this.element.hidden = tabs.length < 2;
    const ids = new Set(tabs.map((tab) => tab.id));
    for (const [id, button] of this.#buttons) {
      if (ids.has(id)) continue;
      button.remove();
      this.#buttons.delete(id);
    }
    for (const [index, tab] of tabs.entries()) this.#show(tab, index);
    const current = tabs.find((tab) => tab.id === selected);
    const label = current?.canClose === false ? strings.closeTabRunning : strings.closeTab;
    this.#close.disabled = !current?.canClose;
    setAttribute(this.#close, 'aria-label', label);
    setAttribute(this.#close, 'title', label);
    this.#showRunning();
    this.#showAllBox();
    if (isToBeSeen && selected !== undefined)
      this.#buttons.get(selected)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #isInView(id: string | undefined): boolean {
    const button = id === undefined ? undefined : this.#buttons.get(id)?.getBoundingClientRect();
    const list = this.#list.getBoundingClientRect();
    return button !== undefined && button.left >= list.left - 1 && button.right <= list.right + 1;
  }

  #show(tab: Tab, index: number): void {
    let button = this.#buttons.get(tab.id);
    if (!button) {
      button = element('button', {
        role: 'tab',
        class: 'tab',
        type: 'button',
        id: Tabs.buttonId(tab.id),
        'aria-controls': this.#options.panelId,
      });
      button.addEventListener('click', () => this.#options.select(tab.id));
      this.#buttons.set(tab.id, button);
    }
    const atIndex = this.#list.children.item(index);
    if (atIndex !== button) this.#list.insertBefore(button, atIndex);
    const isSelected = tab.id === this.#selected;
    button.setAttribute('aria-selected', String(isSelected));
    button.tabIndex = isSelected ? 0 : -1;
    const shown = `${tab.status} ${tab.title}`;
    if (button.dataset['shown'] === shown) return;
    button.dataset['shown'] = shown;
    button.title = tab.status ? `${tab.title} (${strings[tab.status]})` : tab.title;
    button.replaceChildren(
      tab.status ? statusIcon(tab.status) : icon('add'),
      element('span', { class: 'tab-title', dir: 'auto', text: tab.title }),
      element('span', { class: 'visually-hidden', text: tab.status ? ` (${strings[tab.status]})` : '' }),
    );
  }

  #showRunning(): void {
    const running = this.#tabs.filter(({ status, isPlan }) => status && !isFinished(status) && !isPlan);
    this.#running.hidden = running.length === 0;
    const words = fill(strings.runningCount, running.length);
    if (this.#running.dataset['shown'] === words) return;
    this.#running.dataset['shown'] = words;
    this.#running.title = words;
    const inWords = element('span', { class: 'in-words', text: words });
    const inFigures = element('span', {
      class: 'in-figures',
      'aria-hidden': 'true',
      text: formatCount(running.length),
    });
    this.#running.replaceChildren(statusIcon('in_progress'), inWords, inFigures);
  }

  /** Shows the list of all tabs, in which a tab that is scrolled out of view is found. */
  #showAllBox(): void {
    // With the box in the bar the list is narrower: it must not go because it came.
    const room = this.#list.clientWidth + (this.#allBox.hidden ? 0 : this.#allBox.offsetWidth);
    this.#allBox.hidden = this.#list.scrollWidth <= room;
    if (this.#allBox.hidden) return;
    const words = ({ status, title }: Tab) => (status ? `${title} (${strings[status]})` : title);
    const shown = JSON.stringify(this.#tabs.map((tab) => [tab.id, words(tab)]));
    if (this.#all.dataset['shown'] !== shown) {
      this.#all.dataset['shown'] = shown;
      this.#all.replaceChildren(
        ...this.#tabs.map((tab) => {
          const option = element('option', { text: words(tab), dir: 'auto' });
          option.value = tab.id;
          return option;
        }),
      );
    }
    this.#all.value = this.#selected ?? '';
  }

  #move(event: KeyboardEvent): void {
    const index = this.#tabs.findIndex((tab) => tab.id === this.#selected);
    if (event.key === 'Delete') {
      this.#closeSelected();
      return;
    }
    const step = getComputedStyle(this.#list).direction === 'rtl' ? -1 : 1;
    const count = this.#tabs.length;
    const targets: Record<string, number> = {
      ArrowRight: (index + step + count) % count,
      ArrowLeft: (index - step + count) % count,
      Home: 0,
      End: count - 1,
    };
    const target = this.#tabs[targets[event.key] ?? -1];
    if (!target) return;
    event.preventDefault();
    this.#options.select(target.id);
    this.#buttons.get(target.id)?.focus();
  }

  #closeSelected(): void {
    const current = this.#tabs.find((tab) => tab.id === this.#selected);
    if (!current?.canClose) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.#options.close(current.id);
    if (hadFocus && this.#selected !== undefined) this.#buttons.get(this.#selected)?.focus();
  }
}
