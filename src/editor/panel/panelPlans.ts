import type { HostMessage, PlanNode, PlanView } from '#protocol/messages.ts';
import { planIdOfTab, planTabId } from '#protocol/runs.ts';

/** The plans that have a tab in the panel. The page gets only their changes. */
export class PanelPlans {
  readonly #post: (message: HostMessage) => void;
  readonly #plans = new Map<string, PlanView>();

  /** @param post is called also while no page listens, and then does nothing. */
  constructor(post: (message: HostMessage) => void) {
    this.#post = post;
  }

  /** All plans, for a page that has just loaded. */
  get views(): PlanView[] {
    return [...this.#plans.values()];
  }

  has(planId: string): boolean {
    return this.#plans.has(planId);
  }

  get(planId: string): Readonly<PlanView> | undefined {
    return this.#plans.get(planId);
  }

  /** Adds a plan's tab, or brings it up to date. */
  update(plan: PlanView): void {
    const before = this.#plans.get(plan.planId);
    this.#plans.set(plan.planId, plan);
    const known = new Map((before?.nodes ?? []).map((node) => [node.taskId, JSON.stringify(node)]));
    const nodes = plan.nodes.filter((node) => known.get(node.taskId) !== JSON.stringify(node));
    const removed = findRemoved(before?.nodes ?? [], plan.nodes);
    const { nodes: _nodes, ...head } = plan;
    const isSameHead = before?.title === plan.title && before.actions.join() === plan.actions.join();
    if (isSameHead && nodes.length === 0 && removed.length === 0) return;
    const gone = removed.length > 0 ? { removed } : undefined;
    this.#post({ type: 'plan', plan: head, nodes, ...gone, now: Date.now() });
  }

  /** Removes a plan whose tab is closed. */
  close(tabId: string): void {
    const planId = planIdOfTab(tabId);
    if (planId !== undefined) this.#plans.delete(planId);
  }

  /** Removes a plan that is gone. Returns the id of its tab, if it has one. */
  forget(planId: string): string | undefined {
    return this.#plans.delete(planId) ? planTabId(planId) : undefined;
  }
}

function findRemoved(before: readonly PlanNode[], after: readonly PlanNode[]): string[] {
  const left = new Set(after.map((node) => node.taskId));
  return before.map((node) => node.taskId).filter((taskId) => !left.has(taskId));
}
