/** The whole layer, as somebody who takes it out of this project imports it. */
export { Claude } from './claude.ts';
export * from './core.ts';
export { Gemini } from './gemini.ts';
export { Gpt } from './gpt.ts';
export { OpenAiCompatible } from './openAiCompatible.ts';
export { computeCost } from './cost.ts';
export { pricesAsOf } from './prices.ts';
