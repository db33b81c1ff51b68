import type { Spent } from '#orchestration/types.ts';
import type { Disposable } from '#common/disposable.ts';
import { withoutTrailingHalf } from '#common/text/halves.ts';
import type { RunChange } from '#orchestration/store/runStore.ts';

/** The delay before output of a run is written, in milliseconds: a crash loses no more. */
const flushIntervalMs = 250;

/** Output of a run that is to be written. */
export interface OutputPiece {
  runId: string;
  text: string;
  thinking: string;
  cost?: Spent | undefined;
}

/** A run's output that waits, and the pieces of it that have been written. */
interface RunOutput extends Omit<OutputPiece, 'runId'> {
  written: OutputPiece[];
}

/** Output and cost of this window's runs that are not written yet. */
export class RunOutbox implements Disposable {
  readonly #flush: () => void;
  readonly #runs = new Map<string, RunOutput>();
  #timer: NodeJS.Timeout | undefined;

  /** @param flush is called when output has waited long enough. */
  constructor(flush: () => void) {
    this.#flush = flush;
  }

  open(runId: string): void {
    this.#runs.set(runId, { text: '', thinking: '', written: [] });
  }

  /** Drops the output that waits: the result has all of it. Returns false for a run that is not open. */
  close(runId: string): boolean {
    return this.#runs.delete(runId);
  }

  /** Adds output, or replaces the cost. Ignored for a run that is not open. */
  add(change: Extract<RunChange, { type: 'runOutput' | 'runCost' }>): void {
    const run = this.#runs.get(change.runId);
    if (!run) return;
    if (change.type === 'runCost') {
      run.cost = change.cost;
    } else {
      run.text += change.text ?? '';
      run.thinking += change.thinking ?? '';
    }
    this.schedule();
  }

  /** Calls `flush` in a while. */
  schedule(): void {
    this.#timer ??= setTimeout(this.#flush, flushIntervalMs);
  }

  /** Stops calling `flush`. */
  dispose(): void {
    clearTimeout(this.#timer);
  }

  /** Returns all output that waits. It waits until it is {@link markWritten marked as written}. */
  collect(): OutputPiece[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return [...this.#runs]
      .map(([runId, { text, thinking, cost }]) => ({
        runId,
        text: withoutTrailingHalf(text),
        thinking: withoutTrailingHalf(thinking),
        cost,
      }))
      .filter(({ text, thinking, cost }) => text !== '' || thinking !== '' || cost);
  }

  markWritten(pieces: readonly OutputPiece[]): void {
    for (const piece of pieces) {
      const run = this.#runs.get(piece.runId);
      if (!run) continue;
      run.text = run.text.slice(piece.text.length);
      run.thinking = run.thinking.slice(piece.thinking.length);
      if (run.cost === piece.cost) run.cost = undefined;
      run.written.push(piece);
    }
  }

  /** The written pieces are lost: all output waits again. */
  rewind(): void {
    for (const run of this.#runs.values()) {
      const written = run.written.splice(0);
      run.cost ??= written.findLast(({ cost }) => cost)?.cost;
      run.text = written.map(({ text }) => text).join('') + run.text;
      run.thinking = written.map(({ thinking }) => thinking).join('') + run.thinking;
    }
    this.schedule();
  }
}
