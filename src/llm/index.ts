/** The whole layer, as somebody who takes it out of this project imports it. */
export { Claude } from '#llm/wires/claude/claude.ts';
export * from './core.ts';
export { Gemini } from '#llm/wires/gemini/gemini.ts';
export { Gpt } from '#llm/wires/openai/gpt.ts';
export { OpenAiCompatible } from '#llm/wires/openai/openAiCompatible.ts';
export { computeCost } from '#llm/cost/cost.ts';
export { pricesAsOf } from '#llm/cost/prices.ts';
