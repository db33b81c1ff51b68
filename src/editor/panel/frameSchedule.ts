import { toDisposable, type Disposable } from '#common/disposable.ts';

/** About one frame: what a run says within it crosses the bridge as one message. */
const flushIntervalMs = 16;

/**
 * Calls `flush` once, unless disposed before. What comes after a pause, such as the first words of an answer, waits no
 * frame; what streams does.
 */
export function createFrameSchedule(): (flush: () => void) => Disposable {
  let flushedAt = Number.NEGATIVE_INFINITY;
  return (flush) => {
    const delayMs = Math.max(0, flushedAt + flushIntervalMs - performance.now());
    const timer = setTimeout(() => {
      flushedAt = performance.now();
      flush();
    }, delayMs);
    return toDisposable(() => clearTimeout(timer));
  };
}
