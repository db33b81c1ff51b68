import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock';
import { toAnswer, toPrompt } from './simulatedAnswer.ts';
import { type Fault, findFault, isFault, toEcho, toRefusal, type Wire } from './simulatedFaults.ts';
import { toModelAnswer, toWire } from './simulatedRoutes.ts';
import { toPlanAnswer } from './simulatedPlan.ts';
import { listenOnFirstFree } from '#scripts/vscode/workbenchProxy.ts';

type RequestBody = Record<string, unknown>;

/** Options of the simulated provider. */
export interface SimulatedProviderOptions {
  /** True when answers stream at a model's pace; else at once. */
  isLifelike?: boolean;
  /** True when requests, keys included, are kept for `GET /__requests`: for tests only. */
  isRecording?: boolean;
  /** Tried in turn; any free port by default. */
  ports?: number[];
}

/** A request as it came in. `GET /__requests` lists them, oldest first; `DELETE /__requests` forgets them. */
export interface RecordedRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: RequestBody | undefined;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt?: number;
  /** True when the client closed the connection before the answer was complete. */
  isAborted: boolean;
}

export interface SimulatedProvider {
  /** `http://127.0.0.1:<port>`; OpenAI's wires are under `/v1`. */
  origin: string;
  close(): Promise<void>;
}

/** Carries the fault to what makes the answer: aimock hands this header's value to response functions as `_context`. */
const faultHeader = 'x-aimock-context';

/** Frames of an answer that still arrive when it then breaks. */
const framesBeforeBreak = 12;
const resetDelayMs = 500;

/** Characters in a frame; with `tps` frames a second about 500 characters a second, a fast model's pace. */
const chunkSize = 16;
const lifelikePace = { ttft: 600, tps: 30, jitter: 0.3 };
const slowPace = { ttft: 3_000, tps: 2 };

/**
 * Starts a server on loopback that speaks OpenAI's Chat Completions and Responses, Anthropic's Messages and Google's
 * Gemini. aimock makes the good answers. A thin front of ours stands before it, because aimock has no key checks for
 * Anthropic and Google and no answer that hangs, puts OpenAI's error fields where Google has `details`, goes on
 * writing when the client has left, and ends a Responses stream with `response.completed` whatever its status.
 */
export async function startSimulatedProvider(options: SimulatedProviderOptions = {}): Promise<SimulatedProvider> {
  const mock = await startMock(options.isLifelike ?? false);
  const front = new Front(mock.port, options.isRecording ?? false);
  const server = createServer((incoming, outgoing) => {
    void front.answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const port = await listenOnFirstFree(server, options.ports ?? [0]);
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await mock.stop();
    },
  };
}

async function startMock(isLifelike: boolean): Promise<LLMock> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize, journalMaxEntries: 1, logLevel: 'silent' });
  const faultOf = (chat: ChatCompletionRequest) => {
    const fault = chat._context?.split(':')[0];
    return isFault(fault) ? fault : undefined;
  };
  const respond = (chat: ChatCompletionRequest) => {
    const prompt = toPrompt('chat', chat);
    const fault = faultOf(chat);
    const answer = toPlanAnswer(chat.messages) ?? toAnswer(prompt, { isLong: fault === 'long' });
    const key = decodeURIComponent(chat._context?.split(':')[1] ?? '');
    const content = fault === 'empty' ? '' : fault === 'key in answer' ? `${toEcho(key)}\n\n${answer}` : answer;
    const usage = {
      input_tokens: Math.ceil(JSON.stringify(chat.messages).length / 4),
      output_tokens: Math.ceil(content.length / 4),
    };
    return {
      content: fault === 'refusal' || fault === 'length' ? content.slice(0, 200) : content,
      usage,
      ...(fault === 'thinking' && { reasoning: 'The user wants to see how thinking looks, so I think (simulated).' }),
      ...(fault === 'length' && { finishReason: 'length' }),
      // Anthropic's word for it passes through aimock; the others have a mapping there.
      ...(fault === 'refusal' && { finishReason: chat.model.startsWith('claude') ? 'refusal' : 'content_filter' }),
    };
  };
  mock.on({ predicate: (chat) => faultOf(chat) === 'slow' }, respond, { streamingProfile: slowPace });
  mock.on({ predicate: () => true }, respond, isLifelike ? { streamingProfile: lifelikePace } : {});
  await mock.start();
  return mock;
}

class Front {
  readonly #mockPort: number;
  readonly #isRecording: boolean;
  readonly #requests: RecordedRequest[] = [];
  readonly #failedOnce = new Set<string>();

  constructor(mockPort: number, isRecording: boolean) {
    this.#mockPort = mockPort;
    this.#isRecording = isRecording;
  }

  async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    if (url.pathname === '/__requests') return this.#answerControl(incoming, outgoing);
    const raw = await text(incoming);
    const body = parseJson(raw);
    this.#record(incoming, outgoing, body);

