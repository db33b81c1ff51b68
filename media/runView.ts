import type { ActionView, PageMessage } from '../src/protocol/messages.ts';
import { isFinished } from '../src/protocol/runs.ts';
import { element, setText } from './dom.ts';
import { formatSeconds } from './format.ts';
import { icon } from './icons.ts';
import type { PanelRun } from './panelModel.ts';
import { RunHeader } from './runHeader.ts';
import { StreamedText } from './streamedText.ts';
import { fill, strings } from './strings.ts';
import { createTurn } from './turnView.ts';

export type Post = (message: PageMessage) => void;

/** One run: the user's turn, the line that says who answers, and the answer. */
export class RunView {
  readonly element: HTMLElement;
  readonly #run: PanelRun;
  readonly #post: Post;
  readonly #header: RunHeader;
  readonly #answer: StreamedText;
  readonly #thinkingBox = element('details', { class: 'thinking' });
  #thinking: StreamedText | undefined;
  readonly #placeholder = element('p', { class: 'placeholder' });
  readonly #retry = element('p', { class: 'banner' });
  readonly #retryText = element('span', { class: 'figure' });
  readonly #error = element('div', { class: 'error', role: 'group', 'aria-label': strings.error });
  readonly #note = element('p', { class: 'banner' });
  readonly #actions = element('div', { class: 'run-actions' });
  #shown = '';

  constructor(run: PanelRun, post: Post) {
    this.#run = run;
    this.#post = post;
    this.#header = new RunHeader(() => post({ type: 'stop', runId: run.head.runId }));
    this.#answer = new StreamedText(element('div', { class: 'markdown answer' }), run.text);
    this.#thinkingBox.append(element('summary', { text: strings.thinking }));
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
    const shown = JSON.stringify([head.status, head.error, head.note, this.#run.isKnown]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#showError();
      this.#note.hidden = head.note === undefined;
      this.#note.replaceChildren(icon('note'), element('span', { text: head.note ?? '' }));
    }
    this.#showPlaceholder();
    this.#showActions();
  }

  /** Takes text that has just arrived. It is shown with the next frame. */
  append(text = '', thinking = ''): void {
    this.#answer.append(text);
    this.#thinking?.append(thinking);
    if (text !== '' || thinking !== '') this.#showPlaceholder();
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
  }

  #openThinking(): void {
    if (!this.#thinkingBox.open || this.#thinking) return;
    const target = element('div', { class: 'markdown' });
    this.#thinkingBox.append(target);
    this.#thinking = new StreamedText(target, this.#run.thinking);
    if (isFinished(this.#run.head.status)) this.#thinking.end();
    while (this.#thinking.render(Number.POSITIVE_INFINITY));
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
    if (hasEnded && text !== '') views.push({ action: 'copy', label: strings.copy });
    const offersRetry = head.error?.actions.some((view) => view.action === 'retry') ?? false;
    if (hasEnded && isKnown && !offersRetry) views.push({ action: 'retry', label: strings.runAgain });
    this.#actions.hidden = views.length === 0;
    const shown = views.map((view) => view.action).join();
    if (this.#actions.dataset['shown'] === shown) return;
    this.#actions.dataset['shown'] = shown;
    this.#actions.replaceChildren(...views.map((view) => this.#createAction(view, 'button quiet')));
  }

  #createAction({ action, label }: ActionView, style: string): HTMLElement {
    const symbol = action === 'copy' ? icon('copy') : style.includes('quiet') ? icon('again') : undefined;
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

/** Says for a moment that something was copied. */
export function showCopied(button: HTMLElement): void {
  if (button.classList.contains('copied')) return;
  const before = [...button.childNodes];
  const isIconOnly = button.classList.contains('icon-button');
  button.classList.add('copied');
  button.replaceChildren(icon('done'), ...(isIconOnly ? [] : [strings.copied]));
  setTimeout(() => {
    button.classList.remove('copied');
    button.replaceChildren(...before);
  }, 1_500);
}
