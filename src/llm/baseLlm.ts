import * as l10n from '@vscode/l10n';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { LlmError } from './llmError.ts';
import { TextBuffer } from './textBuffer.ts';
import type { GenerateOptions, LlmConfig, LlmEvent, LlmResponse, Message, RequestDescription } from './types.ts';

/** One model behind one wire. Subclasses speak the wire; they never retry. */
export abstract class BaseLlm {
  protected readonly config: Readonly<LlmConfig>;

  constructor(config: LlmConfig) {
    this.config = config;
  }

  /**
   * Streams the answer to `messages`. Ends with exactly one `finish`, sent only after the protocol's own terminal
   * event, or throws one {@link LlmError} that carries the text received so far. Aborting the signal closes the socket.
   */
  abstract stream(messages: Message[], options?: GenerateOptions): AsyncIterable<LlmEvent>;

  /**
   * Describes the first request of {@link stream}, for a person to read before it is sent. `undefined` where the wire is
   * not known here. Throws what `stream` would throw of the configuration.
   */
  describeRequest(_messages: Message[]): RequestDescription | undefined {
    return undefined;
  }

  /** Drains {@link stream} into one response. Throws its {@link LlmError}. */
  async generateContentAsync(messages: Message[], options?: GenerateOptions): Promise<LlmResponse> {
    const text = new TextBuffer();
    const thinking = new TextBuffer();
    for await (const event of this.stream(messages, options)) {
      switch (event.type) {
        case 'text':
          text.add(event.text);
          break;
        case 'thinking':
          thinking.add(event.text);
          break;
        case 'finish':
          return {
            text: text.toString(),
            finishReason: event.reason,
            ...withoutUndefined({
              thinking: thinking.toString() || undefined,
              usage: event.usage,
              model: event.model || undefined,
              end: event.end,
            }),
          };
      }
    }
    throw this.#toUnfinishedError(text.toString());
  }

  /**
   * Asks the provider, as cheaply as it allows, whether it accepts the key. Resolves when it does, throws an
   * {@link LlmError} that says why not. The default asks for one word, and counts any event as a yes.
   */
  async verify(signal?: AbortSignal): Promise<void> {
    const answer = this.stream([{ role: 'user', content: 'Hi' }], { maxTokens: 16, signal });
    for await (const _event of answer) return;
    throw this.#toUnfinishedError('');
  }

  /** Lists the ids of the models that the endpoint offers, for a picker. Empty where a wire has no list. */
  async listModels(_signal?: AbortSignal): Promise<string[]> {
    return [];
  }

  #toUnfinishedError(partialText: string): LlmError {
    return new LlmError({
      kind: 'protocol',
      provider: this.constructor.name,
      message: l10n.t('The stream ended without a finish event.'),
      partialText,
    });
  }
}
