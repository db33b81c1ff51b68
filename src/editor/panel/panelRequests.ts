import type { Detach } from '#common/detach.ts';
import { assertNever } from '#common/errors.ts';
import type { FileReference } from '#common/text/fileReference.ts';
import { maxTextLength } from '#protocol/limits.ts';
import { isInternalAddress } from '#protocol/internalAddresses.ts';
import { toOpenableHref } from '#common/text/links.ts';
import type { CodeAction, PageMessage, PlanAction, PlanNode, RunAction, RunSnapshot } from '#protocol/messages.ts';
import { parsePageMessage } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';
import type { PanelPlans } from './panelPlans.ts';
import type { PanelRuns } from './panelRuns.ts';

/**
 * What the page may ask for, already validated. Every `runId` is one the panel was told about. What a handler throws, or
 * rejects with, is told to the user.
 */
export interface PanelHandlers {
  /**
   * The page has kept these from before a reload: those that are still known are to be told by `update`, `append` and
   * `showPlan`. Resolves with the runs that were deleted.
   */
  restore(runIds: readonly string[], planIds: readonly string[]): Promise<string[]>;
  /** A button of a plan that offers it. `taskId` is a task of the plan, and there for `retry`. */
  planAction(planId: string, action: PlanAction, taskId: string | undefined): unknown;
  /** The output of a task of a plan is to be shown. */
  openTask(planId: string, taskId: string): unknown;
  /** The run goes on when this is called. */
  stop(runId: string): unknown;
  /** `runId` is the last run of its thread and finished. `description` is not blank. */
  followUp(runId: string, description: string): unknown;
  /** `runId` is a finished part, with text, of a finished run. */
  chooseAnswer(runId: string): unknown;
  /** A button under a finished run. Copying is done by the panel itself. */
  action(runId: string, action: Exclude<RunAction, 'copy'>): unknown;
  /**
   * A button of a code block. `shown` is what the page says that the block holds: not to be believed. Copying is done by the
   * panel itself, if it finds the block.
   */
  code(runId: string, action: CodeAction, reference: { block: number; shown: string }): unknown;
  /** The form stays open until `compose(undefined)`. `description` is not blank. */
  submitTask(description: string): unknown;
  /** The form is already closed. */
  dismissTask(): unknown;
  /** Answer with `compose(view)`. */
  addContext(): unknown;
  /** Answer with `compose(view)`. `index` is a position in the context last shown. */
  removeContext(index: number): unknown;
}

/** What the window does for the page itself. */
export interface PanelWindow {
  copy(text: string): unknown;
  /** `href` is one that may be opened. VS Code asks the user itself before it leaves for a site that is not trusted. */
  /** `isInternal`: the address is this machine's, or lies in a network that is not public. */
  openLink(href: string, isInternal: boolean): unknown;
  /** `runId`: the run whose answer names it, where that is known. */
  openFile(file: FileReference, runId: string | undefined): unknown;
  openDifferences(answers: readonly { agent: string; text: string }[]): unknown;
  /** The page listens now, and has had its snapshot. */
  pageReady(): unknown;
}

export interface PanelRequestsOptions {
  runs: PanelRuns;
  plans: PanelPlans;
  handlers: PanelHandlers;
  window: PanelWindow;
  detach: Detach;
}

/** Does what the page asks for, as far as what is shown allows it. Nothing that comes from the page is believed. */
export class PanelRequests {
  readonly #runs: PanelRuns;
  readonly #plans: PanelPlans;
  readonly #handlers: PanelHandlers;
  readonly #window: PanelWindow;
  readonly #detach: Detach;

  constructor({ runs, plans, handlers, window, detach }: PanelRequestsOptions) {
    this.#runs = runs;
    this.#plans = plans;
    this.#handlers = handlers;
    this.#window = window;
    this.#detach = detach;
  }

