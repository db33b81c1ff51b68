// Preloaded into the gateway: it would listen on every interface and a port of its choice; here it listens on loopback,
// on any free port, and tells it to the process that started it. It also writes into the headers of what `fetch` brought,
// which Node forbids; the patch that it applies to a dependency when npm runs its install script is not applied here.
import { Server } from 'node:net';

const { listen } = Server.prototype;

Server.prototype.listen = function listenOnLoopback(...given) {
  const onListening = given.find((value) => typeof value === 'function');
  return listen.call(this, { port: 0, host: '127.0.0.1' }, () => {
    process.send?.({ port: this.address().port });
    onListening?.call(this);
  });
};

const { fetch: nodeFetch, Headers: NodeHeaders, Response: NodeResponse } = globalThis;

globalThis.fetch = async (...given) => {
  const { body, status, statusText, headers } = await nodeFetch(...given);
  return new NodeResponse(body, { status, statusText, headers: new NodeHeaders(headers) });
};
