export const response = (status: string, more: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_791_456_012,
  status,
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  model: 'gpt-6.1-terra',
  output: [],
  reasoning: { effort: 'low', summary: null },
  text: { format: { type: 'text' }, verbosity: 'medium' },
  usage: null,
  metadata: {},
  ...more,
});
let sequence = 0;
export const event = (type: string, fields: object) => ({ type, sequence_number: (sequence += 1), ...fields });
export const begin = [
  event('response.created', { response: response('queued') }),
  event('response.in_progress', { response: response('in_progress') }),
];
export const at = (index: number, part = 0) => ({ item_id: `msg_${index}`, output_index: index, content_index: part });
export const text = (delta: string, index = 0, part = 0) =>
  event('response.output_text.delta', { ...at(index, part), delta, logprobs: [], obfuscation: 'x' });
export const message = (...content: object[]) => ({
  id: 'msg_0',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content,
});
export const said = (value: string) => ({ type: 'output_text', annotations: [], logprobs: [], text: value });
export const refused = (value: string) => ({ type: 'refusal', refusal: value });
export const counts = {
  input_tokens: 13,
  input_tokens_details: { cache_write_tokens: 0, cached_tokens: 4 },
  output_tokens: 25,
  output_tokens_details: { reasoning_tokens: 8 },
  total_tokens: 38,
};
export const usage = { inputTokens: 13, outputTokens: 25, cachedInputTokens: 4, reasoningTokens: 8 };
export const end = (status: string, output: object[], more: object = {}) =>
  event(`response.${status}`, { response: response(status, { output, usage: counts, ...more }) });
export const incomplete = (reason: string, output: object[] = []) =>
  end('incomplete', output, { incomplete_details: { reason } });
export const failed = (code: string, words: string) =>
  event('response.failed', { response: response('failed', { error: { code, message: words } }) });
