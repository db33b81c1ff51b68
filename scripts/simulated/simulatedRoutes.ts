import type { IncomingHttpHeaders } from 'node:http';
import type { Wire } from './simulatedFaults.ts';

const models: Record<'openAi' | 'anthropic' | 'google', readonly string[]> = {
  openAi: ['gpt-6-astra', 'gpt-6.1-sol', 'gpt-6.1-terra', 'gpt-6-luna'],
  anthropic: ['claude-fable-5-2', 'claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'],
  google: ['gemini-4-argon', 'gemini-4-carbon', 'gemini-3.8-flash', 'gemini-3.5-flash-lite'],
};

/** The protocol a request speaks, from its path; `/v1/models` is OpenAI's and Anthropic's, who sends a version header. */
export function toWire(path: string, headers: IncomingHttpHeaders): Wire {
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/messages') || headers['anthropic-version']) return 'messages';
  if (path.startsWith('/v1beta/') || path.includes(':') || headers['x-goog-api-key']) return 'gemini';
  return 'chat';
}

/** The answer to a question about models or tokens, which is how a key is checked; `undefined` for anything else. */
export function toModelAnswer(
  method: string,
  path: string,
  wire: Wire,
  requestLength: number,
): { status: number; body: unknown } | undefined {
  if (method === 'POST' && /:countTokens$|\/count_tokens$/.test(path)) {
    const tokens = Math.ceil(requestLength / 4);
    return { status: 200, body: { totalTokens: tokens, input_tokens: tokens } };
  }
  const id = /\/models(?:\/(.+))?$/.exec(path);
  if (method !== 'GET' || !id) return undefined;
  const list = toModelList(wire);
  return { status: 200, body: id[1] ? toModel(decodeURIComponent(id[1]), wire) : list };
}

function toModelList(wire: Wire): unknown {
  if (wire === 'gemini') return { models: models.google.map((id) => toModel(id, wire)) };
  const ids = wire === 'messages' ? models.anthropic : models.openAi;
  const data = ids.map((id) => toModel(id, wire));
  return wire === 'messages'
    ? { data, has_more: false, first_id: ids[0], last_id: ids.at(-1) }
    : { object: 'list', data };
}

function toModel(id: string, wire: Wire): unknown {
  if (wire === 'gemini') {
    return { name: `models/${id}`, displayName: id, supportedGenerationMethods: ['generateContent', 'countTokens'] };
  }
  if (wire === 'messages') return { type: 'model', id, display_name: id, created_at: '2026-10-01T00:00:00Z' };
  return { id, object: 'model', created: 1_790_000_000, owned_by: 'simulated' };
}
