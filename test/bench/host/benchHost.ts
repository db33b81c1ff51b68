import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { portOf } from '#scripts/vscode/workbenchProxy.ts';
import type { HostCall, HostCalls, HostResponse } from './hostProtocol.ts';

const connectTimeoutMs = 60_000;
const callTimeoutMs = 60_000;

/** Waits on loopback for the bench's extension in each new extension host. */
export class BenchHosts implements Disposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(): Promise<BenchHosts> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new BenchHosts(server);
  }

  get port(): number {
    return portOf(this.#server);
  }

  /** Resolves with the next extension host that starts. Ask before it can. */
  async next(): Promise<BenchHost> {
    const [socket]: Socket[] = await once(this.#server, 'connection', {
      signal: AbortSignal.timeout(connectTimeoutMs),
    });
    if (!socket) throw new Error('There was no connection.');
    return new BenchHost(socket.setNoDelay(true));
  }

  [Symbol.dispose](): void {
    this.#server.close();
  }
}

/** An extension host. Calls are made one after the other. */
export class BenchHost {
  readonly #socket: Socket;
  readonly #lines: Interface;

  constructor(socket: Socket) {
    this.#socket = socket.on('error', () => {}); // A host that ends resets the connection.
    this.#lines = createInterface({ input: socket });
  }

  async call<Name extends HostCall>(
    name: Name,
    argument: HostCalls[Name]['argument'],
  ): Promise<HostCalls[Name]['result']> {
    const answer = once(this.#lines, 'line', { signal: AbortSignal.timeout(callTimeoutMs) });
    this.#socket.write(`${JSON.stringify({ name, argument })}\n`);
    const [line]: string[] = await answer;
    const response: HostResponse<Name> = JSON.parse(line ?? '');
    if ('error' in response) throw new Error(`${name} failed in the extension host: ${response.error}`);
    return response.result;
  }
}
