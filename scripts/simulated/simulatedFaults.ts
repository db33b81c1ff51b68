/** The protocols the simulated provider speaks. */
export type Wire = 'chat' | 'responses' | 'messages' | 'gemini';

/** Answers that differ from a good one, by what a task's description says after `simulate:`. */
export const faults = [
  'rate limit',
  'overloaded',
  'server error',
  'wrong key',
  'no permission',
  'model not found',
  'context too long',
  'bad request',
  'refusal',
  'length',
  'thinking',
  'empty',
  'reset',
  'cut',
  'stall',
  'hang',
  'slow',
  'long',
  'key in error',
  'key in answer',
] as const;

export type Fault = (typeof faults)[number];

/** Returns whether a text names a fault. */
export function isFault(text: string | undefined): text is Fault {
  return faults.some((fault) => fault === text);
}

/** A fault that was asked for; `isOnce`: only the first request of the same prompt fails. */
export interface FaultRequest {
  fault: Fault;
  isOnce: boolean;
}

/** The fault that a prompt asks for with `simulate: <fault>[ once]`. Code in the prompt is not looked at. */
export function findFault(prompt: string): FaultRequest | undefined {
  const asked = /simulate:\s*([a-z ]+)/i.exec(withoutCode(prompt))?.[1]?.toLowerCase();
  const fault = asked && faults.find((name) => asked === name || asked.startsWith(`${name} `));
  return fault ? { fault, isOnce: asked.startsWith(`${fault} once`) } : undefined;
}

/** A prompt without its fenced blocks. */
export function withoutCode(prompt: string): string {
  return prompt.replace(/(`{3,})[\s\S]*?\1/g, '');
}

/** A refusal as the provider sends it. */
export interface Refusal {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

interface RefusalFacts {
  message: string;
  /** Status and `error.type` of Anthropic. */
  messages: [number, string];
  /** Status, `error.type` and `error.code` of OpenAI. */
  openAi: [number, string, string | null];
  /** Status, `error.status` and details of Google. */
  gemini: [number, string, unknown[]?];
}

const retrySeconds = 3;

const refusals: Partial<Record<Fault, RefusalFacts>> = {
  'rate limit': {
    message: 'This request would exceed the rate limit of your organization (simulated).',
    messages: [429, 'rate_limit_error'],
    openAi: [429, 'requests', 'rate_limit_exceeded'],
    gemini: [
      429,
      'RESOURCE_EXHAUSTED',
      [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retrySeconds}s` }],
    ],
  },
  overloaded: {
    message: 'The model is overloaded. Please try again later (simulated).',
    messages: [529, 'overloaded_error'],
    openAi: [503, 'server_error', 'server_is_overloaded'],
    gemini: [503, 'UNAVAILABLE'],
  },
  'server error': {
    message: 'Internal server error (simulated).',
    messages: [500, 'api_error'],
    openAi: [500, 'server_error', null],
    gemini: [500, 'INTERNAL'],
  },
  'wrong key': {
    message: 'API key not valid. Please pass a valid API key (simulated).',
    messages: [401, 'authentication_error'],
    openAi: [401, 'invalid_request_error', 'invalid_api_key'],
    gemini: [
      400,
      'INVALID_ARGUMENT',
      [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' }],
    ],
  },
  'no permission': {
    message: 'Your API key does not have permission to use this model (simulated).',
    messages: [403, 'permission_error'],
    openAi: [403, 'invalid_request_error', 'permission_denied'],
    gemini: [403, 'PERMISSION_DENIED'],
  },
  'model not found': {
    message: 'The requested model does not exist or you do not have access to it (simulated).',
    messages: [404, 'not_found_error'],
    openAi: [404, 'invalid_request_error', 'model_not_found'],
    gemini: [404, 'NOT_FOUND'],
  },
  'context too long': {
    message:
      'prompt is too long: 208310 tokens > 200000 maximum; the input token count exceeds the maximum context length (simulated).',
    messages: [400, 'invalid_request_error'],
    openAi: [400, 'invalid_request_error', 'context_length_exceeded'],
    gemini: [400, 'INVALID_ARGUMENT'],
  },
  'bad request': {
    message: 'Unsupported parameter (simulated).',
    messages: [400, 'invalid_request_error'],
    openAi: [400, 'invalid_request_error', 'unsupported_parameter'],
    gemini: [400, 'INVALID_ARGUMENT'],
  },
  'key in error': {
    message: 'This is no request (simulated).',
    messages: [400, 'invalid_request_error'],
    openAi: [400, 'invalid_request_error', 'invalid_value'],
    gemini: [400, 'INVALID_ARGUMENT'],
  },
};

/** A key in the forms in which a careless or hostile server might hand it back. */
export function toEcho(key: string): string {
  return `Your key ${key} is ${encodeURIComponent(key)} in a URL and ${Buffer.from(key).toString('base64')} in Base64.`;
}

/**
 * The refusal that a fault is on a wire, if it is one: the other faults happen in the middle of an answer. `key` is what
 * the request carried.
 */
export function toRefusal(fault: Fault, wire: Wire, key = ''): Refusal | undefined {
  const facts = refusals[fault];
  if (!facts) return undefined;
  const message = fault === 'key in error' ? `${facts.message} ${toEcho(key)}` : facts.message;
  const requestId = `req_simulated_${Date.now().toString(36)}`;
  const headers: Record<string, string> = fault === 'rate limit' ? { 'retry-after': String(retrySeconds) } : {};
  if (wire === 'messages') {
    const [status, type] = facts.messages;
    const body = { type: 'error', error: { type, message }, request_id: requestId };
    return { status, headers: { ...headers, 'request-id': requestId }, body };
  }
  if (wire === 'gemini') {
    // Google sends neither a request id nor a retry-after header.
    const [code, status, details] = facts.gemini;
    return { status: code, headers: {}, body: { error: { code, message, status, ...(details && { details }) } } };
  }
  const [status, type, code] = facts.openAi;
  const body = { error: { message, type, param: null, code } };
  return { status, headers: { ...headers, 'x-request-id': requestId }, body };
}
