import { strategyTraits } from '#common/vocabulary.ts';
import { hasOwnText, isFinished } from '#protocol/runs.ts';
import { offerCodeActions } from '#media/code/codeActions.ts';
import { element, setText } from '#media/base/dom.ts';
import { formatElapsed } from '#media/base/format.ts';
import { icon } from '#media/base/icons.ts';
import { isChosenPart, type PanelRun } from '#media/state/panelModel.ts';
import { RunButtons } from './runButtons.ts';
import { RunHeader } from './runHeader.ts';
import { StreamedText, type StreamedTextOptions } from '#media/markdown/streamedText.ts';
import { fill, strings } from '#media/base/strings.ts';
import { TeamView } from './teamView.ts';
import { createTurn } from './turnView.ts';
import type { Post } from '#media/base/vscodeApi.ts';

/** Share of a frame that showing earlier thinking may take, in milliseconds. */
const thinkingBudgetMs = 8;

/**
 * The view of one run: the user's turn, the line that says who answers, and the answer or those of several agents. A
 * part has no turn.
 */
export class RunView {
  readonly element: HTMLElement;
  readonly #run: PanelRun;
  readonly #whole: PanelRun | undefined;
  readonly #textOptions: StreamedTextOptions;
  readonly #header: RunHeader;
  #answer: StreamedText;
  readonly #team: TeamView<RunView> | undefined;
  readonly #thinkingBox = element('details', { class: 'thinking' });
  readonly #thinkingTitle = element('summary', { text: strings.thinking });
  #thinking: StreamedText | undefined;
  readonly #placeholder = element('p', { class: 'placeholder' });
  readonly #retry = element('p', { class: 'banner' });
  readonly #retryText = element('span', { class: 'figure', dir: 'auto' });
  readonly #error = element('div', { class: 'error', role: 'group', 'aria-label': strings.error });
  readonly #note = element('p', { class: 'banner' });
  readonly #buttons: RunButtons;
  #shown = '';
  #hasText = false;
  #hasThinking = false;

  /** @param whole is the run that this one is a part of. */
  constructor(run: PanelRun, post: Post, textOptions: StreamedTextOptions = {}, whole?: PanelRun) {
    this.#run = run;
    this.#whole = whole;
    this.#textOptions = textOptions;
    const { strategy } = run.head;
    this.#team = strategy && new TeamView(run, strategy, (part) => new RunView(part, post, textOptions, run));
    this.#header = new RunHeader(run.head, () => post({ type: 'stop', runId: run.head.runId }));
    this.#team?.stayBelow(this.#header.element);
    this.#buttons = new RunButtons({ run, whole, post, focusInstead: () => this.#header.element.focus() });
    this.#answer = new StreamedText(element('div', { class: 'markdown answer' }), run.text, textOptions);
    this.#thinkingBox.append(this.#thinkingTitle);
    this.#thinkingBox.addEventListener('toggle', () => this.#openThinking());
    this.#retry.append(icon('retry'), this.#retryText);
    this.element = element(
      'article',
      {
        class: toClass(run.head),
        'data-run-id': run.head.runId,
        'aria-label': fill(strings.answerOf, run.head.agent),
      },
      whole ? undefined : createTurn(run.head),
      this.#header.element,
      this.#thinkingBox,
      this.#answer.element,
      this.#team?.element,
      this.#placeholder,
      this.#retry,
      this.#error,
      this.#note,
      this.#buttons.element,
    );
  }

