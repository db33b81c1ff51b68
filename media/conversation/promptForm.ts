import { maxTextLength } from '#protocol/limits.ts';
import { element, setAttribute, setText } from '#media/base/dom.ts';
import { strings } from '#media/base/strings.ts';

let formCount = 0;

export interface PromptFormOptions {
  label: string;
  placeholder: string;
  /** Message for when nothing was written. */
  emptyMessage: string;
  rows: number;
  /** Returns whether this key press sends the text. */
  isSendKey(event: KeyboardEvent): boolean;
  send(text: string): void;
  changed(text: string): void;
}

/** A text box of several lines that grows with its text, and the message under it. Blank text is never sent. */
export class PromptForm {
  readonly element: HTMLFormElement;
  readonly label: HTMLLabelElement;
  readonly input: HTMLTextAreaElement;
  readonly message: HTMLElement;
  readonly #options: PromptFormOptions;

  constructor(options: PromptFormOptions) {
    this.#options = options;
    formCount += 1;
    const id = `prompt-${formCount}`;
    this.label = element('label', { for: id, text: options.label });
    this.input = element('textarea', { id, dir: 'auto', rows: String(options.rows), placeholder: options.placeholder });
    this.message = element('p', { class: 'form-message', id: `${id}-message`, role: 'status' });
    this.input.setAttribute('aria-describedby', this.message.id);
    this.element = element('form', { class: 'prompt' });
    this.element.noValidate = true;
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener('input', () => {
      this.showError(undefined);
      options.changed(this.input.value);
    });
    this.input.addEventListener('keydown', (event) => {
      if (event.isComposing || !options.isSendKey(event)) return;
      event.preventDefault();
      this.#submit();
    });
  }

  get text(): string {
    return this.input.value;
  }

  set text(text: string) {
    if (this.input.value !== text) this.input.value = text;
  }

  /** True when text can be written and sent. A read-only box keeps the focus, which a disabled one would lose. */
  get isEnabled(): boolean {
    return !this.input.readOnly;
  }

  set isEnabled(isEnabled: boolean) {
    this.input.readOnly = !isEnabled;
    setAttribute(this.input, 'aria-disabled', isEnabled ? undefined : 'true');
  }

  showError(message: string | undefined): void {
    setText(this.message, message ?? '');
    setAttribute(this.input, 'aria-invalid', message === undefined ? undefined : 'true');
  }

  #submit(): void {
    if (!this.isEnabled) return;
    if (this.text.trim() === '') {
      this.showError(this.#options.emptyMessage);
      this.input.focus();
      return;
    }
    if (this.text.length > maxTextLength) {
      this.showError(strings.textTooLong);
      this.input.focus();
      return;
    }
    this.#options.send(this.text);
  }
}
