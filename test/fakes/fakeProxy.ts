import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { portOf } from '#scripts/vscode/workbenchProxy.ts';

/** The behavior of a {@link FakeProxy} when it is asked for a tunnel. */
export type ProxyBehaviour =
  | 'open'
  /** Opens it and breaks both ends once some of the server's bytes have passed. */
  | { cutAfterBytes: number }
  /** Closes the connection without a word. */
  | 'hangUp'
  /** Answers with an HTTP status in place of a tunnel. */
  | { status: number; headers?: Record<string, string> };

/** A tunnel that a client asked for. */
export interface RecordedTunnel {
  /** `host:port`, as the client named it. */
  target: string;
  authorization: string | undefined;
}

/** An HTTP proxy on loopback that leads every host to where a test wants it. */
export class FakeProxy {
  readonly tunnels: RecordedTunnel[] = [];
  /** Requests for whole URLs, which a proxy without tunnels serves. */
  readonly plainRequests: string[] = [];
  behaviour: ProxyBehaviour = 'open';
  readonly #server: Server;
  readonly #route: (target: string) => number;
  readonly #sockets = new Set<Duplex>();
  #port = 0;

  private constructor(route: (target: string) => number) {
    this.#route = route;
    this.#server = createServer((request, response) => {
      this.plainRequests.push(request.url ?? '');
      response.writeHead(501).end();
    });
    this.#server.on('connect', (request, client, head) => this.#open(request, client, head));
  }

  /** `route` names the port on loopback that stands for a target. */
  static async start(route: (target: string) => number): Promise<FakeProxy> {
    const proxy = new FakeProxy(route);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    proxy.#port = portOf(proxy.#server);
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The targets that were asked for, each once. */
  get targets(): string[] {
    return [...new Set(this.tunnels.map(({ target }) => target))];
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #open(request: IncomingMessage, client: Duplex, head: Buffer): void {
    const target = request.url ?? '';
    this.tunnels.push({ target, authorization: request.headers['proxy-authorization'] });
    this.#keep(client);
    const { behaviour } = this;
    if (behaviour === 'hangUp') {
      client.destroy();
    } else if (typeof behaviour === 'object' && 'status' in behaviour) {
      const headers = Object.entries({ 'content-length': '0', ...behaviour.headers });
      const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      client.end(`HTTP/1.1 ${behaviour.status} Refused\r\n${lines}\r\n`);
    } else {
      const server = connect(this.#route(target), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        server.write(head);
        client.pipe(server);
        this.#passOn(server, client, behaviour === 'open' ? Infinity : behaviour.cutAfterBytes);
      });
      this.#keep(server);
      server.on('close', () => client.destroy());
      client.on('close', () => server.destroy());
    }
  }

  #passOn(server: Socket, client: Duplex, limit: number): void {
    let passed = 0;
    server.on('data', (piece: Buffer) => {
      passed += piece.length;
      client.write(piece, () => passed > limit && client.destroy());
    });
    server.on('end', () => client.end());
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
