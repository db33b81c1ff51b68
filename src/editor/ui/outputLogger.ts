import * as vscode from 'vscode';
import type { Disposable } from '#common/disposable.ts';
import type { Redactor } from '#common/redact.ts';
import type { LogFields, Logger } from '#common/logger.ts';

/**
 * Writes the core's log lines to the Switchyard output channel. No known key, and nothing shaped like one, gets through.
 * Prompts and answers are written only at the level Trace, which a user sets with *Developer: Set Log Level…*.
 */
export class OutputLogger implements Logger, Disposable {
  readonly #channel: vscode.LogOutputChannel;
  readonly #redactor: Redactor;
  #isClosed = false;

  constructor(channel: vscode.LogOutputChannel, redactor: Redactor) {
    this.#channel = channel;
    this.#redactor = redactor;
  }

  /** Shows the log to the user. */
  show(): void {
    if (!this.#isClosed) this.#channel.show();
  }

  debug(message: string, fields?: LogFields): void {
    if (!this.#isClosed) this.#channel.debug(this.#toLine(message, fields));
  }

  info(message: string, fields?: LogFields): void {
    if (!this.#isClosed) this.#channel.info(this.#toLine(message, fields));
  }

  warn(message: string, fields?: LogFields): void {
    if (!this.#isClosed) this.#channel.warn(this.#toLine(message, fields));
  }

  error(message: string, fields?: LogFields): void {
    if (!this.#isClosed) this.#channel.error(this.#toLine(message, fields));
  }

  trace(message: string, text: () => string): void {
    if (this.#isClosed || this.#channel.logLevel !== vscode.LogLevel.Trace) return;
    this.#channel.trace(this.#toLine(`${message}\n${text()}`));
  }

  /** Closes the channel. Runs that end afterwards still log: VS Code throws at a line for a channel that is closed. */
  dispose(): void {
    this.#isClosed = true;
    this.#channel.dispose();
  }

  #toLine(message: string, fields: LogFields = {}): string {
    const facts = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
    return this.#redactor.redact([message, ...facts].join(' '));
  }
}
