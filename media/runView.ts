import type { ActionView, PageMessage } from '../src/protocol/messages.ts';
import { isFinished } from '../src/protocol/runs.ts';
import { offerCodeActions } from './codeActions.ts';
import { element, setText } from './dom.ts';
import { showCopied } from './copied.ts';
import { formatSeconds } from './format.ts';
import { icon, type IconName } from './icons.ts';
import type { PanelRun } from './panelModel.ts';
import { RunHeader } from './runHeader.ts';
import { StreamedText, type StreamedTextOptions } from './streamedText.ts';
import { fill, strings } from './strings.ts';
import { createTurn } from './turnView.ts';

/** Of a frame, what showing earlier thinking may take. */
const thinkingBudgetMs = 8;

export type Post = (message: PageMessage) => void;

/** One run: the user's turn, the line that says who answers, and the answer. */
export class RunView {
  readonly element: HTMLElement;
  readonly #run: PanelRun;
  readonly #post: Post;
  readonly #textOptions: StreamedTextOptions;
  readonly #header: RunHeader;
  readonly #answer: StreamedText;
  readonly #thinkingBox = element('details', { class: 'thinking' });
  readonly #thinkingTitle = element('summary', { text: strings.thinking });
  #thinking: StreamedText | undefined;
  readonly #placeholder = element('p', { class: 'placeholder' });
  readonly #retry = element('p', { class: 'banner' });
  readonly #retryText = element('span', { class: 'figure' });
  readonly #error = element('div', { class: 'error', role: 'group', 'aria-label': strings.error });
  readonly #note = element('p', { class: 'banner' });
  readonly #actions = element('div', { class: 'run-actions' });
  #shown = '';
  #hasText = false;
  #hasThinking = false;

  constructor(run: PanelRun, post: Post, textOptions: StreamedTextOptions = {}) {
    this.#run = run;
    this.#post = post;
    this.#textOptions = textOptions;
    this.#header = new RunHeader(() => post({ type: 'stop', runId: run.head.runId }));
    this.#answer = new StreamedText(element('div', { class: 'markdown answer' }), run.text, textOptions);
    this.#thinkingBox.append(this.#thinkingTitle);
    this.#thinkingBox.addEventListener('toggle', () => this.#openThinking());
    this.#retry.append(icon('retry'), this.#retryText);
    this.element = element(
      'article',
      { class: 'run', 'data-run-id': run.head.runId, 'aria-label': fill(strings.answerOf, run.head.agent) },
      createTurn(run.head),
      this.#header.element,
      this.#thinkingBox,
      this.#answer.element,
      this.#placeholder,
      this.#retry,
      this.#error,
      this.#note,
      this.#actions,
    );
  }

