import type { Choice, DiffView, EditorUi, NoticeKind, PickOptions, ModalQuestion } from '#editor/ui/editorUi.ts';

/** A window without a person: a test writes the answers down before they are asked for, and reads what was shown. */
export class FakeEditorUi implements EditorUi {
  readonly questions: ModalQuestion[] = [];
  readonly picks: { choices: readonly Choice<unknown>[]; options: PickOptions }[] = [];
  readonly notices: { kind: NoticeKind; message: string; buttons: string[] }[] = [];
  readonly diffs: DiffView[] = [];
  readonly #answers: (string | undefined)[] = [];

  /** The labels that are chosen next, in the order of what is shown; what has no answer left is dismissed. */
  answer(...labels: (string | undefined)[]): this {
    this.#answers.push(...labels);
    return this;
  }

  async ask(question: ModalQuestion): Promise<string | undefined> {
    this.questions.push(question);
    return this.#next(question.buttons);
  }

  async pick<T>(choices: readonly Choice<T>[], options: PickOptions = {}): Promise<T | undefined> {
    this.picks.push({ choices, options });
    const label = this.#next(choices.map((choice) => choice.label));
    return choices.find((choice) => choice.label === label)?.value;
  }

  async notify(kind: NoticeKind, message: string, ...buttons: string[]): Promise<string | undefined> {
    this.notices.push({ kind, message, buttons });
    return buttons.length === 0 ? undefined : this.#next(buttons);
  }

  async openDiff(view: DiffView): Promise<void> {
    this.diffs.push(view);
  }

  #next(offered: readonly string[]): string | undefined {
    const label = this.#answers.shift();
    if (label === undefined || offered.includes(label)) return label;
    throw new Error(`"${label}" is not offered. There are: ${offered.join(', ')}.`);
  }
}
