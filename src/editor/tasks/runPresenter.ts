import type { ExecutionEvent, ExecutionPart, ExecutionResult } from '#orchestration/index.ts';
import type { RunHead } from '#protocol/messages.ts';
import { hasOwnText } from '#protocol/runs.ts';
import { RunHeadState, type RunHeadFacts } from './runHeadState.ts';
import { RunParts, type PanelRunView, type WholeFacts } from './runParts.ts';

/** Shows one run in the panel, with its parts, from its beginning to its end. */
export class RunPresenter {
  readonly parts: RunParts;
  readonly #facts: RunHeadFacts & WholeFacts;
  readonly #view: PanelRunView;
  readonly #head: RunHeadState;

  constructor(facts: RunHeadFacts & WholeFacts, view: PanelRunView) {
    const { team: _team, part: _part, ...whole } = facts;
    this.parts = new RunParts(whole, view);
    this.#facts = facts;
    this.#view = view;
    this.#head = new RunHeadState(facts);
  }

  get head(): RunHead {
    return this.#head.head;
  }

  /** Returns the run as it stands before it has settled. */
  toResult(): ExecutionResult {
    return this.#head.toResult();
  }

  /** Shows the run before its first event. */
  begin(): void {
    this.#view.update(this.head);
  }

  /** Shows a part that begins. Returns the signal that stops it alone. */
  readonly beginPart = (part: ExecutionPart): AbortSignal => this.parts.begin(part);

  /** Shows an event of the run. */
  apply(event: ExecutionEvent): void {
    const { runId } = this.#facts;
    if (event.type === 'part') this.parts.apply(event);
    else if (event.type === 'agent') this.#view.voidText(runId);
    else if (hasOwnText(this.head) && (event.type === 'text' || event.type === 'thinking'))
      this.#view.append(runId, { [event.type]: event.text });
    if (this.#head.apply(event)) this.#view.update(this.head);
  }

  /** Shows the end of the run. */
  settle(result: ExecutionResult): void {
    this.#head.settle(result);
    this.#showEnd(result);
  }

  /** Shows a run of an earlier session. A text that the panel still has stays. */
  restore(result: ExecutionResult, partResults: readonly ExecutionResult[]): void {
    const { runId, output, metadata } = result;
    const isShown = this.#view.has(runId);
    this.settle(result);
    if (!isShown && (hasOwnText(this.head) || partResults.length === 0))
      this.#view.append(runId, { text: output, thinking: metadata.thinking });
    for (const part of partResults) this.parts.restore(part);
  }

  /** Shows the answer of a part as that of the run. */
  choose(partRunId: string, result: ExecutionResult): void {
    this.#head.choose(partRunId);
    this.#showEnd(result);
  }

  /** The head with the edits that the answer offers. A text that is a part's has them there. */
  #showEnd({ output }: ExecutionResult): void {
    const edits = hasOwnText(this.head) ? this.#facts.describeEdits(output) : undefined;
    this.#view.update(edits ? { ...this.head, edits } : this.head);
  }
}
