import { type GenerateContentRequest, type GenerativeModel, GoogleGenerativeAI } from '@google/generative-ai';
import type { RawRequest } from '#test/bench/host/hostProtocol.ts';

let model: GenerativeModel | undefined;

/** Google's Gemini. */
export async function* streamGemini({ baseUrl, path, body }: RawRequest): AsyncIterable<string | undefined> {
  const name = /\/models\/([^:]+):/.exec(path)?.[1];
  const { contents, ...rest }: Partial<GenerateContentRequest> = body;
  if (!name || !contents) throw new Error('That is no request of Google.');
  model ??= new GoogleGenerativeAI('none').getGenerativeModel({ model: name }, { baseUrl });
  const { stream } = await model.generateContentStream({ contents, ...rest });
  for await (const chunk of stream) yield chunk.text();
}
