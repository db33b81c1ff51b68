import type * as vscode from 'vscode';
import { redact } from '../common/redact.ts';
import type { LogFields, Logger } from '../common/logger.ts';

/** Writes the core's log lines to the Switchyard output channel. Nothing shaped like a key gets through. */
export class OutputLogger implements Logger {
  readonly #channel: vscode.LogOutputChannel;

  constructor(channel: vscode.LogOutputChannel) {
    this.#channel = channel;
  }

  /** Brings the log before the user's eyes. */
  show(): void {
    this.#channel.show();
  }

  debug(message: string, fields?: LogFields): void {
    this.#channel.debug(toLine(message, fields));
  }

  info(message: string, fields?: LogFields): void {
    this.#channel.info(toLine(message, fields));
  }

  warn(message: string, fields?: LogFields): void {
    this.#channel.warn(toLine(message, fields));
  }

  error(message: string, fields?: LogFields): void {
    this.#channel.error(toLine(message, fields));
  }
}

function toLine(message: string, fields: LogFields = {}): string {
  const facts = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return redact([message, ...facts].join(' '));
}
