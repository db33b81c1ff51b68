import Anthropic from '@anthropic-ai/sdk';
import type { RawRequest } from '#test/bench/host/hostProtocol.ts';

let client: Anthropic | undefined;

/** Anthropic's Messages. */
export async function* streamClaude({ baseUrl, body }: RawRequest): AsyncIterable<string | undefined> {
  client ??= new Anthropic({ apiKey: 'none', baseURL: baseUrl });
  const { model, messages, max_tokens, system }: Partial<Anthropic.MessageCreateParams> = body;
  if (!model || !messages || !max_tokens) throw new Error('That is no request of Anthropic.');
  const events = await client.messages.create({ model, messages, max_tokens, ...(system && { system }), stream: true });
  for await (const event of events) {
    yield event.type === 'content_block_delta' && event.delta.type === 'text_delta' ? event.delta.text : undefined;
  }
}
