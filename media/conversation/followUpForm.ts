import { findAnswer, isFinished } from '#protocol/runs.ts';
import { element, setAttribute } from '#media/base/dom.ts';
import { icon } from '#media/base/icons.ts';
import type { PanelRun } from '#media/state/panelModel.ts';
import { PromptForm } from './promptForm.ts';
import { strings } from '#media/base/strings.ts';

export interface FollowUpOptions {
  draft: string;
  send(text: string): void;
  changed(text: string): void;
}

/** The box at the bottom of a conversation, to go on with it. */
export class FollowUpForm {
  readonly element: HTMLElement;
  readonly #form: PromptForm;
  readonly #send: HTMLButtonElement;

  constructor(options: FollowUpOptions) {
    this.#form = new PromptForm({
      label: strings.followUpLabel,
      placeholder: strings.followUpPlaceholder,
      emptyMessage: strings.emptyFollowUp,
      rows: 1,
      isSendKey: (event) => event.key === 'Enter' && !event.shiftKey,
      changed: (text) => options.changed(text),
      send: (text) => {
        this.#form.text = '';
        options.changed('');
        options.send(text);
      },
    });
    this.#form.text = options.draft;
    this.#form.label.className = 'visually-hidden';
    this.#send = element(
      'button',
      { class: 'icon-button send', type: 'submit', title: strings.sendHint, 'aria-label': strings.send },
      icon('send'),
    );
    const box = element('div', { class: 'prompt-box' }, this.#form.input, this.#send);
    this.#form.element.append(this.#form.label, box, this.#form.message);
    this.element = element('footer', { class: 'follow-up' }, this.#form.element);
  }

  /** Opens or closes the box, as the last run of the conversation allows, and says why it is closed. */
  update(run: PanelRun): void {
    const hasEnded = isFinished(run.head.status);
    const canSend = hasEnded && findAnswer(run, run.parts).text !== '';
    this.#form.isEnabled = canSend;
    this.#send.disabled = !canSend;
    const reason = hasEnded ? strings.followUpNoAnswer : strings.followUpRunning;
    setAttribute(this.#form.input, 'placeholder', canSend ? strings.followUpPlaceholder : reason);
  }
}
