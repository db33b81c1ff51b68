import type { ComposerState } from '#protocol/messages.ts';
import { element, setText } from '#media/base/dom.ts';
import { icon } from '#media/base/icons.ts';
import { PromptForm } from './promptForm.ts';
import { fill, strings } from '#media/base/strings.ts';
import type { Post } from '#media/base/vscodeApi.ts';

/** The form for a task of several lines. */
export class ComposerView {
  readonly element: HTMLElement;
  readonly #post: Post;
  readonly #form: PromptForm;
  readonly #title = element('h2');
  readonly #chips = element('ul', { class: 'chips', 'aria-label': strings.context });
  readonly #none = element('p', { class: 'form-hint', text: strings.noContext });
  readonly #addContext: HTMLButtonElement;
  #shown: ComposerState | undefined;

  constructor(post: Post, changed: (text: string) => void) {
    this.#post = post;
    this.#form = new PromptForm({
      label: strings.composerLabel,
      placeholder: strings.composerPlaceholder,
      emptyMessage: strings.emptyTask,
      rows: 5,
      isSendKey: (event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey),
      changed,
      send: (description) => post({ type: 'submitTask', description }),
    });
    this.#addContext = element(
      'button',
      { class: 'button secondary', type: 'button' },
      icon('add'),
      strings.addContext,
    );
    this.#addContext.addEventListener('click', () => post({ type: 'addContext' }));
    const cancel = element('button', { class: 'button secondary', type: 'button', text: strings.cancel });
    cancel.addEventListener('click', () => post({ type: 'dismissTask' }));
    const isMac = navigator.userAgent.includes('Mac');
    this.#form.element.append(
      this.#title,
      this.#form.label,
      element('div', { class: 'prompt-box' }, this.#form.input),
      this.#form.message,
      element('h3', { text: strings.context }),
      this.#none,
      this.#chips,
      element('div', {}, this.#addContext),
      element(
        'div',
        { class: 'form-buttons' },
        element('button', { class: 'button', type: 'submit', text: strings.run }),
        cancel,
        element('span', { class: 'form-hint', text: isMac ? strings.composerHintMac : strings.composerHint }),
      ),
    );
    this.element = element('div', { class: 'composer' }, this.#form.element);
  }

  /** The description that the form was opened with, and the text in it now. */
  get draft(): { description: string; text: string } | undefined {
    return this.#shown && { description: this.#shown.description, text: this.#form.text };
  }

  /** Fills the form. What was typed stays if this is the same task: `draft` is what an earlier page had. */
  show(composer: ComposerState, draft?: { description: string; text: string }): void {
    const isSame = this.#shown?.description === composer.description;
    if (!isSame) {
      this.#form.text = draft?.description === composer.description ? draft.text : composer.description;
      this.#form.showError(undefined);
    }
    this.#shown = composer;
    setText(this.#title, fill(strings.composerTitle, composer.agent));
    this.#showContext(composer.context);
  }

  /** Removes what was typed. */
  clear(): void {
    this.#shown = undefined;
    this.#form.text = '';
  }

  /** Puts the cursor behind what is already there. */
  focus(): void {
    const { input } = this.#form;
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  }

  #showContext(context: readonly string[]): void {
    this.#none.hidden = context.length > 0;
    this.#chips.hidden = context.length === 0;
    const buttons = [...this.#chips.querySelectorAll('button')];
    const focused = buttons.findIndex((button) => button === document.activeElement);
    this.#chips.replaceChildren(...context.map((label, index) => this.#createChip(label, index)));
    if (focused < 0) return;
    // The chip that had the focus is gone: it goes to the one that took its place.
    const next = this.#chips.querySelectorAll('button')[Math.min(focused, context.length - 1)];
    (next ?? this.#addContext).focus();
  }

  #createChip(label: string, index: number): HTMLElement {
    const name = fill(strings.removeContext, label);
    const remove = element(
      'button',
      { class: 'icon-button', type: 'button', title: name, 'aria-label': name },
      icon('close'),
    );
    remove.addEventListener('click', () => this.#post({ type: 'removeContext', index }));
    return element('li', { class: 'chip' }, element('span', { dir: 'auto', text: label, title: label }), remove);
  }
}
