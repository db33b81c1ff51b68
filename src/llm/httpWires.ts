/**
 * The four wires together: what they share is most of their code, and one small file loads faster than eight smaller
 * ones. Their SDKs are not in it.
 */
export { Claude } from './claude.ts';
export { Gemini } from './gemini.ts';
export { Gpt } from './gpt.ts';
export { OpenAiCompatible } from './openAiCompatible.ts';
