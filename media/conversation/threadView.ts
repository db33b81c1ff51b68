import { isFinished } from '#protocol/runs.ts';
import { CodeHighlighter } from '#media/code/codeHighlighter.ts';
import { element } from '#media/base/dom.ts';
import { FollowUpForm } from './followUpForm.ts';
import { icon } from '#media/base/icons.ts';
import { lastRun, type PanelRun, type Thread } from '#media/state/panelModel.ts';
import { RunView } from './runView.ts';
import { SectionFolder } from '#media/markdown/sectionFolder.ts';
import { StickyScroll } from './stickyScroll.ts';
import { strings } from '#media/base/strings.ts';
import type { Post } from '#media/base/vscodeApi.ts';

export interface ThreadViewOptions {
  post: Post;
  /** Text that was typed earlier and not sent. */
  draft: string;
  draftChanged(text: string): void;
  scrolled(): void;
}

/** A conversation: its runs one under the other, and the box to go on with it. */
export class ThreadView {
  readonly element: HTMLElement;
  readonly #options: ThreadViewOptions;
  readonly #runs = new Map<string, RunView>();
  readonly #list = element('div', { class: 'runs' });
  readonly #scroll: StickyScroll;
  readonly #highlighter = new CodeHighlighter();
  readonly #folder: SectionFolder;
  readonly #toEnd: HTMLButtonElement;
  readonly #followUp: FollowUpForm;
  readonly #restored = element('div', { class: 'restored' }, element('p', { text: strings.restored }));
  #thread: Thread;

  constructor(thread: Thread, options: ThreadViewOptions) {
    this.#thread = thread;
    this.#options = options;
    const scroller = element('div', { class: 'scroller', tabindex: '0' }, this.#list);
    this.#toEnd = element(
      'button',
      { class: 'icon-button to-end', type: 'button', title: strings.toEnd, 'aria-label': strings.toEnd },
      icon('down'),
    );
    this.#toEnd.hidden = true;
    // To find out which of ten thousand blocks are in view takes longer than everything else that a frame does.
    this.#folder = new SectionFolder(scroller, {
      near: (section) => this.#highlighter.watchIn(section),
      far: (section) => this.#highlighter.unwatchIn(section),
    });
    this.#scroll = new StickyScroll(scroller, this.#list, {
      changed: (isAtEnd) => {
        this.#toEnd.hidden = isAtEnd;
        scroller.classList.toggle('reading', !isAtEnd);
        options.scrolled();
      },
      scrolled: () => options.scrolled(),
    });
    this.#toEnd.addEventListener('click', () => this.#scroll.toEnd());
    this.#followUp = new FollowUpForm({
      draft: options.draft,
      changed: (text) => options.draftChanged(text),
      send: (description) => {
        const { runId } = lastRun(this.#thread).head;
        options.post({ type: 'followUp', runId, description });
      },
    });
    this.element = element(
      'div',
      { class: 'thread' },
      element('div', { class: 'scroll-area' }, scroller, this.#toEnd),
      this.#restored,
      this.#followUp.element,
    );
  }

  /**
   * The place that the user reads at, unless it is the end: the section of an answer that reaches over the upper edge,
   * by its place among all, plus the share of it that is above the edge. Unlike pixels it means the same once more is
   * laid out.
   */
  get place(): number | undefined {
    if (this.#scroll.isAtEnd) return undefined;
    const edge = this.#list.parentElement?.getBoundingClientRect().top ?? 0;
    for (const [index, section] of this.#sections().entries()) {
      const { top, bottom, height } = section.getBoundingClientRect();
      if (bottom > edge && height > 0) return index + Math.max(0, (edge - top) / height);
    }
    return undefined;
  }

  /** Shows the place that was read in an earlier page. For that, everything is laid out once. */
  returnTo(place: number): void {
    this.#list.classList.add('whole');
    while (this.render(Number.POSITIVE_INFINITY));
    const section = this.#sections()[Math.floor(place)];
    if (section) {
      const { top, height } = section.getBoundingClientRect();
      this.#scroll.scrollTo(top - this.#list.getBoundingClientRect().top + height * (place % 1));
    }
    // The heights are remembered once a frame has been shown with them.
    requestAnimationFrame(() => requestAnimationFrame(() => this.#list.classList.remove('whole')));
  }

  #sections(): Element[] {
    return [...this.#list.querySelectorAll('.answer > .section')];
  }

  /** Shows the runs of the thread as they are now: new ones are added, those gone are removed. */
  update(thread: Thread, now: number): void {
    this.#thread = thread;
    const runIds = new Set(thread.runs.map((run) => run.head.runId));
    for (const [runId, view] of this.#runs) {
      if (runIds.has(runId)) continue;
      for (const section of view.element.querySelectorAll('.section')) this.#folder.unwatch(section);
      view.element.remove();
      this.#runs.delete(runId);
    }
    for (const run of thread.runs) this.#viewOf(run).update(now);
    const last = lastRun(thread);
    this.#restored.hidden = last.isKnown;
    this.#followUp.element.hidden = !last.isKnown;
    this.#followUp.update(last);
  }

  /** Shows what has changed of one run. */
  updateRun(run: PanelRun, now: number): void {
    const whole = run.head.parentRunId === undefined ? undefined : this.#runs.get(run.head.parentRunId);
    if (whole) whole.updatePart(run, now);
    else this.#viewOf(run).update(now);
    const last = lastRun(this.#thread);
    if (run === last || last.parts.includes(run)) this.#followUp.update(last);
  }

  append(runId: string, text?: string, thinking?: string): void {
    this.#find(runId)?.append(text, thinking);
  }

  /** Removes what a run has said. */
  clear(runId: string): void {
    const view = this.#find(runId);
    for (const section of view?.element.querySelectorAll(':scope > .answer > .section') ?? [])
      this.#folder.unwatch(section);
    view?.clear();
  }

  /** Shows text that waits, until `deadline`. Returns whether any is left. */
  render(deadline: number): boolean {
    let isLeft = false;
    for (const view of this.#runs.values()) isLeft = view.render(deadline) || isLeft;
    this.#highlighter.request();
    return isLeft;
  }

  /** Shows what changes with time. Returns whether anything does. */
  tick(now: number): boolean {
    const running = this.#thread.runs.filter((run) => !isFinished(run.head.status));
    for (const run of running) this.#runs.get(run.head.runId)?.tick(now);
    return running.length > 0;
  }

  /** Removes the conversation from the page. */
  dispose(): void {
    this.#highlighter.dispose();
    this.#folder.dispose();
    this.element.remove();
  }

  #find(runId: string): RunView | undefined {
    const view = this.#runs.get(runId);
    if (view) return view;
    for (const whole of this.#runs.values()) {
      const part = whole.findPart(runId);
      if (part) return part;
    }
    return undefined;
  }

  #viewOf(run: PanelRun): RunView {
    const { runId } = run.head;
    let view = this.#runs.get(runId);
    if (!view) {
      const isFirst = this.#runs.size === 0;
      view = new RunView(run, this.#options.post, {
        codeAdded: (code) => this.#highlighter.watch(code),
        sectionAdded: (section) => this.#folder.watch(section),
      });
      this.#runs.set(runId, view);
      this.#list.append(view.element);
      // A further turn is something the user has just asked for: it is brought into view.
      if (!isFirst) this.#scroll.toEnd();
    }
    return view;
  }
}
