import { isFinished } from '#protocol/runs.ts';
import { element, setText } from '#media/base/dom.ts';
import { icon, statusIcon } from '#media/base/icons.ts';
import type { PanelRun } from '#media/state/panelModel.ts';
import { fill, strings } from '#media/base/strings.ts';
import { strategyTraits, type StrategyTraits, type TeamStrategy } from '#common/vocabulary.ts';

/** The view of one part. */
interface PartView {
  readonly element: HTMLElement;
  update(now: number): void;
  tick(now: number): void;
  render(deadline: number): boolean;
}

/** The parts of a run of several agents: side by side, one after the other, or folded below the answer made of them. */
export class TeamView<View extends PartView> {
  readonly element = element('div', { class: 'team' });
  readonly #whole: PanelRun;
  readonly #layout: StrategyTraits['layout'];
  readonly #createView: (part: PanelRun) => View;
  readonly #views = new Map<string, View>();
  readonly #columns = element('div', { class: 'columns', role: 'group', 'aria-label': strings.answersOf });
  /** The element that holds the columns where they are folded below the answer made of them. */
  readonly #fold = element('details', { class: 'fold' });
  readonly #foldTitle = element('summary', {});
  readonly #reasons = element('details', { class: 'fold reasons' });
  readonly #reasonsText = element('p', { dir: 'auto' });
  /** True when the answer made of the parts has begun, which folds them. */
  #hasAnswer = false;

  constructor(whole: PanelRun, strategy: TeamStrategy, createView: (part: PanelRun) => View) {
    this.#whole = whole;
    this.#layout = strategyTraits[strategy].layout;
    this.#createView = createView;
    this.#reasons.append(element('summary', { text: strings.reasons }), this.#reasonsText);
    this.#reasons.open = true;
    this.#reasons.hidden = true;
    this.#fold.append(this.#foldTitle, this.#columns);
    this.#fold.open = true;
    if (this.#layout === 'folded') this.element.append(this.#reasons, this.#fold);
    else this.element.append(this.#columns);
    this.#columns.classList.toggle('steps', this.#layout === 'steps');
  }

  /** Keeps the lines above the parts below that of the whole, which stays in sight. */
  stayBelow(header: HTMLElement): void {
    const note = (): void => {
      // Rounded down: a part of a pixel between the two would show what lies behind.
      const height = Math.floor(header.getBoundingClientRect().height);
      this.element.style.setProperty('--header-height', `${height}px`);
    };
    new ResizeObserver(note).observe(header);
  }

  /** Shows the parts as they are now: new ones are added. */
  update(now: number): void {
    for (const part of this.#whole.parts) this.#viewOf(part).update(now);
    this.#arrange();
  }

  /** Shows what has changed of one part. */
  updatePart(part: PanelRun, now: number): void {
    this.#viewOf(part).update(now);
    this.#arrange();
  }

  /** The view of a part. */
  find(runId: string): View | undefined {
    return this.#views.get(runId);
  }

  /** Shows text that waits, until `deadline`. Returns whether any is left. */
  render(deadline: number): boolean {
    if (this.#layout === 'folded') this.#foldForAnswer();
    let isLeft = false;
    for (const view of this.#views.values()) isLeft = view.render(deadline) || isLeft;
    return isLeft;
  }

  /** Shows what changes with time. */
  tick(now: number): void {
    for (const { head } of this.#whole.parts) if (!isFinished(head.status)) this.#views.get(head.runId)?.tick(now);
  }

  #arrange(): void {
    const { head, parts } = this.#whole;
    const candidates = parts.filter((part) => part.head.role !== 'judge');
    this.#columns.dataset['count'] = String(Math.min(candidates.length, 5));
    setText(this.#foldTitle, fill(strings.answersCount, candidates.length));
    this.#fold.hidden = parts.length === 0;
    this.#reasons.hidden = head.reasons === undefined;
    setText(this.#reasonsText, head.reasons ?? '');
    if (this.#layout === 'steps') this.#foldEarlier();
  }

  #viewOf(part: PanelRun): View {
    const { runId, role } = part.head;
    let view = this.#views.get(runId);
    if (!view) {
      view = this.#createView(part);
      this.#views.set(runId, view);
      // The judge's own words are the answer above.
      if (role === 'judge') this.#fold.append(view.element);
      else this.#columns.append(view.element);
    }
    return view;
  }

  /** Folds all but the last of the agents that took over from each other. */
  #foldEarlier(): void {
    const { parts } = this.#whole;
    for (const { head } of parts.slice(0, -1)) {
      const view = this.#views.get(head.runId);
      if (!view || view.element.parentElement !== this.#columns) continue;
      const why = head.error?.message ?? `${head.agent}: ${strings[head.status]}`;
      const title = element('summary', {}, statusIcon(head.status), element('span', { dir: 'auto', text: why }));
      const fold = element('details', { class: 'fold earlier' }, title);
      view.element.replaceWith(fold);
      fold.append(view.element);
    }
  }

  /** Folds the parts once there is an answer made of them. What the user opens then stays open. */
  #foldForAnswer(): void {
    if (this.#hasAnswer || this.#whole.text === '') return;
    this.#hasAnswer = true;
    // The focus would fall out of the page with what is folded away.
    if (this.#fold.contains(document.activeElement)) this.#foldTitle.focus();
    this.#fold.open = false;
  }
}

/** The badge of the answer that counts. */
export function createChosenBadge(): HTMLElement {
  return element(
    'span',
    { class: 'badge chosen', title: strings.chosenAnswerDetail },
    icon('done'),
    strings.chosenAnswer,
  );
}
