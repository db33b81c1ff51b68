// A provider in a process of its own, so that its processor time is not counted. Prints its origin when it listens.
// The first segment of the path says what to answer: `short` deltas, one at `first`, or ten million characters (`large`).
import { createServer, type ServerResponse } from 'node:http';
import { type BenchWire, toStream } from './llmStreams.ts';

const shortDeltas = 20_000;
const largeDeltas = 10_000;
const largeDelta = 'All work and no play makes Jack a dull boy. '.repeat(23).slice(0, 1000);

const answers: Record<string, (wire: BenchWire) => string[]> = {
  short: (wire) =>
    toStream(
      wire,
      Array.from({ length: shortDeltas }, (_, index) => ` word${index % 10}`),
    ),
  first: (wire) => toStream(wire, ['Hello', ' world']),
  large: (wire) =>
    toStream(
      wire,
      Array.from({ length: largeDeltas }, () => largeDelta),
    ),
};

const frames = new Map<string, string[]>();

function framesOf(mode: string, wire: BenchWire): string[] {
  const key = `${mode} ${wire}`;
  const made = frames.get(key) ?? answers[mode]?.(wire) ?? [];
  frames.set(key, made);
  return made;
}

/** Each frame is written on its own, as a provider's server flushes it, and no faster than the reader takes it. */
async function write(response: ServerResponse, pieces: readonly string[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const piece of pieces) {
    if (!response.write(piece)) await new Promise<void>((resolve) => response.once('drain', resolve));
  }
  response.end();
}

function toWire(path: string): BenchWire {
  if (path.endsWith('/messages')) return 'claude';
  if (path.endsWith('/responses')) return 'gpt';
  return path.endsWith('/completions') ? 'chat' : 'gemini';
}

const server = createServer({ keepAlive: true }, (request, response) => {
  request.resume();
  request.on('end', () => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    void write(response, framesOf(path.split('/')[1] ?? '', toWire(path)));
  });
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) console.log(`http://127.0.0.1:${address.port}`);
});
process.on('disconnect', () => process.exit());
