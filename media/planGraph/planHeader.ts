import type { TaskStatus } from '#common/vocabulary.ts';
import type { PlanAction } from '#protocol/messages.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { element, setText } from '#media/base/dom.ts';
import { formatPrice, formatCount, formatElapsed } from '#media/base/format.ts';
import { icon, type IconName } from '#media/base/icons.ts';
import type { PlanModel } from './planModel.ts';
import { fill, strings } from '#media/base/strings.ts';

export interface PlanHeaderOptions {
  act(action: Exclude<PlanAction, 'retry'>): void;
  setMode(mode: 'graph' | 'list'): void;
  /** Zooms by a factor; without one, shows the whole graph. */
  zoom(factor?: number): void;
}

/** The header above a plan's tasks: its goal, how far it is, what it cost, and what can be done. */
export class PlanHeader {
  readonly element: HTMLElement;
  readonly #title = element('h2', { class: 'plan-title', dir: 'auto' });
  readonly #bar = element('progress', { class: 'plan-bar', max: '1', value: '0' });
  readonly #progress = element('span', { class: 'plan-progress' });
  readonly #time = element('span', { class: 'figure', title: strings.planTime });
  readonly #tokens = element('span', { class: 'figure' });
  readonly #cost = element('span', { class: 'figure', title: strings.cost });
  readonly #cancel: HTMLButtonElement;
  readonly #resume: HTMLButtonElement;
  readonly #modes: Record<'graph' | 'list', HTMLButtonElement>;
  readonly #zooms: HTMLElement;

  constructor(options: PlanHeaderOptions) {
    this.#cancel = createButton('button secondary', 'stop', strings.planCancel, () => options.act('cancel'));
    this.#resume = createButton('button', 'again', strings.planResume, () => options.act('resume'));
    this.#modes = {
      graph: createButton('button quiet', 'graph', strings.planGraph, () => options.setMode('graph')),
      list: createButton('button quiet', 'list', strings.planList, () => options.setMode('list')),
    };
    this.#zooms = element(
      'div',
      { class: 'plan-tools' },
      createIconButton('remove', strings.planZoomOut, () => options.zoom(0.8)),
      createIconButton('add', strings.planZoomIn, () => options.zoom(1.25)),
      createIconButton('fit', strings.planFit, () => options.zoom()),
    );
    const facts = [this.#progress, this.#time, this.#tokens, this.#cost];
    const modes = element('div', { class: 'plan-tools', role: 'group', 'aria-label': strings.planLayout });
    modes.append(this.#modes.graph, this.#modes.list);
    this.#bar.ariaLabel = strings.planLabel;
    this.element = element(
      'header',
      { class: 'plan-header', tabindex: '-1' },
      element('div', { class: 'plan-who' }, this.#title, this.#cancel, this.#resume),
      element('div', { class: 'plan-facts' }, this.#bar, ...facts),
      element('div', { class: 'plan-toolbar' }, modes, this.#zooms),
    );
  }

  update(model: PlanModel): void {
    const { counts, seconds, tokens, costUsd } = model.totals;
    const title = toOneLine(model.head.title, 300);
    setText(this.#title, title);
    this.#title.title = title;
    this.#bar.max = Math.max(1, model.size);
    this.#bar.value = counts.completed;
    setText(
      this.#progress,
      [fill(strings.planProgress, counts.completed, model.size), ...describeRest(counts)].join(' · '),
    );
    setText(this.#time, seconds === 0 ? '' : formatElapsed(seconds, 1));
    setText(this.#tokens, tokens === 0 ? '' : fill(strings.planTokens, formatCount(tokens)));
    setText(this.#cost, costUsd === undefined ? '' : formatPrice(costUsd));
    this.#show(this.#cancel, model.head.actions.includes('cancel'));
    this.#show(this.#resume, model.head.actions.includes('resume'));
  }

  showMode(mode: 'graph' | 'list'): void {
    for (const [name, button] of Object.entries(this.#modes)) button.ariaPressed = String(name === mode);
    this.#zooms.hidden = mode === 'list';
  }

  #show(button: HTMLButtonElement, isShown: boolean): void {
    // The focus would fall out of the page with the button that has it.
    if (!isShown && document.activeElement === button) this.element.focus();
    button.hidden = !isShown;
  }
}

/** Counts the tasks in each state that is worth a word. */
function describeRest(counts: Record<TaskStatus, number>): string[] {
  const rest: [count: number, template: string][] = [
    [counts.in_progress, strings.runningCount],
    [counts.failed, strings.planFailedCount],
    [counts.blocked, strings.planBlockedCount],
    [counts.cancelled, strings.planStoppedCount],
  ];
  return rest.filter(([count]) => count > 0).map(([count, template]) => fill(template, count));
}

function createButton(style: string, name: IconName, label: string, press: () => void): HTMLButtonElement {
  const button = element('button', { class: style, type: 'button' }, icon(name), label);
  button.addEventListener('click', press);
  return button;
}

function createIconButton(name: IconName, label: string, press: () => void): HTMLButtonElement {
  const button = element(
    'button',
    { class: 'icon-button', type: 'button', title: label, 'aria-label': label },
    icon(name),
  );
  button.addEventListener('click', press);
  return button;
}