  /** Takes a message of the page. `isThere` says later on whether that page is still the one in view. */
  receive(value: unknown, isThere: () => boolean): void {
    const message = parsePageMessage(value);
    if (!message) return;
    this.#detach(() =>
      message.type === 'ready'
        ? this.#restore(message.runIds, message.planIds, isThere)
        : this.#obey(message, this.#handlers, this.#window),
    );
  }

  /** Closes the form, if it is open. */
  dismissTask(): unknown {
    if (!this.#runs.composer) return undefined;
    this.#runs.compose(undefined);
    return this.#handlers.dismissTask();
  }

  /** Answers a new page once what it has kept is known again, or cannot be: a page without its snapshot shows nothing. */
  async #restore(runIds: readonly string[], planIds: readonly string[], isThere: () => boolean): Promise<void> {
    const unknown = runIds.filter((runId) => !this.#runs.get(runId));
    const closed = planIds.filter((planId) => !this.#plans.has(planId));
    const isRestoring = unknown.length > 0 || closed.length > 0;
    let deleted: string[] = [];
    try {
      if (isRestoring) deleted = await this.#handlers.restore(unknown, closed);
    } finally {
      // Another page may have taken its place meanwhile, and asks for itself.
      if (isThere()) {
        this.#runs.pageReady(deleted);
        // Last: a page takes nothing before its snapshot.
        this.#detach(() => this.#window.pageReady());
      }
    }
  }

  #obey(message: Exclude<PageMessage, { type: 'ready' }>, handlers: PanelHandlers, window: PanelWindow): unknown {
    switch (message.type) {
      case 'stop': {
        const run = this.#runs.get(message.runId);
        return run && !isFinished(run.status) && handlers.stop(message.runId);
      }
      case 'followUp':
        return this.#runs.canFollowUp(message.runId) && handlers.followUp(message.runId, message.description);
      case 'chooseAnswer':
        return this.#canChoose(message.runId) && handlers.chooseAnswer(message.runId);
      case 'openDifferences': {
        const answers = this.#runs.partsOf(message.runId).filter(({ text }) => text !== '');
        return answers.length > 1 && window.openDifferences(answers.map(({ agent, text }) => ({ agent, text })));
      }
      case 'action':
        return this.#act(message.runId, message.action);
      case 'code':
        return this.#actOnBlock(message);
      case 'copyText':
        return window.copy(message.text);
      case 'openLink': {
        const href = toOpenableHref(message.href);
        return href && window.openLink(href, isInternalAddress(href));
      }
      case 'openFile': {
        const { path, line, runId } = message;
        return window.openFile({ path, ...(line !== undefined && { line }) }, runId);
      }
      case 'select':
        return this.#runs.noteSelected(message.threadId);
      case 'closeThread':
        this.#runs.closeThread(message.threadId);
        return this.#plans.close(message.threadId);
      case 'planAction':
        return this.#actOnPlan(message.planId, message.action, message.taskId);
      case 'openTask': {
        const { planId, taskId } = message;
        return this.#findNode(planId, taskId)?.hasRun && handlers.openTask(planId, taskId);
      }
      case 'submitTask':
        return this.#runs.composer && handlers.submitTask(message.description);
      case 'dismissTask':
        return this.dismissTask();
      case 'addContext':
        return this.#runs.composer && handlers.addContext();
      case 'removeContext':
        return message.index < (this.#runs.composer?.context.length ?? 0) && handlers.removeContext(message.index);
      default:
        return assertNever(message);
    }
  }

  #act(runId: string, action: RunAction): unknown {
    const run = this.#runs.get(runId);
    if (!run) return undefined;
    if (action === 'copy') return this.#window.copy(this.#runs.findAnswer(runId)?.text ?? '');
    return isFinished(run.status) && this.#handlers.action(runId, action);
  }

  async #actOnBlock({ runId, action, block, text: shown }: Extract<PageMessage, { type: 'code' }>): Promise<unknown> {
    const run = this.#runs.get(runId);
    if (!run) return undefined;
    const text = action === 'copy' ? await findBlockText(run, block, shown) : undefined;
    return text === undefined ? this.#handlers.code(runId, action, { block, shown }) : this.#window.copy(text);
  }

  #actOnPlan(planId: string, action: PlanAction, taskId: string | undefined): unknown {
    const isOffered = this.#plans.get(planId)?.actions.includes(action) ?? false;
    const hasTask = taskId !== undefined && this.#findNode(planId, taskId) !== undefined;
    return isOffered && hasTask === (action === 'retry') && this.#handlers.planAction(planId, action, taskId);
  }

  #findNode(planId: string, taskId: string): PlanNode | undefined {
    return this.#plans.get(planId)?.nodes.find((node) => node.taskId === taskId);
  }

  #canChoose(runId: string): boolean {
    const part = this.#runs.get(runId);
    const whole = part?.parentRunId === undefined ? undefined : this.#runs.get(part.parentRunId);
    return part !== undefined && part.text !== '' && whole !== undefined && isFinished(whole.status);
  }
}

/** The text of a block as the host has it. Of what is no block of its own, such as one that still grows, what is shown, unless that is cut. */
async function findBlockText(
  { text, thinking }: Readonly<RunSnapshot>,
  index: number,
  shown: string,
): Promise<string | undefined> {
  const { findCodeBlocks, findShownBlock } = await import('#edits/codeBlocks.ts');
  const isCut = shown.length >= maxTextLength;
  const blocks = [text, thinking].map((each) => findShownBlock(findCodeBlocks(each), shown, index, isCut));
  return blocks.find((block) => block !== undefined)?.text ?? (isCut ? undefined : shown);
}
