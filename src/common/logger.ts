/** Facts that go with a log line: ids, sizes, times and kinds. Never keys, prompts or answers. */
export type LogFields = Record<string, string | number | boolean | undefined>;

/** Port to the log. The editor implements it on a `LogOutputChannel`. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Logs a prompt or an answer, for a user who has turned tracing on. Otherwise `text` is not called. */
  trace(message: string, text: () => string): void;
}

/** Drops everything: for callers that do not log. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {}, trace() {} };
