export const chunk = (choices: object[], more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_791_000_000,
  model: 'some-model',
  system_fingerprint: 'fp_1',
  choices,
  ...more,
});
export const delta = (fields: object, reason: string | null = null, more: object = {}) =>
  chunk([{ index: 0, delta: fields, logprobs: null, finish_reason: reason }], more);
export const begin = delta({ role: 'assistant', content: '' });
export const counts = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
export const usage = { inputTokens: 10, outputTokens: 20 };
export const last = chunk([], { usage: counts });
export const done = 'data: [DONE]\n\n';
export const end = (reason = 'stop') => [delta({}, reason), last, done];
export const whole = (choice: object, more: object = {}) =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'some-model',
    choices: [{ index: 0, ...choice }],
    usage: counts,
    ...more,
  });
export const filters = { hate: { filtered: false, severity: 'safe' } };
