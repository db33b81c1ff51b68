import type { ExecutionEvent, ExecutionPart, ExecutionResult } from '#orchestration/index.ts';
import type { EditsView, RunHead } from '#protocol/messages.ts';
import { RunHeads, type RunFacts } from './runHeads.ts';

/** Where parts are shown. */
export interface PartsView {
  has(runId: string): boolean;
  update(head: RunHead): void;
  append(runId: string, delta: { text?: string; thinking?: string }): void;
}

/** What parts have in common. */
interface WholeFacts extends Omit<RunFacts, 'agentId' | 'team' | 'part'> {
  /** What an answer offers for the code. */
  describeEdits(output: string): EditsView | undefined;
}

interface Part {
  heads: RunHeads;
  abort: AbortController;
  result?: ExecutionResult;
}

/** The parts of a run of several agents: each is shown as a run of its own, and can be stopped by itself. */
export class RunParts {
  readonly #whole: WholeFacts;
  readonly #view: PartsView;
  readonly #parts = new Map<string, Part>();

  constructor(whole: WholeFacts, view: PartsView) {
    this.#whole = whole;
    this.#view = view;
  }

  /** A part begins. What the result gives ends it alone. */
  begin = (part: ExecutionPart): AbortSignal => this.#partOf(part).abort.signal;

  /** Shows what a part tells. */
  apply({ part, event, result }: Extract<ExecutionEvent, { type: 'part' }>): void {
    const known = this.#partOf(part);
    // What a judge writes goes through the run's own text, without its marks.
    const isShown = part.role !== 'judge';
    if (isShown && (event.type === 'text' || event.type === 'thinking'))
      this.#view.append(part.runId, { [event.type]: event.text });
    if (result) {
      known.result = result;
      this.#show(known, result);
    } else if (known.heads.apply(event)) this.#view.update(known.heads.head);
  }

  /** Shows a part of an earlier session. */
  adopt(result: ExecutionResult): void {
    const { runId, agent, output, metadata } = result;
    const { role = 'candidate', thinking } = metadata;
    const isShown = this.#view.has(runId);
    const part = this.#partOf({ runId, agent, role });
    part.result = result;
    this.#show(part, result);
    if (!isShown && role === 'candidate')
      this.#view.append(runId, { text: output, ...(thinking !== undefined && { thinking }) });
  }

  has(runId: string): boolean {
    return this.#parts.has(runId);
  }

  /** What a part came to. */
  resultOf(runId: string): ExecutionResult | undefined {
    return this.#parts.get(runId)?.result;
  }

  /** Stops a part, and says whether it ran. */
  cancel(runId: string): boolean {
    const part = this.#parts.get(runId);
    if (!part || part.result) return false;
    part.abort.abort();
    return true;
  }

  #show({ heads }: Part, result: ExecutionResult): void {
    const edits = this.#whole.describeEdits(result.output);
    this.#view.update({ ...heads.settle(result), ...(edits && { edits }) });
  }

  #partOf({ runId, agent, role }: ExecutionPart): Part {
    let part = this.#parts.get(runId);
    if (!part) {
      const parentRunId = this.#whole.runId;
      const heads = new RunHeads({ ...this.#whole, runId, agentId: agent, part: { parentRunId, role } });
      part = { heads, abort: new AbortController() };
      this.#parts.set(runId, part);
      this.#view.update(heads.head);
    }
    return part;
  }
}
