import type { PanelSnapshot } from '#protocol/messages.ts';
import type { PanelRun } from './panelModel.ts';
import { type SavedState, toSavedRuns } from './savedState.ts';
import { strings } from '#media/base/strings.ts';

/** Share of a saved text that must have come anew before it is saved again: what is saved travels whole. */
const growth = 0.5;

/**
 * The part of the runs that is kept over a reload: only the id of a run that the host brings back itself, of others all
 * they have said.
 */
export class KeptRuns {
  #isByHost = false;
  /** Ids kept by an earlier page, neither brought back nor deleted: perhaps the host has them the next time. */
  #missing: string[] = [];
  #savedLength = 0;
  #newLength = 0;

  /** Loads what was saved of an earlier page, and what the host made of it. */
  load({ runs, deletedRunIds = [] }: PanelSnapshot, { keptRunIds }: SavedState): void {
    const answered = new Set([...runs.map((run) => run.runId), ...deletedRunIds]);
    this.#missing = keptRunIds.filter((runId) => !answered.has(runId));
  }

  /** Records whether the host brings runs back. */
  setByHost(isByHost: boolean): void {
    this.#isByHost = isByHost;
  }

  forget(runIds: readonly string[]): void {
    this.#missing = this.#missing.filter((runId) => !runIds.includes(runId));
  }

  /** Adds the length of new text, and returns whether it is time to save. */
  add(length: number): boolean {
    if (this.#isByHost) return false;
    this.#newLength += length;
    return this.#newLength >= this.#savedLength * growth;
  }

  /** Returns the runs to save now. */
  save(runs: readonly PanelRun[]): Pick<SavedState, 'runs' | 'keptRunIds'> {
    const isKept = (run: PanelRun) => this.#isByHost && run.isKnown;
    const saved = toSavedRuns(
      runs.filter((run) => !isKept(run)),
      strings.truncated,
    );
    this.#savedLength = saved.reduce((sum, { text, thinking }) => sum + text.length + thinking.length, 0);
    this.#newLength = 0;
    // Parts come back with their run.
    const wholes = runs.filter((run) => isKept(run) && run.head.parentRunId === undefined);
    return { runs: saved, keptRunIds: [...this.#missing, ...wholes.map((run) => run.head.runId)].slice(-200) };
  }
}