  /** Shows the head as it is now. `now` is the host's clock. */
  update(now: number): void {
    const { head } = this.#run;
    this.#header.update(head, now);
    if (isFinished(head.status)) {
      this.#answer.end();
      this.#thinking?.end();
    }
    this.#showRetry(now);
    this.#showThinkingTime(now);
    const shown = JSON.stringify([head.status, head.error, head.note, this.#run.isKnown]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#showError();
      this.#note.hidden = head.note === undefined;
      this.#note.replaceChildren(icon('note'), element('span', { text: head.note ?? '' }));
    }
    offerCodeActions(this.element, head, this.#run.isKnown);
    this.#showPlaceholder();
    this.#showActions();
  }

  /** Takes text that has just arrived. It is shown with the next frame. */
  append(text = '', thinking = ''): void {
    this.#answer.append(text);
    this.#thinking?.append(thinking);
    // Only the first text of each kind changes what surrounds it.
    const hasText = this.#run.text !== '';
    const hasThinking = this.#run.thinking !== '';
    if (hasText === this.#hasText && hasThinking === this.#hasThinking) return;
    this.#hasText = hasText;
    this.#hasThinking = hasThinking;
    this.#showPlaceholder();
  }

  /** Shows text that waits, until `deadline`. Says whether any is left. */
  render(deadline: number): boolean {
    const isAnswerLeft = this.#answer.render(deadline);
    const isThinkingLeft = this.#thinking?.render(deadline) ?? false;
    return isAnswerLeft || isThinkingLeft;
  }

  /** Shows what changes with time. */
  tick(now: number): void {
    this.#header.tick(this.#run.head, now);
    this.#showRetry(now);
    this.#showThinkingTime(now);
  }

  #showThinkingTime(now: number): void {
    const { thinkingSince: since, thinkingSeconds: seconds, status } = this.#run.head;
    if (seconds !== undefined) setText(this.#thinkingTitle, fill(strings.thoughtFor, formatSeconds(seconds, 1)));
    else if (since === undefined || isFinished(status)) setText(this.#thinkingTitle, strings.thinking);
    else setText(this.#thinkingTitle, fill(strings.thinkingFor, formatSeconds((now - since) / 1000)));
  }

  #openThinking(): void {
    if (!this.#thinkingBox.open || this.#thinking) return;
    const target = element('div', { class: 'markdown' });
    this.#thinkingBox.append(target);
    const thinking = new StreamedText(target, this.#run.thinking, this.#textOptions);
    this.#thinking = thinking;
    if (isFinished(this.#run.head.status)) thinking.end();
    const render = (): void => {
      if (thinking.render(performance.now() + thinkingBudgetMs)) requestAnimationFrame(render);
    };
    render();
  }

  #showPlaceholder(): void {
    const { head, text, thinking } = this.#run;
    const hasEnded = isFinished(head.status);
    this.#thinkingBox.hidden = thinking === '';
    this.#thinkingBox.classList.toggle('active', !hasEnded && text === '');
    this.#placeholder.hidden = text !== '' || head.retry !== undefined || (hasEnded && head.error !== undefined);
    this.#placeholder.classList.toggle('waiting', !hasEnded);
    setText(this.#placeholder, hasEnded ? strings.noText : strings.waitingForText);
  }

  #showRetry(now: number): void {
    const { retry, status } = this.#run.head;
    this.#retry.hidden = retry === undefined || isFinished(status);
    if (!retry) return;
    const seconds = Math.ceil((retry.until - now) / 1000);
    const template = seconds > 0 ? strings.retrying : strings.retryingNow;
    setText(this.#retryText, fill(template, retry.attempt, retry.reason, formatSeconds(seconds)));
  }

  #showError(): void {
    const { error } = this.#run.head;
    this.#error.hidden = error === undefined;
    if (!error) return;
    const actions = this.#run.isKnown ? error.actions : [];
    const buttons = actions.map((view, index) => this.#createAction(view, index === 0 ? 'button' : 'button secondary'));
    this.#error.replaceChildren(
      icon('error'),
      element(
        'div',
        { class: 'error-body' },
        element('p', { dir: 'auto', text: error.message }),
        buttons.length > 0 ? element('div', { class: 'buttons' }, ...buttons) : undefined,
      ),
    );
  }

  #showActions(): void {
    const { head, text, isKnown } = this.#run;
    const hasEnded = isFinished(head.status);
    const views: ActionView[] = [];
    if (isKnown && head.edits?.block !== undefined) views.push({ action: 'apply', label: strings.apply });
    if (isKnown && (head.edits?.files ?? 0) > 1) views.push({ action: 'applyAll', label: strings.applyAll });
    if (hasEnded && text !== '') views.push({ action: 'copy', label: strings.copy });
    const offersRetry = head.error?.actions.some((view) => view.action === 'retry') ?? false;
    if (hasEnded && isKnown && !offersRetry) views.push({ action: 'retry', label: strings.runAgain });
    if (hasEnded && isKnown) views.push({ action: 'runWithAgent', label: strings.runWithAgent });
    this.#actions.hidden = views.length === 0;
    const shown = views.map((view) => view.action).join();
    if (this.#actions.dataset['shown'] === shown) return;
    this.#actions.dataset['shown'] = shown;
    this.#actions.replaceChildren(...views.map((view) => this.#createAction(view, 'button quiet')));
  }

  #createAction({ action, label }: ActionView, style: string): HTMLElement {
    const symbol = style.includes('quiet') ? icon(quietIcons[action] ?? 'again') : undefined;
    const button = element('button', { class: style, type: 'button', 'data-action': action }, symbol, label);
    button.addEventListener('click', () => {
      const { head, text, isKnown } = this.#run;
      if (action === 'copy') showCopied(button);
      if (action === 'copy' && !isKnown) this.#post({ type: 'copyText', text });
      else this.#post({ type: 'action', runId: head.runId, action });
    });
    return button;
  }
}

/** The icons of the buttons under an answer. */
const quietIcons: Partial<Record<ActionView['action'], IconName>> = {
  apply: 'apply',
  applyAll: 'apply',
  copy: 'copy',
  runWithAgent: 'agent',
};
