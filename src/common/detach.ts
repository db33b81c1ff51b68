/** Starts something that nobody waits for. It begins before this returns; what it throws, or rejects with, is told. */
export type Detach = (action: () => unknown) => void;

/** @param tell is told what goes wrong. Cancellation is none of it: whoever cancelled knows. */
export function createDetach(tell: (error: unknown) => unknown): Detach {
  const run = async (action: () => unknown): Promise<void> => {
    try {
      await action();
    } catch (error) {
      if (!isCancellation(error)) await tell(error);
    }
  };
  return (action) => {
    run(action).catch(() => undefined);
  };
}

/** VS Code names what it gave up `Canceled`, and the web what was aborted `AbortError`. */
function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'Canceled' || error.name === 'AbortError');
}
