import { createServer, type IncomingMessage, request } from 'node:http';
import { connect, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A listening front of VS Code's server. */
export interface WorkbenchProxy {
  port: number;
  close(): Promise<void>;
}

/**
 * Puts a front before VS Code's server that answers `POST …/mint-key` with `key` and hands everything else through,
 * WebSockets included. The workbench seals its secrets with that key and one of its own (`SecretStorage` lies sealed in
 * the browser's `localStorage`); VS Code's bare server has no such route, only code-server's wrapper has, and without
 * it every secret is lost with a reload. `key` has to be 32 bytes that stay the same.
 *
 * Tries the `ports` in turn; 0 takes any free one.
 */
export async function startWorkbenchProxy(backendPort: number, key: Buffer, ports: number[]): Promise<WorkbenchProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'POST' && new URL(incoming.url ?? '/', 'http://localhost').pathname.endsWith('/mint-key')) {
      outgoing.setHeader('content-type', 'application/octet-stream').end(key);
      return;
    }
    const { method, url, headers } = incoming;
    const backend = request({ host: '127.0.0.1', port: backendPort, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    backend.on('error', () => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    });
    outgoing.on('close', () => backend.destroy());
    incoming.pipe(backend);
  });
  server.on('connection', (socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  });
  server.on('upgrade', (incoming, socket, head) => passUpgrade(incoming, socket, head, backendPort));

  const port = await listenOnFirstFree(server, ports);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function passUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, backendPort: number): void {
  const backend = connect(backendPort, '127.0.0.1', () => {
    const headers: string[] = [];
    for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
      headers.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
    }
    backend.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    backend.write(head);
    backend.setNoDelay(true);
    socket.pipe(backend).pipe(socket);
  });
  backend.on('error', () => socket.destroy()).on('close', () => socket.destroy());
  socket.on('close', () => backend.destroy());
}

/** Binds `server` to loopback on the first of `ports` that is free and resolves to that port. */
export async function listenOnFirstFree(server: Server, ports: number[]): Promise<number> {
  for (const port of ports) {
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once('error', resolve);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', resolve);
        resolve(undefined);
      });
    });
    if (!failure) return portOf(server);
    if (failure.code !== 'EADDRINUSE' && failure.code !== 'EACCES') throw failure;
  }
  throw new Error(`None of the ports ${ports.join(', ')} is free.`);
}

/** The port that a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return address.port;
}
