import type { ContextFile, TaskContext } from '#orchestration/index.ts';
import type { ComposerState } from '#protocol/messages.ts';
import { describeContext, hasPlace } from '#editor/documents/contextLabels.ts';

/** Task that is still being written. */
export interface TaskDraft {
  description: string;
  context: TaskContext | undefined;
}

export interface ComposerOptions {
  panel: { reveal(): void; readonly runs: { compose(view: ComposerState | undefined): void } };
  /** Lets the user choose files; `undefined` when dismissed. */
  pickFiles: (context: TaskContext | undefined) => Promise<ContextFile[] | undefined>;
}

/** Form of the panel for a task of several lines. It holds one draft: a new one dismisses the earlier. */
export class Composer {
  readonly #panel: ComposerOptions['panel'];
  readonly #pickFiles: ComposerOptions['pickFiles'];
  #open: { draft: TaskDraft; agent: string; resolve: (draft: TaskDraft | undefined) => void } | undefined;

  constructor({ panel, pickFiles }: ComposerOptions) {
    this.#panel = panel;
    this.#pickFiles = pickFiles;
  }

  /** Opens the form. Resolves with the finished draft, or `undefined` when it is dismissed. */
  compose(draft: TaskDraft, agent: string): Promise<TaskDraft | undefined> {
    this.#settle(undefined);
    return new Promise((resolve) => {
      this.#open = { draft, agent, resolve };
      this.#panel.reveal();
      this.#show();
    });
  }

  /** The form was sent. */
  submit(description: string): void {
    const draft = this.#open?.draft;
    this.#settle(draft && { ...draft, description });
  }

  /** The form was closed. */
  dismiss(): void {
    this.#settle(undefined);
  }

  /** Asks for files to go along. */
  async addContext(): Promise<void> {
    const open = this.#open;
    const files = open && (await this.#pickFiles(open.draft.context));
    if (!files || open !== this.#open) return;
    open.draft = { ...open.draft, context: { ...open.draft.context, files } };
    this.#show();
  }

  /** Removes the context behind one of the labels that `describeContext` returned. */
  removeContext(index: number): void {
    const context = this.#open?.draft.context;
    if (!this.#open || !context) return;
    const isCode = hasPlace(context) && index === 0;
    const fileIndex = hasPlace(context) ? index - 1 : index;
    this.#open.draft = {
      ...this.#open.draft,
      context: isCode
        ? { files: context.files }
        : { ...context, files: (context.files ?? []).filter((_, position) => position !== fileIndex) },
    };
    this.#show();
  }

  #show(): void {
    if (!this.#open) return;
    const { draft, agent } = this.#open;
    this.#panel.runs.compose({ description: draft.description, agent, context: describeContext(draft.context) });
  }

  #settle(draft: TaskDraft | undefined): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    this.#panel.runs.compose(undefined);
    open.resolve(draft);
  }
}
