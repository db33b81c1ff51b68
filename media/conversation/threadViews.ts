import type { Thread } from '#media/state/panelModel.ts';
import { ThreadView } from './threadView.ts';
import type { Post } from '#media/base/vscodeApi.ts';

export interface ThreadViewsOptions {
  /** The element that holds the views. */
  container: HTMLElement;
  post: Post;
  /** The host's clock. */
  now: () => number;
  /** Texts that were typed below each conversation and not sent, by thread. Kept up to date. */
  drafts: Record<string, string>;
  /** Called when something that is kept over a reload has changed. */
  changed: () => void;
}

/** The views of conversations, each made when it is first shown. */
export class ThreadViews {
  readonly #options: ThreadViewsOptions;
  readonly #views = new Map<string, ThreadView>();

  constructor(options: ThreadViewsOptions) {
    this.#options = options;
  }

  /** The view of a conversation that was shown. */
  get(threadId: string): ThreadView | undefined {
    return this.#views.get(threadId);
  }

  /** Shows one conversation, or none, and hides the others. */
  show(thread: Thread | undefined): void {
    if (thread && !this.#views.has(thread.threadId)) this.#add(thread);
    for (const [threadId, view] of this.#views) view.element.hidden = threadId !== thread?.threadId;
  }

  /** Removes the view of a conversation that is gone. */
  drop(threadId: string): void {
    this.#views.get(threadId)?.dispose();
    this.#views.delete(threadId);
  }

  clear(): void {
    for (const threadId of this.#views.keys()) this.drop(threadId);
  }

  #add(thread: Thread): void {
    const { container, post, now, drafts, changed } = this.#options;
    const { threadId } = thread;
    const view = new ThreadView(thread, {
      post,
      draft: drafts[threadId] ?? '',
      draftChanged: (text) => {
        if (text === '') delete drafts[threadId];
        else drafts[threadId] = text;
        changed();
      },
      scrolled: changed,
    });
    this.#views.set(threadId, view);
    container.append(view.element);
    view.update(thread, now());
  }
}
