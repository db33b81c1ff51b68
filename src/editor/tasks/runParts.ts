import type { ExecutionEvent, ExecutionPart, ExecutionResult } from '#orchestration/index.ts';
import type { EditsView, RunHead } from '#protocol/messages.ts';
import { RunHeadState, type RunHeadFacts } from './runHeadState.ts';

/** Port to the panel: the runs that it shows. */
export interface PanelRunView {
  has(runId: string): boolean;
  /** Adds a run, or replaces its head. */
  update(head: RunHead): void;
  append(runId: string, delta: { text?: string | undefined; thinking?: string | undefined }): void;
  /** Removes the text of a run so far. */
  voidText(runId: string): void;
}

/** Facts that a run shares with its parts. */
export interface WholeFacts extends Omit<RunHeadFacts, 'agentId' | 'team' | 'part'> {
  /** Describes the edits that an answer offers. */
  describeEdits: (output: string) => EditsView | undefined;
}

interface Part {
  head: RunHeadState;
  abort: AbortController;
  result?: ExecutionResult;
}

/** Parts of a run of several agents. Each is shown as a run of its own, and can be stopped by itself. */
export class RunParts {
  readonly #whole: WholeFacts;
  readonly #view: PanelRunView;
  readonly #parts = new Map<string, Part>();

  constructor(whole: WholeFacts, view: PanelRunView) {
    this.#whole = whole;
    this.#view = view;
  }

  /** Shows a part that begins. Returns the signal that stops it alone. */
  begin(part: ExecutionPart): AbortSignal {
    return this.#find(part).abort.signal;
  }

  /** Shows an event of a part. */
  apply({ part, event, result }: Extract<ExecutionEvent, { type: 'part' }>): void {
    const known = this.#find(part);
    // A judge's text is shown as the text of the whole run, without its marks.
    const isShown = part.role !== 'judge';
    if (isShown && (event.type === 'text' || event.type === 'thinking'))
      this.#view.append(part.runId, { [event.type]: event.text });
    if (result) this.#settle(known, result);
    else if (known.head.apply(event)) this.#view.update(known.head.head);
  }

  /** Shows a part of an earlier session. */
  restore(result: ExecutionResult): void {
    const { runId, agent, output, metadata } = result;
    const { role = 'candidate', thinking } = metadata;
    const isShown = this.#view.has(runId);
    this.#settle(this.#find({ runId, agent, role }), result);
    if (!isShown && role === 'candidate') this.#view.append(runId, { text: output, thinking });
  }

  has(runId: string): boolean {
    return this.#parts.has(runId);
  }

  /** Returns the result of a part that has ended. */
  resultOf(runId: string): ExecutionResult | undefined {
    return this.#parts.get(runId)?.result;
  }

  /** Stops a part. Returns whether it was active. */
  cancel(runId: string): boolean {
    const part = this.#parts.get(runId);
    if (!part || part.result) return false;
    part.abort.abort();
    return true;
  }

  #settle(part: Part, result: ExecutionResult): void {
    part.result = result;
    const edits = this.#whole.describeEdits(result.output);
    const head = part.head.settle(result);
    this.#view.update(edits ? { ...head, edits } : head);
  }

  #find({ runId, agent, role }: ExecutionPart): Part {
    let part = this.#parts.get(runId);
    if (!part) {
      const parentRunId = this.#whole.runId;
      const head = new RunHeadState({ ...this.#whole, runId, agentId: agent, part: { parentRunId, role } });
      part = { head, abort: new AbortController() };
      this.#parts.set(runId, part);
      this.#view.update(head.head);
    }
    return part;
  }
}
