import type { LlmEvent } from '#llm/core.ts';
import { setProviders, setSetting } from './settings.ts';
import { activate } from './switchyard.ts';

declare global {
  /** Each file of tests is a bundle of its own, and all of a window share one writer. */
  var testWriter: { answer: string } | undefined;
}

/** Makes an agent `writer` whose answers the test gives. Lasts as long as the window. */
export async function registerWriter(): Promise<void> {
  if (globalThis.testWriter) return;
  const writer = { answer: '' };
  globalThis.testWriter = writer;
  const api = await activate();
  class Writer extends api.BaseLlm {
    async *stream(): AsyncIterable<LlmEvent> {
      yield { type: 'text', text: writer.answer };
      yield { type: 'finish', reason: 'stop' };
    }
  }
  api.registerLlm('test-writer', async () => Writer);
}

/** Sets what the agent `writer` answers in this test. */
export async function answerWith(text: string): Promise<void> {
  if (globalThis.testWriter) globalThis.testWriter.answer = text;
  await setProviders({ writer: { type: 'test-writer' } });
  await setSetting('agents', { writer: { provider: 'writer', model: 'm', label: 'Writer' } });
}

/** A fenced block. */
export function fenced(code: string, info: string = 'ts'): string {
  return `\`\`\`${info}\n${code}\n\`\`\`\n`;
}
