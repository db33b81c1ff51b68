/** The wires that the bench measures. */
export type BenchWire = 'claude' | 'gpt' | 'chat' | 'gemini';

/** All of them, in the order of the report. */
export const benchWires: readonly BenchWire[] = ['claude', 'gpt', 'chat', 'gemini'];

/** The frames of a stream that says `deltas`, as each provider writes them. */
export function toStream(wire: BenchWire, deltas: readonly string[]): string[] {
  return streams[wire](deltas);
}

function event(data: { type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function data(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

const streams: Record<BenchWire, (deltas: readonly string[]) => string[]> = {
  claude: (deltas) => [
    event({
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-5-5',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 10, output_tokens: 1 },
      },
    } as { type: string }),
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as { type: string }),
    ...deltas.map((text) =>
      event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } } as { type: string }),
    ),
    event({ type: 'content_block_stop', index: 0 } as { type: string }),
    event({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: deltas.length },
    } as { type: string }),
    event({ type: 'message_stop' }),
  ],
  gpt: (deltas) => {
    const text = deltas.join('');
    const response = (status: string, output: object[], usage: object | null) => ({
      id: 'resp_1',
      object: 'response',
      created_at: 1_790_000_000,
      status,
      error: null,
      incomplete_details: null,
      model: 'gpt-6.1-terra',
      output,
      parallel_tool_calls: true,
      tools: [],
      usage,
    });
    const message = { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant' };
    const part = { type: 'output_text', annotations: [], logprobs: [], text };
    const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
    let sequence = 0;
    const numbered = (type: string, fields: object): string =>
      event({ type, sequence_number: (sequence += 1), ...fields } as { type: string });
    const usage = {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: deltas.length,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 10 + deltas.length,
    };
    return [
      numbered('response.created', { response: response('in_progress', [], null) }),
      numbered('response.output_item.added', { output_index: 0, item: { ...message, content: [] } }),
      numbered('response.content_part.added', { ...at, part: { ...part, text: '' } }),
      ...deltas.map((delta) => numbered('response.output_text.delta', { ...at, delta, logprobs: [] })),
      numbered('response.output_text.done', { ...at, text, logprobs: [] }),
      numbered('response.content_part.done', { ...at, part }),
      numbered('response.output_item.done', { output_index: 0, item: { ...message, content: [part] } }),
      numbered('response.completed', { response: response('completed', [{ ...message, content: [part] }], usage) }),
    ];
  },
  chat: (deltas) => {
    const chunk = (choices: object[], more: object = {}): string =>
      data({ id: 'c1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'qwen4', choices, ...more });
    const choice = (delta: object, reason: string | null = null) => [
      { index: 0, delta, logprobs: null, finish_reason: reason },
    ];
    const usage = { prompt_tokens: 10, completion_tokens: deltas.length, total_tokens: 10 + deltas.length };
    return [
      chunk(choice({ role: 'assistant', content: '' })),
      ...deltas.map((content) => chunk(choice({ content }))),
      chunk(choice({}, 'stop')),
      chunk([], { usage }),
      'data: [DONE]\n\n',
    ];
  },
  gemini: (deltas) => {
    const chunk = (text: string, more: object = {}): string =>
      data({
        candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...more }],
        usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 20, totalTokenCount: 30 },
        modelVersion: 'gemini-3.8-flash',
        responseId: 'r1',
      });
    return [...deltas.map((text) => chunk(text)), chunk('', { finishReason: 'STOP' })];
  },
};
