import type { ActionView, PageMessage } from '#protocol/messages.ts';
import { canChooseAnswer, findAnswer, isFinished } from '#protocol/runs.ts';
import { showCopied } from '#media/base/copied.ts';
import { element } from '#media/base/dom.ts';
import { icon, type IconName } from '#media/base/icons.ts';
import { isChosenPart, type PanelRun } from '#media/state/panelModel.ts';
import { strings } from '#media/base/strings.ts';
import type { Post } from '#media/base/vscodeApi.ts';

export interface RunButtonsOptions {
  run: PanelRun;
  /** The run that this one is a part of. */
  whole: PanelRun | undefined;
  post: Post;
  /** Takes the focus when the button that has it goes away. */
  focusInstead: () => void;
}

/** The buttons of a run: those under its answer, which change with what can be done, and those of its failure. */
export class RunButtons {
  readonly element = element('div', { class: 'run-actions' });
  readonly #options: RunButtonsOptions;
  #shown: string | undefined;

  constructor(options: RunButtonsOptions) {
    this.#options = options;
  }

  /** Shows what can be done now. */
  update(): void {
    const { whole } = this.#options;
    const { head, isKnown, parts } = this.#options.run;
    const { text } = findAnswer(this.#options.run, parts);
    const hasEnded = isFinished(head.status);
    const answers = parts.filter((part) => part.head.role !== 'judge' && part.text !== '');
    const views: ActionView[] = [];
    if (isKnown && head.edits?.block !== undefined) views.push({ action: 'apply', label: strings.apply });
    if (isKnown && (head.edits?.files ?? 0) > 1) views.push({ action: 'applyAll', label: strings.applyAll });
    if (hasEnded && text !== '')
      views.push({ action: 'copy', label: answers.length > 1 ? strings.copyAnswer : strings.copy });
    const offersRetry = head.error?.actions.some((view) => view.action === 'retry') ?? false;
    if (hasEnded && isKnown && !offersRetry && !whole) views.push({ action: 'retry', label: strings.runAgain });
    if (hasEnded && isKnown && !whole) views.push({ action: 'runWithAgent', label: strings.runWithAgent });
    const canCompare = hasEnded && isKnown && answers.length > 1 && canChooseAnswer(head);
    const canChoose = hasEnded && isKnown && text !== '' && this.#canBeChosen;
    this.element.hidden = views.length === 0;
    const shown = [...views.map((view) => view.action), canCompare, canChoose].join();
    if (this.#shown === shown) return;
    this.#shown = shown;
    const hadFocus = this.element.contains(document.activeElement);
    const { runId } = head;
    this.element.replaceChildren(
      ...(canChoose ? [this.#createButton('done', strings.useAnswer, { type: 'chooseAnswer', runId })] : []),
      ...views.map((view) => this.create(view, 'button quiet')),
      ...(canCompare
        ? [this.#createButton('differences', strings.openDifferences, { type: 'openDifferences', runId })]
        : []),
    );
    if (hadFocus) this.#options.focusInstead();
  }

  /** Creates a button that does what `action` says. One that is quiet has an icon. */
  create({ action, label }: ActionView, style: string): HTMLElement {
    const symbol = style.includes('quiet') ? icon(quietIcons[action] ?? 'again') : undefined;
    const button = element('button', { class: style, type: 'button', 'data-action': action }, symbol, label);
    button.addEventListener('click', () => {
      const { run, post } = this.#options;
      if (action === 'copy') showCopied(button);
      if (action === 'copy' && !run.isKnown) post({ type: 'copyText', text: findAnswer(run, run.parts).text });
      else post({ type: 'action', runId: run.head.runId, action });
    });
    return button;
  }

  #createButton(symbol: IconName, label: string, message: PageMessage): HTMLElement {
    const button = element('button', { class: 'button quiet', type: 'button' }, icon(symbol), label);
    button.addEventListener('click', () => this.#options.post(message));
    return button;
  }

  /** True when the user may make this the answer of the run that it is a part of. */
  get #canBeChosen(): boolean {
    const { run, whole } = this.#options;
    const isOffered = whole !== undefined && canChooseAnswer(whole.head) && run.head.role === 'candidate';
    return isOffered && isFinished(whole.head.status) && !isChosenPart(run, whole);
  }
}

/** The icons of the buttons under an answer. */
const quietIcons: Partial<Record<ActionView['action'], IconName>> = {
  apply: 'apply',
  applyAll: 'apply',
  copy: 'copy',
  runWithAgent: 'agent',
};
