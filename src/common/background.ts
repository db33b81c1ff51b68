/** Starts an action that nobody waits for. It begins before this returns; its error is reported. */
export type Background = (action: () => unknown) => void;

/** @param report gets each error but cancellations, which are known to whoever cancelled. */
export function createBackground(report: (error: unknown) => unknown): Background {
  const run = async (action: () => unknown): Promise<void> => {
    try {
      await action();
    } catch (error) {
      if (!isCancellation(error)) await report(error);
    }
  };
  return (action) => {
    run(action).catch(() => undefined);
  };
}

/** VS Code names a cancellation `Canceled`, and the web `AbortError`. */
function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'Canceled' || error.name === 'AbortError');
}
