import type { Background } from '#common/background.ts';
import { assertNever } from '#common/errors.ts';
import type { FileReference } from '#common/text/fileReference.ts';
import { isInternalAddress } from '#protocol/internalAddresses.ts';
import { toOpenableHref } from '#common/text/links.ts';
import type { CodeAction, PageMessage, PlanAction, PlanNode, RunAction, RunSnapshot } from '#protocol/messages.ts';
import { parsePageMessage } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';
import type { PanelPlans } from './panelPlans.ts';
import type { PanelRuns } from './panelRuns.ts';

/**
 * Handlers of the page's requests, which are validated before. Every `runId` is one that the panel shows. An error of a
 * handler is shown to the user.
 */
export interface PanelHandlers {
  /**
   * Restores runs and plans that the page has kept from before a reload, as far as they are still known. Resolves with the
   * runs that were deleted.
   */
  restore(runIds: readonly string[], planIds: readonly string[]): Promise<string[]>;
  /** Performs an action that the plan offers. `taskId` is a task of the plan, and present for `retry`. */
  planAction(planId: string, action: PlanAction, taskId: string | undefined): unknown;
  /** Shows the output of a task of a plan. */
  openTask(planId: string, taskId: string): unknown;
  /** Stops an active run. */
  stop(runId: string): unknown;
  /** Continues a thread after its last run, which is finished. `description` is not blank. */
  followUp(runId: string, description: string): unknown;
  /** Chooses the answer of a finished part, with text, of a finished run. */
  chooseAnswer(runId: string): unknown;
  /** Performs an action on a finished run. Copying is done by the panel itself. */
  action(runId: string, action: Exclude<RunAction, 'copy'>): unknown;
  /**
   * Performs an action on a code block. `shown` is the text of the block by the page's word: not to be trusted. Copying is
   * done by the panel itself, if it finds the block.
   */
  code(runId: string, action: CodeAction, reference: { block: number; shown: string }): unknown;
  /** Runs the task of the form, which stays open until `compose(undefined)`. `description` is not blank. */
  submitTask(description: string): unknown;
  /** Drops the task of the form, which is already closed. */
  dismissTask(): unknown;
  /** Adds context to the task of the form, which is then shown with `compose(view)`. */
  addContext(): unknown;
  /** Removes context. `index` is a position in the context last shown. */
  removeContext(index: number): unknown;
}

/** Port to the window for what the page asks of it alone. */
export interface PanelWindow {
  copy(text: string): unknown;
  /** Finds the text of a block; `undefined` where it is not known whole. `shown` is the block as the page has it. */
  findBlock(run: Readonly<RunSnapshot>, index: number, shown: string): Promise<string | undefined>;
  /**
   * Opens an address with a permitted scheme. VS Code itself asks the user before it leaves for a site that is not trusted.
   * `isInternal`: the address is this machine's, or lies in a network that is not public.
   */
  openLink(href: string, isInternal: boolean): unknown;
  /** `runId`: the run whose answer names it, where that is known. */
  openFile(file: FileReference, runId: string | undefined): unknown;
  openDifferences(answers: readonly { agent: string; text: string }[]): unknown;
  /** Opens a Mermaid diagram in VS Code's preview. */
  openDiagram(diagram: string): unknown;
  /** Called once the page has had its snapshot. */
  pageReady(): unknown;
}

export interface PanelRequestsOptions {
  runs: PanelRuns;
  plans: PanelPlans;
  handlers: PanelHandlers;
  window: PanelWindow;
  background: Background;
}

/** Handles the page's requests, as far as the runs and plans shown allow it. Nothing that comes from the page is trusted. */
export class PanelRequests {
  readonly #options: PanelRequestsOptions;

  constructor(options: PanelRequestsOptions) {
    this.#options = options;
  }