    const wire = toWire(url.pathname, incoming.headers);
    const prompt = toPrompt(wire, body);
    const fault = this.#chooseFault(incoming, url, body, prompt);
    const refusal = fault && toRefusal(fault, wire, readKey(incoming));
    if (refusal) return sendJson(outgoing, refusal.status, refusal.body, refusal.headers);
    if (fault === 'hang') return;
    const modelAnswer = toModelAnswer(incoming.method ?? 'GET', url.pathname, wire, raw.length);
    if (modelAnswer) return sendJson(outgoing, modelAnswer.status, modelAnswer.body);
    await this.#forward(incoming, outgoing, raw, wire, fault);
  }

  #chooseFault(incoming: IncomingMessage, url: URL, body: RequestBody | undefined, prompt: string): Fault | undefined {
    const { authorization, 'x-api-key': anthropicKey, 'x-goog-api-key': googleKey } = incoming.headers;
    const key = [authorization, anthropicKey, googleKey, url.searchParams.get('key')].join(' ');
    if (key.includes('wrong')) return 'wrong key';
    const model = typeof body?.['model'] === 'string' ? body['model'] : url.pathname;
    if (model.includes('no-such-model')) return 'model not found';
    const asked = findFault(prompt);
    if (!asked?.isOnce) return asked?.fault;
    if (this.#failedOnce.has(prompt)) return undefined;
    this.#failedOnce.add(prompt);
    return asked.fault;
  }

  async #forward(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    raw: string,
    wire: Wire,
    fault: Fault | undefined,
  ): Promise<void> {
    const path = (incoming.url ?? '/').replace('/v1/models/', '/v1beta/models/');
    const headers = {
      ...incoming.headers,
      host: '127.0.0.1',
      'content-length': String(Buffer.byteLength(raw)),
      ...(fault && { [faultHeader]: `${fault}:${encodeURIComponent(readKey(incoming))}` }),
    };
    const backend = request({ host: '127.0.0.1', port: this.#mockPort, method: incoming.method, path, headers });
    outgoing.on('close', () => backend.destroy());
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      backend.on('response', resolve).on('error', reject).end(raw);
    });
    const id = `req_simulated_${Date.now().toString(36)}`;
    outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'request-id': id, 'x-request-id': id });
    outgoing.flushHeaders();

    answer.setEncoding('utf8');
    let frames = 0;
    let rest = '';
    for await (const chunk of answer) {
      const parts = (rest + String(chunk)).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        if (++frames > framesBeforeBreak && breakAnswer(outgoing, fault)) return;
        outgoing.write(`${toTrueEnd(part, wire, fault)}\n\n`);
      }
    }
    outgoing.end(rest);
  }

  #record(incoming: IncomingMessage, outgoing: ServerResponse, body: RequestBody | undefined): void {
    if (!this.#isRecording) return;
    const { method = 'GET', url = '/', headers } = incoming;
    const entry: RecordedRequest = { method, path: url, headers, body, startedAt: Date.now(), isAborted: false };
    this.#requests.push(entry);
    outgoing.on('close', () => {
      entry.endedAt = Date.now();
      entry.isAborted = !outgoing.writableFinished;
    });
  }

  #answerControl(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (incoming.method === 'DELETE') {
      this.#requests.length = 0;
      this.#failedOnce.clear();
    }
    sendJson(outgoing, 200, this.#requests);
  }
}

/** The key that a request carries, wherever its wire has it. */
function readKey({ headers }: IncomingMessage): string {
  const key = headers['x-api-key'] ?? headers['x-goog-api-key'] ?? headers.authorization ?? '';
  return String(key).replace(/^Bearer /, '');
}

/** Breaks an answer in the middle in the way its fault says. Returns whether it did. */
function breakAnswer(outgoing: ServerResponse, fault: Fault | undefined): boolean {
  // A reset throws away what the client has not read yet, so it is given the time to.
  if (fault === 'reset') setTimeout(() => outgoing.socket?.resetAndDestroy(), resetDelayMs);
  else if (fault === 'cut') outgoing.end();
  else if (fault !== 'stall') return false;
  return true;
}

/** aimock's last Responses event is `response.completed` also when the answer is not complete; OpenAI's is not. */
function toTrueEnd(frame: string, wire: Wire, fault: Fault | undefined): string {
  if (wire !== 'responses' || (fault !== 'length' && fault !== 'refusal')) return frame;
  const reason = fault === 'length' ? 'max_output_tokens' : 'content_filter';
  return frame
    .replaceAll('response.completed', 'response.incomplete')
    .replace(/"status":"(incomplete|failed)"/, `"status":"incomplete","incomplete_details":{"reason":"${reason}"}`);
}

function parseJson(raw: string): RequestBody | undefined {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

function sendJson(outgoing: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
