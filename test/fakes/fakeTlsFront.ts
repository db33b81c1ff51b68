import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, type Server } from 'node:tls';
import { portOf } from '#scripts/vscode/workbenchProxy.ts';

/** A server on loopback that speaks TLS and hands what it hears to a plain server there. */
export class FakeTlsFront {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(certificate: { cert: string; key: string }, plainPort: number) {
    this.#server = createServer(certificate, (client) => {
      const server = connect(plainPort, '127.0.0.1');
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => this.#sockets.delete(socket));
      }
      client.on('close', () => server.destroy());
      server.on('close', () => client.destroy());
      client.pipe(server).pipe(client);
    });
    // A client that does not trust the certificate says so and leaves.
    this.#server.on('tlsClientError', () => undefined);
  }

  static async start(certificate: { cert: string; key: string }, plainPort: number): Promise<FakeTlsFront> {
    const front = new FakeTlsFront(certificate, plainPort);
    await new Promise<void>((resolve) => {
      front.#server.listen(0, '127.0.0.1', resolve);
    });
    return front;
  }

  get port(): number {
    return portOf(this.#server);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
