import { cutText } from '#common/text/cutText.ts';
import type { ComposerState, HostMessage, PanelSnapshot } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';
import { Announcer } from '#media/base/announcer.ts';
import { interceptCodeActions } from '#media/code/codeActions.ts';
import { setCodeColors } from '#media/code/codeColors.ts';
import { ComposerView } from '#media/conversation/composerView.ts';
import { element } from '#media/base/dom.ts';
import { createEmptyState } from '#media/conversation/emptyState.ts';
import { FrameLoop } from '#media/base/frameLoop.ts';
import { HostClock } from '#media/base/hostClock.ts';
import { KeptRuns } from '#media/state/keptRuns.ts';
import { interceptCopy } from '#media/markdown/copyMarkdown.ts';
import { interceptLinks } from '#media/markdown/links.ts';
import { lastRun, PanelModel, type Thread } from '#media/state/panelModel.ts';
import { PlanPages } from '#media/planGraph/planPages.ts';
import { parseSavedState, type SavedState } from '#media/state/savedState.ts';
import { strings } from '#media/base/strings.ts';
import { type Tab, Tabs } from '#media/base/tabs.ts';
import type { ThreadView } from '#media/conversation/threadView.ts';
import { ThreadViews } from '#media/conversation/threadViews.ts';
import { Throttle } from '#media/base/throttle.ts';
import type { VsCodeApi, Post } from '#media/base/vscodeApi.ts';

/** The tab of the form. Not an id a thread can have: those are made by the host. */
const composerTab = ' composer';

const saveIntervalMs = 1_000;

