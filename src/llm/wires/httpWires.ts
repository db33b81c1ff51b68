/**
 * The four wires together: what they share is most of their code, and one small file loads faster than eight smaller
 * ones. Their SDKs are not in it.
 */
export { Claude } from '#llm/wires/claude/claude.ts';
export { Gemini } from '#llm/wires/gemini/gemini.ts';
export { Gpt } from '#llm/wires/openai/gpt.ts';
export { OpenAiCompatible } from '#llm/wires/openai/openAiCompatible.ts';
