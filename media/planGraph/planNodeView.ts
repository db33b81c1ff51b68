import type { PlanNode } from '#protocol/messages.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { element, setAttribute, setText } from '#media/base/dom.ts';
import { formatPrice, formatCount, formatElapsed } from '#media/base/format.ts';
import { icon, taskStatusIcon } from '#media/base/icons.ts';
import type { PlanModel } from './planModel.ts';
import { fill, strings } from '#media/base/strings.ts';

export interface PlanNodeOptions {
  open(): void;
  retry(): void;
}

/** The view of one task of a plan, the same element in the graph and in the list. */
export class PlanNodeView {
  readonly element: HTMLElement;
  /** The element that takes the focus and opens the output. No button: its text can be selected. */
  readonly target = element('div', { class: 'plan-task', role: 'button', tabindex: '-1' });
  readonly #title = element('span', { class: 'plan-task-title', dir: 'auto' });
  readonly #state = element('span', { class: 'plan-task-state' });
  readonly #facts = element('span', { class: 'plan-task-facts figure' });
  readonly #after = element('span', { class: 'plan-task-after', dir: 'auto' });
  readonly #retry = element('button', { class: 'button quiet plan-retry', type: 'button', tabindex: '-1' });
  #shownState = '';
  /** Texts for screen readers before the figures of the task and after them: first all that is shown, in its order. */
  #spoken = { before: [''], after: [''] };

  constructor(options: PlanNodeOptions) {
    // The spaces keep the words apart for those who hear them.
    this.target.append(this.#title, ' ', this.#state, ' ', this.#facts, ' ', this.#after);
    this.#retry.append(icon('again'), element('span', { text: strings.planRetry }));
    this.element = element('li', { class: 'plan-node' }, this.target, this.#retry);
    this.target.addEventListener('click', () => {
      // The end of selecting text in it is no wish to open it.
      if (getSelection()?.isCollapsed !== false) options.open();
    });
    this.#retry.addEventListener('click', () => options.retry());
  }

  /** Returns whether the task is the one that Tab leads to. */
  setCurrent(isCurrent: boolean): void {
    this.target.tabIndex = isCurrent ? 0 : -1;
    this.#retry.tabIndex = isCurrent ? 0 : -1;
  }

  /** Shows a task as it is now. `now` is the host's clock. */
  update(node: PlanNode, model: PlanModel, now: number): void {
    const title = model.titleOf(node.taskId);
    const state = describeState(node);
    const agent = toOneLine(node.agent, 60);
    const blockers = node.blockedBy.map((id) => model.titleOf(id)).join(', ');
    const detail = blockers === '' ? agent : fill(strings.planBlockedBy, blockers);
    setText(this.#title, title);
    if (this.#shownState !== `${state}\n${detail}`) {
      this.#shownState = `${state}\n${detail}`;
      this.#state.replaceChildren(
        taskStatusIcon(node.status, node.isInterrupted),
        element('span', { class: 'plan-task-status', text: blockers === '' ? state : detail }),
        ' ',
        element('span', { class: 'plan-task-agent', text: blockers === '' ? agent : '' }),
      );
    }
    this.element.dataset['status'] = node.status;
    setText(this.#after, describeDependencies(node, model));
    this.#after.hidden = node.dependencies.length === 0;
    this.#retry.hidden = !canRetry(node, model);
    setAttribute(this.#retry, 'aria-label', fill(strings.planRetryTask, title));
    setAttribute(this.#retry, 'title', fill(strings.planRetryTask, title));
    setAttribute(this.target, 'aria-disabled', node.hasRun ? undefined : 'true');
    this.#spoken = {
      before: blockers === '' ? [title, state, agent] : [title, detail],
      after: [describeDependencies(node, model), blockers === '' ? '' : agent],
    };
    this.#showFacts(node, now);
    const hint = node.hasRun || node.status === 'in_progress' ? [] : [strings.planNothing];
    setAttribute(
      this.target,
      'title',
      [title, ...[detail, this.#facts.textContent].filter(Boolean), ...hint].join('\n'),
    );
  }

  /** Shows the time that has passed. */
  tick(node: PlanNode, now: number): void {
    if (node.status === 'in_progress') this.#showFacts(node, now);
  }

  #showFacts(node: PlanNode, now: number): void {
    const isRunning = node.status === 'in_progress' && node.startedAt !== undefined;
    const seconds = isRunning ? (now - (node.startedAt ?? now)) / 1000 : node.durationSeconds;
    const tokens = (node.inputTokens ?? 0) + (node.outputTokens ?? 0);
    const facts = [
      seconds === undefined ? '' : formatElapsed(seconds, isRunning ? 0 : 1),
      tokens === 0 ? '' : fill(strings.planTokens, formatCount(tokens)),
      node.costUsd === undefined ? '' : formatPrice(node.costUsd),
    ];
    const shown = facts.filter(Boolean).join(' · ');
    setText(this.#facts, shown);
    const { before, after } = this.#spoken;
    setAttribute(this.target, 'aria-label', [...before, shown, ...after].filter(Boolean).join(', '));
  }
}

/** A task's state in words. */
export function describeState({ status, isInterrupted }: PlanNode): string {
  if (isInterrupted) return strings.interrupted;
  if (status === 'blocked') return strings.planBlocked;
  return status === 'completed' ? strings.success : strings[status];
}

function describeDependencies(node: PlanNode, model: PlanModel): string {
  if (node.dependencies.length === 0) return '';
  return fill(strings.planDependsOn, node.dependencies.map((id) => model.titleOf(id)).join(', '));
}

function canRetry({ status }: PlanNode, model: PlanModel): boolean {
  return (status === 'failed' || status === 'cancelled') && model.head.actions.includes('retry');
}