/** The whole page: tabs, the conversation or form that is shown, and what is kept over a reload. */
export class PanelView {
  readonly #api: VsCodeApi;
  readonly #post: Post;
  readonly #model = new PanelModel();
  readonly #announcer = new Announcer();
  readonly #tabs: Tabs;
  readonly #composer: ComposerView;
  readonly #plans: PlanPages;
  readonly #view = element('section', { class: 'view', role: 'tabpanel', id: 'view', tabindex: '-1' });
  readonly #empty = createEmptyState();
  readonly #threadViews: ThreadViews;
  readonly #kept = new KeptRuns();
  readonly #clock = new HostClock();
  readonly #save = new Throttle(() => this.#saveNow(), saveIntervalMs);
  readonly #frames = new FrameLoop({
    render: (deadline) => this.#shownThread()?.render(deadline) ?? false,
    tick: () => (this.#shownThread()?.tick(this.#clock.now()) || this.#plans.get(this.#selected)?.tick()) ?? false,
  });
  #saved: SavedState;
  #selected: string | undefined;
  #isComposing = false;

  constructor(root: HTMLElement, api: VsCodeApi, snapshot: PanelSnapshot) {
    this.#api = api;
    this.#post = (message) => api.postMessage(message);
    this.#saved = parseSavedState(api.getState());
    this.#tabs = new Tabs({
      panelId: this.#view.id,
      select: (id) => this.#select(id, true),
      close: (id) => this.#closeTab(id),
    });
    this.#composer = new ComposerView(this.#post, () => this.#save.request());
    const { now } = this.#clock;
    this.#threadViews = new ThreadViews({
      container: this.#view,
      post: this.#post,
      now,
      drafts: this.#saved.followUpDrafts,
      changed: () => this.#save.request(),
    });
    this.#plans = new PlanPages(this.#view, this.#announcer, {
      post: this.#post,
      now,
      mode: this.#saved.planMode,
      modeChanged: () => this.#save.request(),
    });
    this.#view.append(this.#empty, this.#composer.element);
    root.replaceChildren(
      element('h1', { class: 'visually-hidden', text: strings.title }),
      this.#tabs.element,
      this.#view,
      this.#announcer.element,
    );
    interceptLinks(root, (target) =>
      this.#post('address' in target ? { type: 'openLink', href: target.address } : { type: 'openFile', ...target }),
    );
    interceptCodeActions(root, this.#post);
    interceptCopy();
    addEventListener('pagehide', () => this.#save.now());
    this.#load(snapshot);
  }

  /** Handles a message of the host. */
  receive(message: HostMessage): void {
    switch (message.type) {
      case 'snapshot':
        this.#load(message);
        break;
      case 'run':
        this.#applyHost(message);
        this.#updateRun(message);
        break;
      case 'delta': {
        const { runId, text, thinking } = message;
        const run = this.#model.append(runId, text, thinking);
        if (run) this.#threadViews.get(run.head.threadId)?.append(runId, text, thinking);
        this.#frames.request();
        if (this.#kept.add((text?.length ?? 0) + (thinking?.length ?? 0))) this.#save.request();
        break;
      }
      case 'plan':
        this.#clock.set(message.now);
        this.#plans.apply(message);
        this.#show();
        this.#save.request();
        break;
      case 'forget':
        this.#forget(message.runIds, message.tabIds);
        break;
      case 'void': {
        const run = this.#model.clear(message.runId);
        if (run) this.#threadViews.get(run.head.threadId)?.clear(message.runId);
        break;
      }
      case 'select':
        this.#select(message.threadId);
        break;
      case 'compose':
        this.#compose(message.composer);
        break;
      case 'codeColors':
        setCodeColors(this.#view, message.colors);
        break;
    }
  }

  #load(snapshot: PanelSnapshot): void {
    this.#applyHost(snapshot);
    this.#view.classList.toggle('previews-diagrams', snapshot.previewsDiagrams === true);
    this.#model.load(snapshot, this.#saved.runs);
    this.#kept.load(snapshot, this.#saved);
    this.#plans.load(snapshot.plans ?? []);
    this.#threadViews.clear();
    const threads = this.#model.threads;
    const wanted = [snapshot.selectedThreadId, this.#saved.selectedThreadId, threads.at(-1)?.threadId];
    this.#selected = wanted.find((id) => id !== undefined && this.#hasTab(id));
    const { place, selectedThreadId } = this.#saved;
    this.#show();
    this.#compose(snapshot.composer, this.#saved.composerDraft);
    if (place === undefined || selectedThreadId !== this.#selected || this.#selected === undefined) return;
    this.#threadViews.get(this.#selected)?.returnTo(place);
  }

  #updateRun({ run: news, text, thinking }: Extract<HostMessage, { type: 'run' }>): void {
    const updated = this.#model.update(news, text, thinking);
    if (!updated) return;
    const { run, previous } = updated;
    const { head } = run;
    if (head.parentRunId === undefined) this.#announcer.announceRun(head, previous);
    const chosen = head.chosenRunId === previous?.chosenRunId ? undefined : this.#model.get(head.chosenRunId ?? '');
    if (chosen && previous && isFinished(previous.status)) this.#announcer.announceChosen(chosen.head.agent);
    const view = this.#threadViews.get(head.threadId);
    if (previous) {
      view?.updateRun(run, this.#clock.now());
      this.#updateTabs();
    } else {
      const dropped = new Set(this.#model.dropSurplus().map((surplus) => surplus.head.threadId));
      for (const threadId of [head.threadId, ...dropped]) this.#refreshThread(threadId);
      this.#selected ??= head.threadId;
      this.#show();
    }
    this.#frames.request();
    if (isFinished(head.status)) this.#save.now();
    else this.#save.request();
  }

  /** Brings a thread's view in line with the runs it still has. */
  #refreshThread(threadId: string): void {
    const thread = this.#findThread(threadId);
    if (thread) {
      this.#threadViews.get(threadId)?.update(thread, this.#clock.now());
      return;
    }
    this.#threadViews.drop(threadId);
    if (this.#selected === threadId) this.#selected = this.#model.threads.at(-1)?.threadId;
  }

  #select(id: string, isByUser = false): void {
    if (id !== composerTab && !this.#hasTab(id)) return;
    this.#selected = id;
    if (isByUser && id !== composerTab) this.#post({ type: 'select', threadId: id });
    this.#show();
    this.#save.request();
  }

  #closeTab(id: string): void {
    if (id === composerTab) {
      this.#post({ type: 'dismissTask' });
      return;
    }
    const ids = this.#tabList().map((tab) => tab.id);
    const index = ids.indexOf(id);
    this.#model.closeThread(id);
    this.#plans.close(id);
    this.#post({ type: 'closeThread', threadId: id });
    const neighbour = ids[index + 1] ?? ids[index - 1];
    this.#refreshThread(id);
    if (neighbour !== undefined) this.#select(neighbour, true);
    this.#show();
    this.#save.now();
  }

  /** Removes what was deleted, also from what is kept over a reload. */
  #forget(runIds: readonly string[], tabIds: readonly string[]): void {
    for (const tabId of tabIds) this.#plans.close(tabId);
    this.#kept.forget(runIds);
    const threadIds = new Set(this.#model.forget(runIds).map((run) => run.head.threadId));
    for (const threadId of threadIds) this.#refreshThread(threadId);
    if (this.#selected !== undefined && this.#selected !== composerTab && !this.#hasTab(this.#selected))
      this.#selected = this.#tabList().at(-1)?.id;
    this.#show();
    this.#save.now();
  }

  #compose(composer: ComposerState | undefined, draft?: SavedState['composerDraft']): void {
    const wasComposing = this.#isComposing;
    const hadFocus = this.#composer.element.contains(document.activeElement);
    this.#isComposing = composer !== undefined;
    if (composer) {
      this.#composer.show(composer, draft);
      if (!wasComposing) this.#selected = composerTab;
    } else {
      this.#composer.clear();
      if (this.#selected === composerTab) this.#selected = this.#model.threads.at(-1)?.threadId;
    }
    this.#show();
    if (composer && !wasComposing) this.#composer.focus();
    // The focus would fall out of the page with the form that has it.
    if (!composer && hadFocus) this.#view.focus();
    this.#save.request();
  }

  /** Shows the selected tab and hides what else there is. */
  #show(): void {
    const isForm = this.#selected === composerTab;
    const thread = this.#selected === undefined || isForm ? undefined : this.#findThread(this.#selected);
    this.#composer.element.hidden = !isForm;
    this.#plans.show(this.#selected);
    this.#empty.hidden = isForm || thread !== undefined || this.#plans.get(this.#selected) !== undefined;
    this.#threadViews.show(thread);
    this.#updateTabs();
    if (this.#selected === undefined) this.#view.removeAttribute('aria-labelledby');
    else this.#view.setAttribute('aria-labelledby', Tabs.buttonId(this.#selected));
    this.#frames.request();
  }

  #tabList(): Tab[] {
    const tabs: Tab[] = this.#model.threads.map((thread) => ({
      id: thread.threadId,
      title: cutText(thread.runs[0].head.title.split('\n', 1)[0] ?? '', 200),
      status: lastRun(thread).head.status,
      canClose: thread.runs.every((run) => isFinished(run.head.status)),
    }));
    tabs.push(...this.#plans.tabs);
    return this.#isComposing ? [...tabs, { id: composerTab, title: strings.newTask, canClose: true }] : tabs;
  }

  #updateTabs(): void {
    this.#tabs.update(this.#tabList(), this.#selected);
  }

  #findThread(threadId: string): Thread | undefined {
    return this.#model.threads.find((thread) => thread.threadId === threadId);
  }

  /** Returns whether a conversation or a plan has this tab. */
  #hasTab(id: string): boolean {
    return this.#findThread(id) !== undefined || this.#plans.get(id) !== undefined;
  }

  #shownThread(): ThreadView | undefined {
    return this.#selected === undefined ? undefined : this.#threadViews.get(this.#selected);
  }

  /** Applies what the host says of itself. */
  #applyHost({ now, keepsRuns = false }: Pick<PanelSnapshot, 'now' | 'keepsRuns'>): void {
    this.#clock.set(now);
    this.#kept.setByHost(keepsRuns);
  }

  #saveNow(): void {
    const { followUpDrafts } = this.#saved;
    const { planIds, mode } = this.#plans;
    const kept = this.#kept.save(this.#model.runs);
    const state: SavedState = { version: 1, ...kept, planIds, followUpDrafts };
    if (mode) state.planMode = mode;
    if (this.#selected !== undefined && this.#selected !== composerTab) state.selectedThreadId = this.#selected;
    const place = this.#shownThread()?.place;
    if (place !== undefined) state.place = place;
    const draft = this.#isComposing ? this.#composer.draft : undefined;
    if (draft) state.composerDraft = draft;
    this.#saved = state;
    this.#api.setState(state);
  }
}
