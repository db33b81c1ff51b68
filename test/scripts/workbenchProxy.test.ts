import { strict as assert } from 'node:assert';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { listenOnFirstFree, startWorkbenchProxy, type WorkbenchProxy } from '#scripts/vscode/workbenchProxy.ts';

describe('the proxy before the workbench', () => {
  const key = Buffer.alloc(32, 7);
  let backend: Server;
  let proxy: WorkbenchProxy;

  before(async () => {
    backend = createServer((incoming, outgoing) => outgoing.end(`${incoming.method} ${incoming.headers.host}`));
    backend.on('upgrade', (_incoming, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      socket.pipe(socket);
    });
    proxy = await startWorkbenchProxy(await listenOnFirstFree(backend, [0]), key, [0]);
  });

  after(async () => {
    await proxy.close();
    backend.closeAllConnections();
    backend.close();
  });

  it('gives the workbench its half of the key', async () => {
    const response = await fetch(`http://127.0.0.1:${proxy.port}/some/path/mint-key`, { method: 'POST' });
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), key);
  });

  it('passes other requests on with the host that the browser named', async () => {
    const response = await fetch(`http://127.0.0.1:${proxy.port}/mint-key`);
    assert.equal(await response.text(), `GET 127.0.0.1:${proxy.port}`);
  });

  it('passes WebSockets on', async () => {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    let received = '';
    await new Promise<void>((resolve) => {
      socket.on('data', (data) => {
        if (received === '') socket.write('echo');
        received += data.toString();
        if (received.endsWith('echo')) resolve();
      });
    });
    socket.destroy();
    assert.match(received, /^HTTP\/1\.1 101/);
  });

  it('takes another port when the first is taken', async () => {
    const other = createServer();
    const port = await listenOnFirstFree(other, [proxy.port, 0]);
    assert.notEqual(port, proxy.port);
    other.close();
  });
});
