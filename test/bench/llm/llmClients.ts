import { Claude, Gemini, Gpt, type LlmConfig, type Message, OpenAiCompatible } from '#llm/index.ts';
import { toGptRequest } from '#llm/wires/openai/gpt.ts';
import { toClaudeRequest } from '#llm/wires/claude/claude.ts';
import { toGeminiRequest } from '#llm/wires/gemini/gemini.ts';
import { toChatRequest } from '#llm/wires/openai/openAiCompatible.ts';
import type { JsonObject } from '#llm/json.ts';
import type { BenchWire } from './llmStreams.ts';
import { streamRaw } from './rawSdk.ts';

/** Makes a request and yields what text comes of it, piece by piece. */
export type BenchClient = (wire: BenchWire, baseUrl: string) => AsyncIterable<string | undefined>;

/** The measured clients: ours, and those it is measured against. */
export type ClientName = 'ours' | 'rawFetch' | 'sdk' | 'aiSdk';

/** Brings a client in; its wire loads with the first request. */
export const clients: Record<ClientName, () => Promise<BenchClient>> = {
  ours: async () => streamOurs,
  rawFetch: async () => streamFetched,
  sdk: async () => streamSdk,
  aiSdk: async () => {
    // Written so that no tool looks for it: the peers need not be installed.
    const folder = new URL('../peers/', import.meta.url);
    const { streamAiSdk }: { streamAiSdk: BenchClient } = await import(new URL('aiSdk.mjs', folder).href);
    return streamAiSdk;
  },
};

const messages: Message[] = [{ role: 'user', content: 'Tell me a story.' }];

const models: Record<BenchWire, string> = {
  claude: 'claude-sonnet-5-5',
  gpt: 'gpt-6.1-terra',
  chat: 'qwen4',
  gemini: 'gemini-3.8-flash',
};

const classes = { claude: Claude, gpt: Gpt, chat: OpenAiCompatible, gemini: Gemini };

/** OpenAI's SDK means a base URL with the version. */
function toBaseUrl(wire: BenchWire, baseUrl: string): string {
  return wire === 'gpt' || wire === 'chat' ? `${baseUrl}/v1` : baseUrl;
}

const llms = new Map<string, Claude | Gpt | OpenAiCompatible | Gemini>();

async function* streamOurs(wire: BenchWire, baseUrl: string): AsyncIterable<string | undefined> {
  const key = `${wire} ${baseUrl}`;
  const config: LlmConfig = { model: models[wire], apiKey: 'k', baseUrl: toBaseUrl(wire, baseUrl) };
  const llm = llms.get(key) ?? new classes[wire](config);
  llms.set(key, llm);
  for await (const event of llm.stream(messages)) {
    if (event.type === 'text') yield event.text;
  }
}

const requests: Record<BenchWire, (config: LlmConfig, messages: Message[]) => JsonObject> = {
  claude: toClaudeRequest,
  gpt: toGptRequest,
  chat: toChatRequest,
  gemini: toGeminiRequest,
};

const paths: Record<BenchWire, string> = {
  claude: '/v1/messages',
  gpt: '/v1/responses',
  chat: '/v1/chat/completions',
  gemini: `/v1beta/models/${models.gemini}:streamGenerateContent?alt=sse`,
};

const agents = { claude: 'claude', gpt: 'gpt', chat: 'local', gemini: 'gemini' } as const;

function streamSdk(wire: BenchWire, baseUrl: string): AsyncIterable<string | undefined> {
  return streamRaw({
    agent: agents[wire],
    baseUrl: toBaseUrl(wire, baseUrl),
    path: paths[wire],
    body: requests[wire]({ model: models[wire] }, messages),
  });
}

/** `fetch` and the least that reads server-sent events: what any reader must do. */
async function* streamFetched(wire: BenchWire, baseUrl: string): AsyncIterable<string | undefined> {
  const response = await fetch(baseUrl + paths[wire], {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requests[wire]({ model: models[wire] }, messages)),
  });
  const decoder = new TextDecoder();
  let buffer = '';
  for await (const chunk of response.body ?? []) {
    buffer += decoder.decode(chunk, { stream: true });
    let end = buffer.indexOf('\n\n');
    while (end >= 0) {
      const start = buffer.indexOf('data: ') + 'data: '.length;
      const data = buffer.slice(start, end);
      buffer = buffer.slice(end + 2);
      if (data !== '[DONE]') yield readText[wire](JSON.parse(data));
      end = buffer.indexOf('\n\n');
    }
  }
}

/** A frame of which every part may be missing. */
interface Frame {
  type?: string;
  delta?: string | { text?: string };
  choices?: { delta?: { content?: string } }[];
  candidates?: { content?: { parts?: { text?: string }[] } }[];
}

const readText: Record<BenchWire, (frame: Frame) => string | undefined> = {
  claude: ({ delta }) => (typeof delta === 'object' ? delta.text : undefined),
  gpt: ({ type, delta }) => (type === 'response.output_text.delta' && typeof delta === 'string' ? delta : undefined),
  chat: ({ choices }) => choices?.[0]?.delta?.content,
  gemini: ({ candidates }) => candidates?.[0]?.content?.parts?.[0]?.text,
};
