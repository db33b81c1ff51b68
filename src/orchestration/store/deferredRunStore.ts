import type { Spent } from '#orchestration/types.ts';
import type { Disposable } from '#common/disposable.ts';
import type { Redactor } from '#common/redact.ts';
import { redactRunStore } from './redactedRunStore.ts';
import type { RunChange, RunHistory, RunStore } from './runStore.ts';

/** A store that is open. */
export type OpenRunStore = RunStore & RunHistory & Disposable;

/** A store that opens when it is first needed. */
export interface DeferredRunStore extends RunStore, Disposable {
  /** Resolves to the store, opened now if it was not before. */
  open(): Promise<OpenRunStore>;
  /** The cost of all runs that began on the day of `now`, local time: those of a clock that was ahead do not count. */
  sumSpentToday(now?: Date): Promise<Spent>;
}

interface WaitingChange extends PromiseWithResolvers<void> {
  change: RunChange;
}

/** Delay before the store is opened again after it failed, in milliseconds: the first, doubled each time up to the longest. */
const firstDelayMs = 1_000;
const longestDelayMs = 60_000;

/**
 * Defers a store until it is first needed. Runs need not wait for it: their changes wait in order.
 *
 * @param openStore is called once. Where it rejects, so do the changes that waited for it; it is called again with the next
 *   one, and from time to time, and all that waits is recorded then.
 * @param redactor cleans all that is recorded, by what it knows at that moment: once the store is open, and not before.
 */
export function deferRunStore(
  openStore: () => Promise<OpenRunStore>,
  redactor?: Pick<Redactor, 'redact'>,
): DeferredRunStore {
  const waiting: WaitingChange[] = [];
  let opening: Promise<OpenRunStore> | undefined;
  let store: OpenRunStore | undefined;
  let target: RunStore | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = firstDelayMs;
  let isDisposed = false;

  const replay = async (): Promise<OpenRunStore> => {
    const opened = await openStore();
    // Before the store is there for all: no later change is recorded earlier.
    const clean = redactor ? redactRunStore(opened, redactor) : opened;
    for (const { change, resolve, reject } of waiting.splice(0)) {
      // Inside of a promise, so that an error rejects this change alone.
      void new Promise<void>((settle) => settle(clean.record(change))).then(resolve, reject);
    }
    target = clean;
    store = opened;
    return opened;
  };

  const openLater = (): void => {
    if (isDisposed || waiting.length === 0) return;
    clearTimeout(timer);
    // Whoever waited has been rejected before.
    timer = setTimeout(() => void open().catch(() => undefined), delayMs).unref();
    delayMs = Math.min(longestDelayMs, delayMs * 2);
  };

  const open = (): Promise<OpenRunStore> => {
    opening ??= replay().catch((error: unknown) => {
      opening = undefined;
      openLater();
      throw error;
    });
    return opening;
  };

  return {
    open,
    record(change) {
      if (isDisposed) return undefined;
      if (target) return target.record(change);
      const entry = { change, ...Promise.withResolvers<void>() };
      waiting.push(entry);
      open().catch(entry.reject);
      return entry.promise;
    },
    async sumSpentToday(now = new Date()) {
      const [since, end] = [new Date(now).setHours(0, 0, 0, 0), new Date(now).setHours(24, 0, 0, 0)];
      return (await open()).sumSpent(since, end);
    },
    /** Closes the store, or sees to it that it is closed once it has opened and has recorded all that waited. */
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      clearTimeout(timer);
      if (store) store.dispose();
      else void opening?.then((opened) => opened.dispose()).catch(() => undefined);
    },
  };
}
