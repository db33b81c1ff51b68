/** Returns the message of anything that was thrown, without a stack trace. Never throws. */
export function toErrorMessage(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  try {
    return String(error);
  } catch {
    return 'Something was thrown that has no message.';
  }
}

/** Marks a branch the type checker has proved unreachable. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
