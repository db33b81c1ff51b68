import type { LlmFactory } from '#llm/llmFactory.ts';

/**
 * Registers the four wires that need nothing but HTTP. The classes load when the first LLM is created, and the SDK behind
 * one with the first of its type. Google's SDK loads only to check a key.
 */
export function registerBuiltInLlms(factory: LlmFactory): void {
  const load = () => import('./httpWires.ts');
  factory.register('google-gemini', async () => (await load()).Gemini);
  factory.register('anthropic-claude', async () => {
    const [{ Claude }] = await Promise.all([load(), import('#llm/wires/claude/claudeClient.ts')]);
    return Claude;
  });
  factory.register('openai-gpt', async () => {
    const [{ Gpt }] = await Promise.all([load(), import('#llm/wires/openai/openAiClient.ts')]);
    return Gpt;
  });
  factory.register('openai-compatible', async () => {
    const [{ OpenAiCompatible }] = await Promise.all([load(), import('#llm/wires/openai/openAiClient.ts')]);
    return OpenAiCompatible;
  });
}
