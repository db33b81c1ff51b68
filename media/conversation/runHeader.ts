import { strategyTraits } from '#common/vocabulary.ts';
import type { RunHead } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';
import { element, setText } from '#media/base/dom.ts';
import { fill, strings } from '#media/base/strings.ts';
import { formatPrice, formatCount, formatElapsed } from '#media/base/format.ts';
import { icon, statusIcon } from '#media/base/icons.ts';
import { createChosenBadge } from './teamView.ts';

/** The line above an answer: who answers, where it stands, what it takes, and Stop while it goes on. */
export class RunHeader {
  readonly element: HTMLElement;
  readonly #agent = element('span', { class: 'agent', dir: 'auto' });
  readonly #model = element('span', { class: 'model', dir: 'auto' });
  readonly #simulated = element('span', { class: 'badge', title: strings.simulatedDetail, text: strings.simulated });
  readonly #state = element('span', { class: 'state' });
  readonly #time = element('span', { class: 'figure', title: strings.elapsed });
  readonly #tokensIn = element('span', { class: 'figure' });
  readonly #tokensOut = element('span', { class: 'figure' });
  readonly #cost = element('span', { class: 'figure', title: strings.cost });
  readonly #stop = element('button', { class: 'button secondary stop', type: 'button' });
  readonly #firstText = element('span', { class: 'figure', title: strings.firstText });
  readonly #chosen = createChosenBadge();
  readonly #stopWords: string;
  #shownStatus: string | undefined;

  constructor({ agent, parentRunId, role, strategy }: RunHead, stop: () => void) {
    const isPart = parentRunId !== undefined;
    this.#stopWords = strategy && strategyTraits[strategy].isParallel ? strings.stopAll : strings.stop;
    if (isPart) this.#stop.setAttribute('aria-label', fill(strings.stopAgent, agent));
    const badge = role === 'judge' ? strings.judge : strategy && strings[`team_${strategy}`];
    const kind = badge === undefined ? undefined : element('span', { class: 'badge kind', text: badge });
    this.#stop.addEventListener('click', () => {
      if (this.#stop.getAttribute('aria-disabled') === 'true') return;
      this.#setStop(true);
      stop();
    });
    this.element = element(
      'header',
      { class: 'run-header', tabindex: '-1' },
      element(
        'div',
        { class: 'run-who' },
        element(isPart ? 'h3' : 'h2', {}, this.#agent),
        this.#model,
        kind,
        this.#simulated,
        this.#chosen,
        this.#stop,
      ),
      element(
        'div',
        { class: 'run-facts' },
        this.#state,
        this.#time,
        isPart ? this.#firstText : undefined,
        this.#tokensIn,
        this.#tokensOut,
        this.#cost,
      ),
    );
    this.#setStop(false);
  }

  /** Shows what is known now. `now` is the host's clock; `isChosen` whether this part's answer is that of its run. */
  update(head: RunHead, now: number, isChosen: boolean): void {
    this.#chosen.hidden = !isChosen;
    setText(this.#agent, head.agent);
    setText(this.#model, [head.provider, head.model].filter((part) => part !== '').join(' · '));
    this.#simulated.hidden = !head.isSimulated;
    if (this.#shownStatus !== head.status) {
      this.#shownStatus = head.status;
      this.#state.replaceChildren(statusIcon(head.status), element('span', { text: strings[head.status] }));
      this.#showStop(!isFinished(head.status));
    }
    setFigure(this.#firstText, head.firstTextMs, (ms) => fill(strings.firstTextIn, formatElapsed(ms / 1000, 1)));
    setFigure(this.#tokensIn, head.inputTokens, (count) => fill(strings.tokensIn, formatCount(count)));
    setFigure(this.#tokensOut, head.outputTokens, (count) => fill(strings.tokensOut, formatCount(count)));
    setFigure(this.#cost, head.costUsd, formatPrice);
    this.tick(head, now);
  }

  /** Shows the time that has passed. */
  tick(head: RunHead, now: number): void {
    const isRunning = !isFinished(head.status);
    const seconds = isRunning ? (now - head.startedAt) / 1000 : head.durationSeconds;
    setFigure(this.#time, seconds, (value) => formatElapsed(value, isRunning ? 0 : 1));
  }

  #showStop(isShown: boolean): void {
    // The focus would fall out of the page with the button that has it.
    if (!isShown && document.activeElement === this.#stop) this.element.focus();
    this.#stop.hidden = !isShown;
    this.#setStop(false);
  }

  #setStop(isStopping: boolean): void {
    this.#stop.setAttribute('aria-disabled', String(isStopping));
    this.#stop.replaceChildren(icon('stop'), isStopping ? strings.stopping : this.#stopWords);
  }
}

function setFigure(target: HTMLElement, value: number | undefined, format: (value: number) => string): void {
  target.hidden = value === undefined;
  if (value !== undefined) setText(target, format(value));
}
