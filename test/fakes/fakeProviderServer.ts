import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '#llm/json.ts';

/** The server falls silent and keeps the connection open. */
export const stall: unique symbol = Symbol('stall');

/** The server resets the connection. */
export const reset: unique symbol = Symbol('reset');

/** One move of a scripted answer. A script that does not end otherwise ends the response properly. */
export type Step = string | Uint8Array | { pauseMs: number } | typeof stall | typeof reset;

/** An answer, byte for byte. */
export interface Script {
  status?: number;
  headers?: Record<string, string>;
  /** The fault that happens in place of headers. */
  beforeHeaders?: typeof stall | typeof reset;
  steps?: Iterable<Step>;
}

/** A request as it arrived. */
export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed JSON, empty where there is none. */
  body: JsonObject;
  rawBody: string;
  /** Settles when the connection is closed, from whichever side. */
  closed: Promise<void>;
}

/** A provider on loopback that says exactly what a test tells it to. */
export class FakeProviderServer {
  readonly requests: RecordedRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #closed = new WeakMap<Socket, Promise<void>>();
  #scripts: Script[] = [];
  #waiters: ((request: RecordedRequest) => void)[] = [];

  private constructor() {
    this.#server = createServer({ keepAlive: true }, (request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const rawBody = Buffer.concat(pieces).toString();
        const recorded: RecordedRequest = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: rawBody.startsWith('{') ? JSON.parse(rawBody) : {},
          rawBody,
          closed: this.#closed.get(request.socket) ?? Promise.resolve(),
        };
        this.requests.push(recorded);
        for (const waiter of this.#waiters.splice(0)) waiter(recorded);
        const script = this.#scripts.length > 1 ? this.#scripts.shift() : this.#scripts[0];
        void play(script ?? { status: 500 }, response);
      });
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      const closed = new Promise<void>((resolve) => {
        socket.once('close', () => {
          this.#sockets.delete(socket);
          resolve();
        });
      });
      this.#closed.set(socket, closed);
    });
  }

  static async start(): Promise<FakeProviderServer> {
    const fake = new FakeProviderServer();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('The server is not listening.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Number of open connections. */
  get connectionCount(): number {
    return this.#sockets.size;
  }

  /** Forgets what happened and answers with `scripts`, one a request; the last one stays. */
  say(...scripts: Script[]): void {
    this.requests.length = 0;
    this.#scripts = scripts;
  }

  /** The next request that arrives. */
  nextRequest(): Promise<RecordedRequest> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function play(script: Script, response: ServerResponse): Promise<void> {
  if (script.beforeHeaders === stall) return;
  if (script.beforeHeaders === reset) return resetSocket(response);
  response.writeHead(script.status ?? 200, { 'content-type': 'text/event-stream', ...script.headers });
  response.flushHeaders();
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  for (const step of script.steps ?? []) {
    if (response.destroyed) return;
    if (step === stall) return;
    if (step === reset) return resetSocket(response);
    if (typeof step === 'string' || step instanceof Uint8Array) await Promise.race([closed, write(response, step)]);
    else await sleep(step.pauseMs);
  }
  response.end();
}

function write(response: ServerResponse, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    response.write(data, () => resolve());
  });
}

function resetSocket(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** `text` in pieces of 1 to `longest` bytes, cut anywhere, inside characters too; the same for the same seed. */
export function shred(text: string, longest: number, seed = 1): Uint8Array[] {
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  let state = seed;
  for (let start = 0; start < bytes.length;) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const length = 1 + (state % longest);
    pieces.push(bytes.subarray(start, start + length));
    start += length;
  }
  return pieces;
}