  /** Handles a message of the page. `isThere` tells later on whether that page is still the one in view. */
  receive(value: unknown, isThere: () => boolean): void {
    const message = parsePageMessage(value);
    if (!message) return;
    this.#options.background(() =>
      message.type === 'ready' ? this.#restore(message.runIds, message.planIds, isThere) : this.#handle(message),
    );
  }

  /** Closes the form, if it is open. */
  dismissTask(): unknown {
    if (!this.#options.runs.composer) return undefined;
    this.#options.runs.compose(undefined);
    return this.#options.handlers.dismissTask();
  }

  /** Answers a new page once its runs and plans are restored, or cannot be: a page without its snapshot shows nothing. */
  async #restore(runIds: readonly string[], planIds: readonly string[], isThere: () => boolean): Promise<void> {
    const unknown = runIds.filter((runId) => !this.#options.runs.get(runId));
    const closed = planIds.filter((planId) => !this.#options.plans.has(planId));
    const isRestoring = unknown.length > 0 || closed.length > 0;
    let deleted: string[] = [];
    try {
      if (isRestoring) deleted = await this.#options.handlers.restore(unknown, closed);
    } finally {
      // Another page may have taken its place meanwhile, and asks for itself.
      if (isThere()) {
        this.#options.runs.pageReady(deleted);
        // Last: a page takes nothing before its snapshot.
        this.#options.background(() => this.#options.window.pageReady());
      }
    }
  }

  #handle(message: Exclude<PageMessage, { type: 'ready' }>): unknown {
    const { runs, plans, handlers, window } = this.#options;
    switch (message.type) {
      case 'stop': {
        const run = runs.get(message.runId);
        return run && !isFinished(run.status) && handlers.stop(message.runId);
      }
      case 'followUp':
        return runs.canFollowUp(message.runId) && handlers.followUp(message.runId, message.description);
      case 'chooseAnswer':
        return this.#canChoose(message.runId) && handlers.chooseAnswer(message.runId);
      case 'openDifferences': {
        const answers = runs.partsOf(message.runId).filter(({ text }) => text !== '');
        return answers.length > 1 && window.openDifferences(answers.map(({ agent, text }) => ({ agent, text })));
      }
      case 'action':
        return this.#act(message.runId, message.action);
      case 'code':
        return this.#actOnBlock(message);
      case 'openDiagram':
        return this.#openDiagram(message);
      case 'copyText':
        return window.copy(message.text);
      case 'openLink': {
        const href = toOpenableHref(message.href);
        return href && window.openLink(href, isInternalAddress(href));
      }
      case 'openFile': {
        const { path, line, runId } = message;
        return window.openFile({ path, line }, runId);
      }
      case 'select':
        return runs.markSelected(message.threadId);
      case 'closeThread':
        runs.closeThread(message.threadId);
        return plans.close(message.threadId);
      case 'planAction':
        return this.#actOnPlan(message.planId, message.action, message.taskId);
      case 'openTask': {
        const { planId, taskId } = message;
        return this.#findNode(planId, taskId)?.hasRun && handlers.openTask(planId, taskId);
      }
      case 'submitTask':
        return runs.composer && handlers.submitTask(message.description);
      case 'dismissTask':
        return this.dismissTask();
      case 'addContext':
        return runs.composer && handlers.addContext();
      case 'removeContext':
        return message.index < (runs.composer?.context.length ?? 0) && handlers.removeContext(message.index);
      default:
        return assertNever(message);
    }
  }

  #act(runId: string, action: RunAction): unknown {
    const run = this.#options.runs.get(runId);
    if (!run) return undefined;
    if (action === 'copy') return this.#options.window.copy(this.#options.runs.findAnswer(runId)?.text ?? '');
    return isFinished(run.status) && this.#options.handlers.action(runId, action);
  }

  async #actOnBlock({ runId, action, block, text: shown }: Extract<PageMessage, { type: 'code' }>): Promise<unknown> {
    const run = this.#options.runs.get(runId);
    if (!run) return undefined;
    const text = action === 'copy' ? await this.#options.window.findBlock(run, block, shown) : undefined;
    return text === undefined
      ? this.#options.handlers.code(runId, action, { block, shown })
      : this.#options.window.copy(text);
  }

  async #openDiagram({ runId, block, text: shown }: Extract<PageMessage, { type: 'openDiagram' }>): Promise<unknown> {
    const run = this.#options.runs.get(runId);
    const diagram = run && (await this.#options.window.findBlock(run, block, shown));
    return diagram === undefined ? undefined : this.#options.window.openDiagram(diagram);
  }

  #actOnPlan(planId: string, action: PlanAction, taskId: string | undefined): unknown {
    const isOffered = this.#options.plans.get(planId)?.actions.includes(action) ?? false;
    const hasTask = taskId !== undefined && this.#findNode(planId, taskId) !== undefined;
    return isOffered && hasTask === (action === 'retry') && this.#options.handlers.planAction(planId, action, taskId);
  }

  #findNode(planId: string, taskId: string): PlanNode | undefined {
    return this.#options.plans.get(planId)?.nodes.find((node) => node.taskId === taskId);
  }

  #canChoose(runId: string): boolean {
    const part = this.#options.runs.get(runId);
    const whole = part?.parentRunId === undefined ? undefined : this.#options.runs.get(part.parentRunId);
    return part !== undefined && part.text !== '' && whole !== undefined && isFinished(whole.status);
  }
}
