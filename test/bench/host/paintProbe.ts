/** Times at which the first words of an answer were there, in milliseconds since 1970. */
export interface FirstWords {
  /** They were in the page's tree. */
  inPageAt: number;
  /** A frame that shows them was complete. */
  paintedAt: number;
}

/** Lives in the panel's page. */
interface PaintProbe {
  firstWordsOf(runId: string): Promise<FirstWords>;
}

/**
 * Begins to watch the panel's page from inside. The end of the second frame after the words came into the tree counts
 * as painted: up to two frames late, never early. Stands on its own, since it is sent to the page as text.
 */
export function createPaintProbe(): PaintProbe {
  const firstTick = Date.now();
  let tick = firstTick;
  while (tick === firstTick) tick = Date.now();
  const offset = tick - performance.now(); // As in clock.ts.
  const now = () => offset + performance.now();

  const answers = new Map<string, PromiseWithResolvers<FirstWords>>();
  const seen = new Set<string>();
  const answerOf = (runId: string): PromiseWithResolvers<FirstWords> => {
    const answer = answers.get(runId) ?? Promise.withResolvers<FirstWords>();
    answers.set(runId, answer);
    return answer;
  };
  new MutationObserver(() => {
    for (const article of document.querySelectorAll<HTMLElement>('article[data-run-id]')) {
      const runId = article.dataset['runId'] ?? '';
      if (seen.has(runId) || !article.querySelector('.answer')?.textContent) continue;
      seen.add(runId);
      const inPageAt = now();
      requestAnimationFrame(() => requestAnimationFrame(() => answerOf(runId).resolve({ inPageAt, paintedAt: now() })));
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  return { firstWordsOf: (runId) => answerOf(runId).promise };
}

/** To be evaluated on the probe in the page. */
export function askForFirstWords(probe: PaintProbe, runId: string): Promise<FirstWords> {
  return probe.firstWordsOf(runId);
}
