import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 50;

/** Asks until the answer is something, and returns it. Fails after `timeoutMs` with what was waited for. */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  timeoutMs: number = 15_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`);
    await delay(pauseMs);
  }
}
