import type { LogFields, Logger } from '#common/logger.ts';

/** Keeps every line, as `level message {fields}`, and apart from them what tracing would add. */
export class FakeLogger implements Logger {
  readonly lines: string[] = [];
  readonly traced: string[] = [];

  debug(message: string, fields?: LogFields): void {
    this.#add('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#add('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#add('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#add('error', message, fields);
  }

  trace(message: string, text: () => string): void {
    this.traced.push(`${message} ${text()}`);
  }

  #add(level: string, message: string, fields: LogFields = {}): void {
    this.lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  }
}
