import type { TaskContext } from '#orchestration/index.ts';
import type { Panel } from '#editor/panel/panel.ts';
import { describeContext, hasPlace } from '#editor/documents/selectionContext.ts';

/** A task that is still being written. */
export interface TaskDraft {
  description: string;
  context: TaskContext | undefined;
}

/** The panel's form for a task of several lines. One draft at a time: a new one puts the earlier aside. */
export class Composer {
  readonly #panel: () => Panel;
  #open: { draft: TaskDraft; agent: string; resolve: (draft: TaskDraft | undefined) => void } | undefined;

  constructor(panel: () => Panel) {
    this.#panel = panel;
  }

  /** Opens the form. Resolves with the finished draft, or `undefined` when it is dismissed. */
  compose(draft: TaskDraft, agent: string): Promise<TaskDraft | undefined> {
    this.#settle(undefined);
    return new Promise((resolve) => {
      this.#open = { draft, agent, resolve };
      this.#panel().reveal({ preserveFocus: false });
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
    const { pickContextFiles } = await import('#editor/sending/contextFiles.ts');
    const files = open && (await pickContextFiles(open.draft.context));
    if (!files || open !== this.#open) return;
    open.draft = { ...open.draft, context: { ...open.draft.context, files } };
    this.#show();
  }

  /** Takes away one of the labels that `describeContext` gave. */
  removeContext(index: number): void {
    const context = this.#open?.draft.context;
    if (!this.#open || !context) return;
    const isCode = hasPlace(context) && index === 0;
    const fileIndex = hasPlace(context) ? index - 1 : index;
    this.#open.draft = {
      ...this.#open.draft,
      context: isCode
        ? { ...(context.files && { files: context.files }) }
        : { ...context, files: (context.files ?? []).filter((_, position) => position !== fileIndex) },
    };
    this.#show();
  }

  #show(): void {
    if (!this.#open) return;
    const { draft, agent } = this.#open;
    this.#panel().compose({ description: draft.description, agent, context: describeContext(draft.context) });
  }

  #settle(draft: TaskDraft | undefined): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    this.#panel().compose(undefined);
    open.resolve(draft);
  }
}
