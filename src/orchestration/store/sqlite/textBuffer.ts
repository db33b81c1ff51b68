import type { Disposable } from '#common/disposable.ts';
import type { RunCost } from '#orchestration/store/runStore.ts';

/** Text of a run is written at most this often, in milliseconds: a crash loses no more. */
const flushIntervalMs = 250;

/** A run's text that is to be written. */
export interface Piece {
  runId: string;
  text: string;
  thinking: string;
  cost?: RunCost;
}

/** What a run has said: what was written, in pieces, and what was not. */
interface RunText {
  text: string;
  thinking: string;
  cost?: RunCost;
  written: Piece[];
}

/** What the runs of this window have said and what is not written yet. */
export class TextBuffer implements Disposable {
  readonly #flush: () => void;
  readonly #runs = new Map<string, RunText>();
  #timer: NodeJS.Timeout | undefined;

  /** @param flush is called when text has waited long enough. */
  constructor(flush: () => void) {
    this.#flush = flush;
  }

  begin(runId: string): void {
    this.#runs.set(runId, { text: '', thinking: '', written: [] });
  }

  /** Ignored for a run that does not go on. */
  append(
    runId: string,
    { text = '', thinking = '' }: { text?: string | undefined; thinking?: string | undefined },
  ): void {
    const run = this.#runs.get(runId);
    if (!run) return;
    run.text += text;
    run.thinking += thinking;
    this.wait();
  }

  /** Ignored for a run that does not go on. */
  noteCost(runId: string, cost: RunCost): void {
    const run = this.#runs.get(runId);
    if (!run) return;
    run.cost = cost;
    this.wait();
  }

  /** Has the text written in a while, as it could not be written now. */
  wait(): void {
    this.#timer ??= setTimeout(this.#flush, flushIntervalMs);
  }

  /** Nothing is written any more. */
  dispose(): void {
    clearTimeout(this.#timer);
  }

  /** Drops what is not written, since the result has all of it. False for a run that does not go on. */
  end(runId: string): boolean {
    return this.#runs.delete(runId);
  }

  /** Hands over what waits, of all runs. It still waits until it was {@link written}. */
  take(): Piece[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return [...this.#runs]
      .map(([runId, { text, thinking, cost }]) => ({
        runId,
        text: takeWhole(text),
        thinking: takeWhole(thinking),
        ...(cost && { cost }),
      }))
      .filter(({ text, thinking, cost }) => text !== '' || thinking !== '' || cost);
  }

  written(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      const run = this.#runs.get(piece.runId);
      if (!run) continue;
      run.text = run.text.slice(piece.text.length);
      run.thinking = run.thinking.slice(piece.thinking.length);
      if (run.cost === piece.cost) delete run.cost;
      run.written.push(piece);
    }
  }

  /** What was written is lost: all of it waits again. */
  rewind(): void {
    for (const run of this.#runs.values()) {
      const written = run.written.splice(0);
      const cost = run.cost ?? written.findLast((piece) => piece.cost)?.cost;
      if (cost) run.cost = cost;
      run.text = written.map(({ text }) => text).join('') + run.text;
      run.thinking = written.map(({ thinking }) => thinking).join('') + run.thinking;
    }
    this.wait();
  }
}

/** `text` without a last half of a surrogate pair: alone, it would be stored as something else. */
function takeWhole(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
