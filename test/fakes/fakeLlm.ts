import {
  BaseLlm,
  type GenerateOptions,
  type LlmConfig,
  LlmError,
  type LlmErrorDetails,
  type LlmEvent,
  LlmFactory,
  type Message,
} from '#llm/index.ts';

/**
 * The next step of a fake answer: says something, throws, waits for a promise, hangs until it is cancelled (as a real
 * LLM does), or hangs without listening to the signal.
 */
export type FakeStep = LlmEvent | Error | Promise<unknown> | 'hang' | 'hangDeaf';

/** One request that a {@link FakeLlm} was sent. */
export interface FakeRequest {
  config: LlmConfig;
  messages: Message[];
  options: GenerateOptions;
}

/** A factory whose LLMs play one script a request, in turn; the last one again and again. */
export class FakeLlmFactory extends LlmFactory {
  readonly requests: FakeRequest[] = [];
  readonly #scripts: FakeStep[][];
  /** Number of answers that were closed before or after their end. */
  closedCount = 0;

  constructor(scripts: FakeStep[][] = [[text('done'), finish()]], types: string[] = builtInTypes) {
    super();
    this.#scripts = scripts;
    const play = (request: FakeRequest): AsyncIterable<LlmEvent> => this.play(request);
    class FakeLlm extends BaseLlm {
      override stream(messages: Message[], options: GenerateOptions = {}): AsyncIterable<LlmEvent> {
        return play({ config: this.config, messages, options });
      }
    }
    for (const type of types) this.register(type, async () => FakeLlm);
  }

  async *play(request: FakeRequest): AsyncIterable<LlmEvent> {
    const script = this.#scripts[Math.min(this.requests.length, this.#scripts.length - 1)] ?? [];
    this.requests.push(request);
    try {
      for (const step of script) {
        if (step instanceof Error) throw step;
        if (step instanceof Promise) await step;
        else if (step === 'hang') await untilAborted(request.options.signal);
        else if (step === 'hangDeaf') await new Promise(() => {});
        else yield step;
      }
    } finally {
      this.closedCount += 1;
    }
  }
}

const builtInTypes = ['google-gemini', 'anthropic-claude', 'openai-gpt', 'openai-compatible', 'vscode-lm'];

export const text = (value: string): LlmEvent => ({ type: 'text', text: value });
export const thinking = (value: string): LlmEvent => ({ type: 'thinking', text: value });
export const finish = (over: Partial<Extract<LlmEvent, { type: 'finish' }>> = {}): LlmEvent => ({
  type: 'finish',
  reason: 'stop',
  ...over,
});

/** An `LlmError` of which a test says only what matters to it. */
export function llmError(over: Partial<LlmErrorDetails> = {}): LlmError {
  return new LlmError({ kind: 'overloaded', provider: 'openai-gpt', message: 'The fake failed.', ...over });
}

async function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const cancel = (): void => reject(llmError({ kind: 'cancelled', message: 'The request was cancelled.' }));
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  });
}
