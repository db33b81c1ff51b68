import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { BaseLlm, Call, LlmError, type GenerateOptions, type LlmEvent, type Message } from '#llm/core.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { toVscodeLmError, vscodeLmType } from './vscodeLmErrors.ts';

/** Stands for whichever model VS Code offers first. */
export const anyModel = 'auto';

/**
 * A model that VS Code itself offers (`vscode.lm`). VS Code asks the user's consent and keeps the keys. It is named by
 * its id, `vendor/id`, family, `vendor/family`, vendor or name.
 */
export class VscodeLm extends BaseLlm {
  async *stream(messages: Message[], options: GenerateOptions = {}): AsyncIterable<LlmEvent> {
    const call = new Call(this.config, options.signal);
    const cancellation = new CallCancellation(call);
    let text = '';
    let hasToolCalls = false;
    try {
      call.throwIfEnded();
      const model = await cancellation.orEnd(selectModel(this.config.model));
      // Without a limit: the user may be reading the question whether to allow this.
      const response = await cancellation.orEnd(
        model.sendRequest(messages.map(toChatMessage), this.#toRequestOptions(options), cancellation.token),
      );
      const parts = response.stream[Symbol.asyncIterator]();
      for (let phase: 'connect' | 'text' = 'connect'; ; phase = 'text') {
        call.wait(phase);
        const { value: part, done } = await cancellation.orEnd(parts.next());
        call.pause();
        if (done) break;
        hasToolCalls ||= part instanceof vscode.LanguageModelToolCallPart;
        const event = toEvent(part);
        if (!event) continue;
        if (event.type === 'text') text += event.text;
        yield event;
        call.throwIfEnded();
      }
      yield { type: 'finish', reason: hasToolCalls ? 'toolCalls' : 'stop', model: model.id };
    } catch (error) {
      throw toVscodeLmError(error, { partialText: text, end: call.end });
    } finally {
      cancellation.dispose();
    }
  }

  /** VS Code needs no key: the check is that it offers the model. */
  override async verify(): Promise<void> {
    await selectModel(this.config.model);
  }

  /** By id, and by `vendor/id` where two vendors offer the same id. */
  override async listModels(): Promise<string[]> {
    return listNames(await vscode.lm.selectChatModels());
  }

  #toRequestOptions(options: GenerateOptions): vscode.LanguageModelChatRequestOptions {
    const maxTokens = options.maxTokens ?? this.config.maxTokens;
    const temperature = options.temperature ?? this.config.temperature;
    return {
      justification: l10n.t('Switchyard runs your task on this model.'),
      modelOptions: {
        ...this.config.params,
        ...options.params,
        ...withoutUndefined({ max_tokens: maxTokens, temperature }),
      },
    };
  }
}

/** Tells VS Code of the end of a call. A provider may ignore its token, so each wait also ends with the call. */
class CallCancellation {
  readonly #call: Call;
  readonly #source = new vscode.CancellationTokenSource();
  readonly #ended = Promise.withResolvers<never>();

  constructor(call: Call) {
    this.#call = call;
    this.#ended.promise.catch(() => undefined);
    if (call.signal.aborted) this.#end();
    else call.signal.addEventListener('abort', this.#end, { once: true });
  }

  get token(): vscode.CancellationToken {
    return this.#source.token;
  }

  /** Waits, but rejects as soon as the call has ended. */
  orEnd<T>(wait: Thenable<T>): Promise<T> {
    return Promise.race([wait, this.#ended.promise]);
  }

  /** Also cancels what still goes on. */
  dispose(): void {
    this.#call.signal.removeEventListener('abort', this.#end);
    this.#call.dispose();
    this.#source.cancel();
    this.#source.dispose();
  }

  readonly #end = (): void => {
    this.#source.cancel();
    this.#ended.reject(new vscode.CancellationError());
  };
}

async function selectModel(name: string): Promise<vscode.LanguageModelChat> {
  const models = await vscode.lm.selectChatModels();
  const model = name === anyModel ? models[0] : findModel(models, name);
  if (model) return model;
  throw new LlmError({
    kind: 'notFound',
    provider: vscodeLmType,
    message:
      models.length === 0
        ? l10n.t(
            'VS Code offers no language model in this window. Sign in to one, or install an extension that brings one.',
          )
        : l10n.t('VS Code offers no model "{0}". It offers: {1}.', name, listNames(models).join(', ')),
  });
}

function listNames(models: readonly vscode.LanguageModelChat[]): string[] {
  return models.map(({ id, vendor }) =>
    models.some((other) => other.id === id && other.vendor !== vendor) ? `${vendor}/${id}` : id,
  );
}

/** The first way of naming a model that fits one, from the most exact on. */
function findModel(models: readonly vscode.LanguageModelChat[], name: string): vscode.LanguageModelChat | undefined {
  const namings: ((model: vscode.LanguageModelChat) => string)[] = [
    ({ id }) => id,
    ({ vendor, id }) => `${vendor}/${id}`,
    ({ family }) => family,
    ({ vendor, family }) => `${vendor}/${family}`,
    ({ vendor }) => vendor,
    (model) => model.name,
  ];
  for (const toName of namings) {
    const model = models.find((one) => toName(one) === name);
    if (model) return model;
  }
  return undefined;
}

/** VS Code knows no system role: standing instructions go first, as a user's message. */
function toChatMessage({ role, content }: Message): vscode.LanguageModelChatMessage {
  return role === 'assistant'
    ? vscode.LanguageModelChatMessage.Assistant(content)
    : vscode.LanguageModelChatMessage.User(content);
}

/** Text and thinking. Tools are not offered to the model, and data is nothing that a task can show. */
function toEvent(part: unknown): LlmEvent | undefined {
  if (part instanceof vscode.LanguageModelTextPart) return { type: 'text', text: part.value };
  const text = readThinking(part);
  return text ? { type: 'thinking', text } : undefined;
}

/** VS Code has a class for thinking since 1.104, which its types for extensions leave out. */
function readThinking(part: unknown): string {
  const ThinkingPart: unknown = Reflect.get(vscode, 'LanguageModelThinkingPart');
  if (typeof ThinkingPart !== 'function' || !(part instanceof ThinkingPart)) return '';
  const value: unknown = Reflect.get(part, 'value');
  if (Array.isArray(value)) return value.filter((piece) => typeof piece === 'string').join('');
  return typeof value === 'string' ? value : '';
}
