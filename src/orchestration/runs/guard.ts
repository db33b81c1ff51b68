/**
 * Runs foreign code (a listener, a store) whose failure must not break the run that calls it: its error goes to `onError`.
 * Resolves when it is done; never rejects. The code itself starts before this returns.
 */
export async function runGuarded(action: () => unknown, onError: (error: unknown) => void): Promise<void> {
  try {
    await action();
  } catch (error) {
    onError(error);
  }
}
