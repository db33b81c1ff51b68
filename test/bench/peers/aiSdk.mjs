// The AI SDK over each wire. Plain JavaScript: the compiler need not know the peers.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';

const models = {
  claude: (baseURL) => createAnthropic({ apiKey: 'k', baseURL: `${baseURL}/v1` })('claude-sonnet-5-5'),
  gpt: (baseURL) => createOpenAI({ apiKey: 'k', baseURL: `${baseURL}/v1` }).responses('gpt-6.1-terra'),
  chat: (baseURL) => createOpenAICompatible({ name: 'local', apiKey: 'k', baseURL: `${baseURL}/v1` })('qwen4'),
  gemini: (baseURL) => createGoogleGenerativeAI({ apiKey: 'k', baseURL: `${baseURL}/v1beta` })('gemini-3.8-flash'),
};

export async function* streamAiSdk(wire, baseUrl) {
  const { textStream } = streamText({
    model: models[wire](baseUrl),
    prompt: 'Tell me a story.',
    onError({ error }) {
      throw error;
    },
  });
  for await (const text of textStream) yield text;
}
