import { isRecord } from '#common/isRecord.ts';
import { cutText } from '#common/text/cutText.ts';
import type { RunSnapshot } from '#protocol/messages.ts';
import type { PanelRun } from './panelModel.ts';
import { isTeamStrategy } from '#common/vocabulary.ts';

/** Characters of text that survive a reload, over all runs. */
const maxCharacters = 1_000_000;

/** The state that VS Code keeps for the page over a reload of the window, or while the view is hidden. */
export interface SavedState {
  version: 1;
  /** Runs that the host may not bring back, with what they said. */
  runs: RunSnapshot[];
  /** Ids of runs that it brings back. */
  keptRunIds: string[];
  /** Id of a conversation, or a plan's tab. */
  selectedThreadId?: string;
  /** The plans that have a tab. The host knows what is in them. */
  planIds: string[];
  /** The way in which the user wants plans to be shown. */
  planMode?: 'graph' | 'list';
  /** The place at which the selected conversation was read, if not at its end: see `ThreadView.place`. */
  place?: number;
  /** Text typed into the form opened with `description`. */
  composerDraft?: { description: string; text: string };
  /** Texts typed to follow up conversations, by their ids. */
  followUpDrafts: Record<string, string>;
}

/** The newest runs that fit; of the one that does not, its beginning with a note. */
export function toSavedRuns(runs: readonly PanelRun[], truncationNote: string, budget = maxCharacters): RunSnapshot[] {
  const saved: RunSnapshot[] = [];
  let left = budget;
  for (const run of runs.toReversed()) {
    if (left <= 0) break;
    const { head, thinking } = run;
    const size = run.text.length + thinking.length + head.description.length;
    if (size <= left) {
      saved.unshift({ ...head, text: run.text, thinking });
    } else {
      const description = cutText(head.description, left);
      const text = beginningOf(run, left - description.length);
      saved.unshift({ ...head, description, text, thinking: '', note: truncationNote });
    }
    left -= size;
  }
  return saved;
}

/**
 * Reads the first characters of a run's text. Taken once, as a text that grows is copied whole each time one asks for a
 * part.
 */
function beginningOf(run: PanelRun, limit: number): string {
  if (run.beginning?.limit !== limit) run.beginning = { limit, text: cutText(run.text, limit) };
  return run.beginning.text;
}

/** Reads the state that an earlier page saved; an empty state for anything that is not one of ours. */
export function parseSavedState(value: unknown): SavedState {
  const empty: SavedState = { version: 1, runs: [], keptRunIds: [], planIds: [], followUpDrafts: {} };
  if (!isRecord(value) || value['version'] !== 1 || !Array.isArray(value['runs'])) return empty;
  const { selectedThreadId, keptRunIds, planIds, planMode, place, composerDraft, followUpDrafts } = value;
  const state: SavedState = { ...empty, runs: value['runs'].filter(isRunSnapshot) };
  if (typeof selectedThreadId === 'string') state.selectedThreadId = selectedThreadId;
  if (Array.isArray(keptRunIds)) state.keptRunIds = keptRunIds.filter((id) => typeof id === 'string').slice(-200);
  if (Array.isArray(planIds)) state.planIds = planIds.filter((id) => typeof id === 'string').slice(0, 50);
  if (planMode === 'graph' || planMode === 'list') state.planMode = planMode;
  if (typeof place === 'number') state.place = place;
  if (isRecord(composerDraft)) {
    const { description, text } = composerDraft;
    if (typeof description === 'string' && typeof text === 'string') state.composerDraft = { description, text };
  }
  if (isRecord(followUpDrafts)) {
    for (const [threadId, draft] of Object.entries(followUpDrafts)) {
      if (typeof draft === 'string') state.followUpDrafts[threadId] = draft;
    }
  }
  return state;
}

const stringFields = [
  'runId',
  'threadId',
  'title',
  'description',
  'agent',
  'provider',
  'model',
  'status',
  'text',
  'thinking',
];

const optionalFields = ['parentRunId', 'chosenRunId', 'reasons'];

/**
 * Returns whether a value is a run. Only an older version of this page wrote it, so the fields that every version had
 * are enough.
 */
function isRunSnapshot(value: unknown): value is RunSnapshot {
  return (
    isRecord(value) &&
    stringFields.every((field) => typeof value[field] === 'string') &&
    optionalFields.every((field) => value[field] === undefined || typeof value[field] === 'string') &&
    (value['strategy'] === undefined || isTeamStrategy(value['strategy'])) &&
    Array.isArray(value['context'])
  );
}
