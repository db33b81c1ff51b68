import * as vscode from 'vscode';
import { toErrorMessage } from '../common/errors.ts';
import {
  BaseLlm,
  LlmError,
  type GenerateOptions,
  type LlmErrorKind,
  type LlmEvent,
  type Message,
} from '../llm/core.ts';

/** The wire's name, as an agent type. */
export const vscodeLmType = 'vscode-lm';

/** Stands for whichever model VS Code offers first. */
export const anyModel = 'auto';

/** A model that VS Code itself offers (`vscode.lm`). VS Code asks the user's consent and keeps the keys. */
export class VscodeLm extends BaseLlm {
  async *stream(messages: Message[], options: GenerateOptions = {}): AsyncIterable<LlmEvent> {
    const { signal } = options;
    if (signal?.aborted) throw toCancelled('');
    const cancellation = new vscode.CancellationTokenSource();
    // A provider may ignore the token, so each wait also ends with the signal.
    const aborted = Promise.withResolvers<never>();
    aborted.promise.catch(() => undefined);
    const cancel = () => {
      cancellation.cancel();
      aborted.reject(toCancelled(''));
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const orAborted = <T>(wait: Thenable<T>) => Promise.race([wait, aborted.promise]);
    let text = '';
    try {
      const model = await orAborted(selectModel(this.config.model));
      const maxTokens = options.maxTokens ?? this.config.maxTokens;
      const temperature = options.temperature ?? this.config.temperature;
      const response = await orAborted(
        model.sendRequest(
          messages.map(toChatMessage),
          {
            justification: vscode.l10n.t('Switchyard runs your task on this model.'),
            modelOptions: {
              ...this.config.params,
              ...options.params,
              ...(maxTokens !== undefined && { max_tokens: maxTokens }),
              ...(temperature !== undefined && { temperature }),
            },
          },
          cancellation.token,
        ),
      );
      const parts = response.stream[Symbol.asyncIterator]();
      for (;;) {
        const { value: part, done } = await orAborted(parts.next());
        if (done) break;
        if (!(part instanceof vscode.LanguageModelTextPart)) continue;
        text += part.value;
        yield { type: 'text', text: part.value };
      }
      yield { type: 'finish', reason: 'stop', model: model.id };
    } catch (error) {
      throw signal?.aborted ? toCancelled(text) : toLlmError(error, text);
    } finally {
      signal?.removeEventListener('abort', cancel);
      cancellation.cancel();
      cancellation.dispose();
    }
  }

  /** VS Code needs no key: the check is that it offers the model. */
  override async verify(): Promise<void> {
    await selectModel(this.config.model);
  }
}

/** By id, else by family, else (for `auto`) the first one on offer. */
async function selectModel(name: string): Promise<vscode.LanguageModelChat> {
  const models = await vscode.lm.selectChatModels();
  const model =
    name === anyModel
      ? models[0]
      : (models.find(({ id }) => id === name) ?? models.find(({ family }) => family === name));
  if (model) return model;
  throw new LlmError({
    kind: 'notFound',
    provider: vscodeLmType,
    message:
      models.length === 0
        ? vscode.l10n.t(
            'VS Code offers no language model in this window. Sign in to one, or install an extension that brings one.',
          )
        : vscode.l10n.t('VS Code offers no model "{0}". It offers: {1}.', name, models.map(({ id }) => id).join(', ')),
  });
}

/** VS Code knows no system role: standing instructions go first, as a user's message. */
function toChatMessage({ role, content }: Message): vscode.LanguageModelChatMessage {
  return role === 'assistant'
    ? vscode.LanguageModelChatMessage.Assistant(content)
    : vscode.LanguageModelChatMessage.User(content);
}

const kindByCode: ReadonlyMap<string, LlmErrorKind> = new Map([
  [vscode.LanguageModelError.NoPermissions().code, 'permission'],
  [vscode.LanguageModelError.Blocked().code, 'contentFilter'],
  [vscode.LanguageModelError.NotFound().code, 'notFound'],
]);

function toLlmError(error: unknown, partialText: string): LlmError {
  if (error instanceof LlmError) return error;
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  return new LlmError({
    kind: kindByCode.get(code) ?? 'server',
    provider: vscodeLmType,
    message: toErrorMessage(error),
    partialText,
    retryable: false,
    cause: error,
  });
}

function toCancelled(partialText: string): LlmError {
  return new LlmError({ kind: 'cancelled', provider: vscodeLmType, message: 'Cancelled.', partialText });
}
