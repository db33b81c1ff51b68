import type { HostMessage, PlanView } from '#protocol/messages.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { planTabId } from '#protocol/runs.ts';
import type { Announcer } from '#media/base/announcer.ts';
import { describeState } from './planNodeView.ts';
import { describeTaskNews, type PlanMode, PlanPage, type PlanPageOptions } from './planPage.ts';
import type { Tab } from '#media/base/tabs.ts';

/** The plans that have a tab in the page. */
export class PlanPages {
  readonly #container: HTMLElement;
  readonly #announcer: Announcer;
  readonly #options: Omit<PlanPageOptions, 'mode'>;
  /** Pages by the id of their tab. */
  readonly #pages = new Map<string, PlanPage>();
  #mode: PlanMode | undefined;

  /** @param container is the element in which plans are shown. */
  constructor(container: HTMLElement, announcer: Announcer, options: PlanPageOptions) {
    this.#container = container;
    this.#announcer = announcer;
    this.#mode = options.mode;
    this.#options = {
      ...options,
      modeChanged: (mode) => {
        this.#mode = mode;
        options.modeChanged(mode);
      },
    };
  }

  /** The way in which the user wants plans to be shown. */
  get mode(): PlanMode | undefined {
    return this.#mode;
  }

  get planIds(): string[] {
    return [...this.#pages.values()].map((page) => page.model.head.planId);
  }

  get tabs(): Tab[] {
    return [...this.#pages].map(([id, { model }]) => ({
      id,
      title: toOneLine(model.head.title),
      status: model.status,
      isPlan: true,
      canClose: true,
    }));
  }

  get(tabId: string | undefined): PlanPage | undefined {
    return tabId === undefined ? undefined : this.#pages.get(tabId);
  }

  /** Replaces all plans. */
  load(plans: readonly PlanView[]): void {
    for (const id of this.#pages.keys()) this.close(id);
    for (const plan of plans) this.#add(plan);
  }

  apply({ plan, nodes, removed }: Extract<HostMessage, { type: 'plan' }>): void {
    const page = this.#pages.get(planTabId(plan.planId));
    if (!page) {
      this.#add({ ...plan, nodes });
      return;
    }
    const before = new Map(page.model.nodes.map((node) => [node.taskId, node.status]));
    page.apply(plan, nodes, removed);
    const ended = nodes.filter(
      ({ taskId, status }) => status !== before.get(taskId) && (status === 'failed' || status === 'completed'),
    );
    const news = ended.map((node) => describeTaskNews(page.model, node, describeState(node)));
    if (news.length > 0) this.#announcer.announce(news.slice(-3).join('. '));
  }

  /** Shows one of them, and no other. */
  show(tabId: string | undefined): void {
    for (const [id, page] of this.#pages) page.element.hidden = id !== tabId;
  }

  close(tabId: string): void {
    this.#pages.get(tabId)?.element.remove();
    this.#pages.delete(tabId);
  }

  #add(plan: PlanView): void {
    const page = new PlanPage(plan, { ...this.#options, mode: this.#mode });
    page.element.hidden = true;
    this.#pages.set(planTabId(plan.planId), page);
    this.#container.append(page.element);
  }
}
