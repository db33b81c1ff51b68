import OpenAI from 'openai';
import type { RawRequest } from '#test/bench/host/hostProtocol.ts';

let client: OpenAI | undefined;

/** OpenAI's Responses. */
export async function* streamResponses({ baseUrl, body }: RawRequest): AsyncIterable<string | undefined> {
  client ??= new OpenAI({ apiKey: 'none', baseURL: baseUrl });
  const request: OpenAI.Responses.ResponseCreateParams = body;
  for await (const event of await client.responses.create({ ...request, stream: true })) {
    yield event.type === 'response.output_text.delta' ? event.delta : undefined;
  }
}

/** OpenAI's Chat Completions. */
export async function* streamChat({ baseUrl, body }: RawRequest): AsyncIterable<string | undefined> {
  client ??= new OpenAI({ apiKey: 'none', baseURL: baseUrl });
  const { model, messages, stream_options }: Partial<OpenAI.Chat.ChatCompletionCreateParamsStreaming> = body;
  if (!model || !messages) throw new Error('That is no request of OpenAI.');
  const chunks = await client.chat.completions.create({
    model,
    messages,
    ...(stream_options && { stream_options }),
    stream: true,
  });
  for await (const chunk of chunks) yield chunk.choices[0]?.delta.content ?? undefined;
}
