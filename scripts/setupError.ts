/** Something that this machine lacks. Its message is one line that says what to do; nobody needs its stack. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** Runs a script's main function; a {@link SetupError} ends it with its one line. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof SetupError ? `switchyard: ${error.message}` : error);
    process.exit(1);
  }
}
