import type { Agent, RawRequest } from '#test/bench/host/hostProtocol.ts';

type Stream = (request: RawRequest) => AsyncIterable<string | undefined>;

/** Sends a request with the provider's own SDK, as its documentation shows, and yields what text each event brings. */
export async function* streamRaw(request: RawRequest): AsyncIterable<string | undefined> {
  yield* (await loaders[request.agent]())(request);
}

/** An SDK loads with its first request, as in the product, and serves all further ones with one client. */
const loaders: Record<Agent, () => Promise<Stream>> = {
  claude: async () => (await import('./rawClaude.ts')).streamClaude,
  gpt: async () => (await import('./rawOpenAi.ts')).streamResponses,
  gemini: async () => (await import('./rawGemini.ts')).streamGemini,
  local: async () => (await import('./rawOpenAi.ts')).streamChat,
};