  /** Shows the head as it is now. `now` is the host's clock. */
  update(now: number): void {
    const { head } = this.#run;
    this.#team?.update(now);
    const isChosen = isChosenPart(this.#run, this.#whole);
    this.#header.update(head, now, isChosen);
    this.element.classList.toggle('is-chosen', isChosen);
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
      this.#note.replaceChildren(icon('note'), element('span', { dir: 'auto', text: head.note ?? '' }));
    }
    offerCodeActions(this.element, head, this.#run.isKnown);
    this.#showPlaceholder();
    this.#buttons.update();
  }

  /** Shows what has changed of a part. */
  updatePart(part: PanelRun, now: number): void {
    this.#team?.updatePart(part, now);
    this.#showPlaceholder();
    this.#showError();
    this.#buttons.update();
  }

  /** The view of a part of this run. */
  findPart(runId: string): RunView | undefined {
    return this.#team?.find(runId);
  }

  /** Removes what was shown so far: it is not the answer. */
  clear(): void {
    const emptied = element('div', { class: 'markdown answer' });
    this.#answer.element.replaceWith(emptied);
    this.#answer = new StreamedText(emptied, '', this.#textOptions);
    this.#thinking?.element.remove();
    this.#thinking = undefined;
    this.#thinkingBox.open = false;
    this.#hasText = false;
    this.#hasThinking = false;
    this.#showPlaceholder();
  }

  /** Adds text that has just arrived. It is shown with the next frame. */
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

  /** Shows text that waits, until `deadline`. Returns whether any is left. */
  render(deadline: number): boolean {
    const isAnswerLeft = this.#answer.render(deadline);
    const isThinkingLeft = this.#thinking?.render(deadline) ?? false;
    const isTeamLeft = this.#team?.render(deadline) ?? false;
    return isAnswerLeft || isThinkingLeft || isTeamLeft;
  }

  /** Shows what changes with time. */
  tick(now: number): void {
    this.#team?.tick(now);
    this.#header.tick(this.#run.head, now);
    this.#showRetry(now);
    this.#showThinkingTime(now);
  }

  #showThinkingTime(now: number): void {
    const { thinkingSince: since, thinkingSeconds: seconds, status } = this.#run.head;
    if (seconds !== undefined) setText(this.#thinkingTitle, fill(strings.thoughtFor, formatElapsed(seconds, 1)));
    else if (since === undefined || isFinished(status)) setText(this.#thinkingTitle, strings.thinking);
    else setText(this.#thinkingTitle, fill(strings.thinkingFor, formatElapsed((now - since) / 1000)));
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
    const isSaidElsewhere = head.retry !== undefined || (hasEnded && head.error !== undefined) || head.role === 'judge';
    this.#placeholder.hidden = text !== '' || isSaidElsewhere || this.#showsPartsAlone;
    this.#placeholder.classList.toggle('waiting', !hasEnded);
    setText(this.#placeholder, hasEnded ? strings.noText : this.#describeWait());
  }

  /** Names what the run waits for: an answer, those of a team, or what its judge makes of them. */
  #describeWait(): string {
    const { parts } = this.#run;
    const candidates = parts.filter(({ head }) => head.role !== 'judge');
    if (candidates.length === 0) return strings.waitingForText;
    const count = candidates.filter(({ head }) => isFinished(head.status)).length;
    return parts.length > candidates.length
      ? strings.judging
      : fill(strings.waitingForAnswers, count, candidates.length);
  }

  /** True when what the parts show is all there is to show. */
  get #showsPartsAlone(): boolean {
    const { head, parts } = this.#run;
    return !hasOwnText(head) && parts.length > 0;
  }

  #showRetry(now: number): void {
    const { retry, status } = this.#run.head;
    this.#retry.hidden = retry === undefined || isFinished(status);
    if (!retry) return;
    const seconds = Math.ceil((retry.until - now) / 1000);
    const template = seconds > 0 ? strings.retrying : strings.retryingNow;
    setText(this.#retryText, fill(template, retry.attempt, retry.reason, formatElapsed(seconds)));
  }

  #showError(): void {
    const { error } = this.#run.head;
    const isSaidByParts = this.#showsPartsAlone && this.#run.parts.some(({ head }) => head.error !== undefined);
    this.#error.hidden = error === undefined || isSaidByParts;
    if (!error) return;
    const actions = this.#run.isKnown ? error.actions : [];
    const buttons = actions.map((view, index) =>
      this.#buttons.create(view, index === 0 ? 'button' : 'button secondary'),
    );
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
}

function toClass({ role, strategy }: PanelRun['head']): string {
  if (role !== undefined) return `run part ${role}`;
  return strategy && strategyTraits[strategy].layout === 'columns' ? 'run wide' : 'run';
}
