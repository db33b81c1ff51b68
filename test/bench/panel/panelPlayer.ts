import type { HostMessage } from '#protocol/messages.ts';

/** Measurements of what a page showed while messages came in. */
export interface Played {
  /** Frames that should have come, of 60 a second, and did not. */
  droppedFrames: number;
  expectedFrames: number;
  /** The longest of the tasks over 50 ms, and how many of them there were. */
  longestTaskMs: number;
  longTasks: number;
  /** From an event that asks for input to the frame that shows it, at worst. */
  worstInputMs: number;
  /** From the last message until everything is shown. */
  lateMs: number;
}

/** A message and when it is due, in milliseconds from the start. */
export type TimedMessage = [dueMs: number, message: HostMessage];

/**
 * Plays messages into the page at their time, and watches its frames. Stands on its own, since it is sent to the page as
 * text. It ends when `endMark` is shown, or at once without one.
 */
export async function playMessages(messages: TimedMessage[], endMark: string): Promise<Played> {
  let longestTaskMs = 0;
  let longTasks = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      longTasks += 1;
      longestTaskMs = Math.max(longestTaskMs, duration);
    }
  });
  observer.observe({ type: 'longtask' });
  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  let last = await nextFrame();
  const frameMs = 1000 / 60;
  let droppedFrames = 0;
  let worstInputMs = 0;
  const playing = { isOn: true };
  const startedAt = performance.now();
  let position = 0;
  const channel = new MessageChannel();
  const lastDue = messages.at(-1)?.[0] ?? 0;
  const playedAll = new Promise<void>((resolve) => {
    const play = (): void => {
      const now = performance.now() - startedAt;
      for (let next = messages[position]; next && next[0] <= now; next = messages[position]) {
        window.dispatchEvent(new MessageEvent('message', { data: next[1] }));
        position += 1;
      }
      if (position === messages.length) resolve();
      else setTimeout(play, Math.max(0, (messages[position]?.[0] ?? 0) - now));
    };
    channel.port1.onmessage = play;
    channel.port2.postMessage(undefined);
  });
  const watched = (async () => {
    while (playing.isOn) {
      const time = await nextFrame();
      droppedFrames += Math.max(0, Math.round((time - last) / frameMs) - 1);
      last = time;
    }
  })();
  const probed = (async () => {
    while (playing.isOn) {
      await new Promise((resolve) => setTimeout(resolve, 97));
      const askedAt = performance.now();
      await nextFrame();
      await new Promise((resolve) => setTimeout(resolve));
      worstInputMs = Math.max(worstInputMs, performance.now() - askedAt);
    }
  })();
  await playedAll;
  const isShown = () => {
    if (endMark === '') return true;
    const shown = document.querySelector('.answer, #plain');
    const last = shown?.lastElementChild ?? shown?.lastChild;
    return last?.textContent?.includes(endMark) ?? false;
  };
  while (!isShown()) await nextFrame();
  const lateMs = performance.now() - startedAt - lastDue;
  playing.isOn = false;
  await Promise.all([watched, probed]);
  observer.disconnect();
  const expectedFrames = Math.round((last - startedAt) / frameMs);
  return { droppedFrames, expectedFrames, longestTaskMs, longTasks, worstInputMs, lateMs };
}
