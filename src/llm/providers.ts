import type { LlmFactory } from './llmFactory.ts';

/**
 * Registers the four wires that need nothing but HTTP. Each class, and the SDK behind it, loads when the first LLM of its
 * type is created. Google's SDK loads only to check a key.
 */
export function registerBuiltInLlms(factory: LlmFactory): void {
  factory.register('google-gemini', async () => (await import('./gemini.ts')).Gemini);
  factory.register('anthropic-claude', async () => {
    const [{ Claude }] = await Promise.all([import('./claude.ts'), import('./claudeClient.ts')]);
    return Claude;
  });
  factory.register('openai-gpt', async () => {
    const [{ Gpt }] = await Promise.all([import('./gpt.ts'), import('./openAiClient.ts')]);
    return Gpt;
  });
  factory.register('openai-compatible', async () => {
    const [{ OpenAiCompatible }] = await Promise.all([import('./openAiCompatible.ts'), import('./openAiClient.ts')]);
    return OpenAiCompatible;
  });
}
