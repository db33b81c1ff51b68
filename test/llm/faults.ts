import { type Script, shred, stall, reset } from '#test/fakes/fakeProviderServer.ts';
import { type FakeWire, streamOf } from '#test/fakes/fakeWires.ts';
import { type LlmConfig, type LlmErrorKind } from '#llm/index.ts';

/** A fault, as a server or a caller makes it, and what a call comes to under it. */
export interface Fault {
  name: string;
  script?: (wire: FakeWire) => Script | Script[];
  /** Short limits, where the fault is time itself. */
  config?: Partial<LlmConfig>;
  url?: string;
  /** The caller aborts, twice, once this was said. */
  abortsAfter?: string;
  /** For rows that move tens of megabytes. */
  isSlow?: boolean;
  expected: Expected;
}

/** The outcome of a call under a fault. */
export interface Expected {
  kind?: LlmErrorKind;
  text?: string;
  status?: number;
  requestId?: boolean;
  message?: RegExp;
  retryable?: boolean;
  retryAfterMs?: [number, number];
}

/** The answer that the fake servers give. */
export const spoken = 'Grüße, 世界 🎉';
const half = (wire: FakeWire) => wire.opening + wire.text('Grüße, ') + wire.text('世界');
const refusal = (status: number, headers?: Record<string, string>) => (wire: FakeWire) => ({
  status,
  headers: { 'content-type': 'application/json', 'x-request-id': 'req_1', ...headers },
  steps: [wire.error(status, `It went wrong with ${status}.`)],
});
const page = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
const largePiece = 'All work and no play. '.repeat(1000);
const largeCount = Math.ceil((50 * 1024 * 1024) / largePiece.length);
const retryInfo = JSON.stringify({
  error: { code: 429, message: 'Slow down.', details: [{ '@type': 'google.rpc.RetryInfo', retryDelay: '34.5s' }] },
});
const html = { 'content-type': 'text/html' };
const json = { 'content-type': 'application/json' };

function status(code: number, kind: LlmErrorKind): Fault {
  return {
    name: String(code),
    script: refusal(code),
    expected: { kind, status: code, message: /It went wrong/, requestId: true },
  };
}

function whole(name: string, steps: (stream: string, wire: FakeWire) => Script['steps'], headers = {}): Fault {
  return {
    name,
    script: (wire) => ({ headers, steps: steps(streamOf(wire, 'Grüße, ', '世界 🎉'), wire) ?? [] }),
    expected: { text: spoken },
  };
}

function rateLimit(name: string, headers: Record<string, string>, retryAfterMs: [number, number]): Fault {
  return { name, script: refusal(429, headers), expected: { kind: 'rateLimit', status: 429, retryAfterMs } };
}

/** Every fault that all wires are put under. */
export const faults: readonly Fault[] = [
  whole('no fault', (stream) => [stream]),
  whole('UTF-8 split anywhere', (stream) => shred(stream, 3)),
  whole('frames split anywhere', (stream) => shred(stream, 40, 7)),
  whole('byte by byte', (stream) => shred(stream, 1)),
  whole('CRLF', (stream) => shred(stream.replaceAll('\n', '\r\n'), 5)),
  whole('lone CR', (stream) => shred(stream.replaceAll('\n', '\r'), 5)),
  whole('comments', (stream) => [': hello\n\n', stream.replaceAll('\n\n', '\n\n: ping\n\n')]),
  whole('no event lines', (stream) => [stream.replaceAll(/^event: .*\n/gm, '')]),
  whole('no space after data:', (stream) => [stream.replaceAll('data: ', 'data:')]),
  whole('byte order mark', (stream) => ['\uFEFF', stream]),
  whole('no blank line at the end', (stream) => [stream.trimEnd()]),
  whole('unknown events', (stream, wire) => [
    wire.opening,
    'event: tomorrow\ndata: {"type":"tomorrow","x":[1]}\n\ndata: null\n\ndata: 7\n\nretry: 10\nid: 4\n\n',
    stream.slice(wire.opening.length),
  ]),
  whole('wrong content type', (stream) => shred(stream, 9), { 'content-type': 'text/plain' }),
  whole('JSON as content type', (stream) => shred(stream, 9), json),
  {
    name: 'JSON in place of a stream',
    script: (wire) => ({ headers: json, steps: shred(wire.document(spoken), 11) }),
    expected: { text: spoken },
  },
  {
    name: 'reset after the terminal event',
    script: (wire) => ({ steps: [streamOf(wire, spoken).replace('data: [DONE]\n\n', ''), { pauseMs: 20 }, reset] }),
    expected: { text: spoken },
  },
  status(400, 'invalidRequest'),
  status(401, 'authentication'),
  status(403, 'permission'),
  status(404, 'notFound'),
  status(408, 'timeout'),
  status(409, 'invalidRequest'),
  status(413, 'contextLength'),
  status(422, 'invalidRequest'),
  status(429, 'rateLimit'),
  status(500, 'server'),
  status(503, 'overloaded'),
  status(504, 'timeout'),
  status(529, 'overloaded'),
  rateLimit('429 Retry-After: 7', { 'retry-after': '7' }, [7000, 7000]),
  rateLimit(
    '429 Retry-After: date',
    { 'retry-after': new Date(Date.now() + 86_400_000).toUTCString() },
    [80_000_000, 86_401_000],
  ),
  rateLimit('429 retry-after-ms', { 'retry-after-ms': '1500', 'retry-after': '2' }, [1500, 1500]),
  rateLimit('429 Retry-After: nonsense', { 'retry-after': 'soon' }, [-1, -1]),
  {
    name: '429 RetryInfo',
    script: () => ({ status: 429, headers: json, steps: [retryInfo] }),
    expected: { kind: 'rateLimit', status: 429, retryAfterMs: [34_500, 34_500] },
  },
  {
    name: '502 HTML',
    script: () => ({ status: 502, headers: html, steps: [page] }),
    expected: { kind: 'server', status: 502, message: /^The server answered with a web page: 502 Bad Gateway$/ },
  },
  {
    name: 'error body that stalls',
    script: () => ({ status: 500, headers: json, steps: ['{"error":', stall] }),
    config: { timeoutMs: 40 },
    expected: { kind: 'server', status: 500 },
  },
  {
    name: 'DNS failure',
    url: 'http://nowhere.invalid',
    expected: { kind: 'network', message: /nowhere\.invalid/ },
  },
  {
    name: 'refused',
    url: 'http://127.0.0.1:65534',
    expected: { kind: 'network', message: /127\.0\.0\.1:\d.*refused/ },
  },
  {
    name: 'reset before headers',
    script: () => ({ beforeHeaders: reset }),
    expected: { kind: 'network', retryable: true },
  },
  {
    name: 'reset in mid-stream',
    script: (wire) => ({ steps: [half(wire), { pauseMs: 20 }, reset] }),
    expected: { kind: 'network', text: 'Grüße, 世界' },
  },
  {
    name: 'stall before headers',
    script: () => ({ beforeHeaders: stall }),
    config: { connectTimeoutMs: 40 },
    expected: { kind: 'timeout', message: /did not answer within/ },
  },
  {
    name: 'stall before the first byte',
    script: () => ({ steps: [stall] }),
    config: { timeoutMs: 40 },
    expected: { kind: 'timeout', message: /stopped sending/ },
  },
  {
    name: 'stall in mid-stream',
    script: (wire) => ({ steps: [half(wire), stall] }),
    config: { timeoutMs: 150 },
    expected: { kind: 'timeout', text: 'Grüße, 世界', message: /stopped sending/ },
  },
  {
    name: 'endless drip',
    script: (wire) => ({ steps: Array.from({ length: 100 }, () => [wire.text('x'), { pauseMs: 10 }]).flat() }),
    config: { totalTimeoutMs: 60 },
    expected: { kind: 'timeout', message: /longer than 0\.1 s/ },
  },
  {
    name: 'truncated stream, between frames',
    script: (wire) => ({ steps: [half(wire)] }),
    expected: { kind: 'network', text: 'Grüße, 世界' },
  },
  {
    name: 'truncated stream, in a frame',
    script: (wire) => ({ steps: [half(wire), wire.text('never').slice(0, -9)] }),
    expected: { kind: 'network', text: 'Grüße, 世界' },
  },
  {
    name: 'truncated stream, in the first frame',
    script: (wire) => ({ steps: shred(wire.text('never'), 5).slice(0, 4) }),
    expected: { kind: 'network', text: '' },
  },
  {
    name: 'truncated stream, after comments',
    script: () => ({ steps: [': ping\n\n', ': ping\n\n'] }),
    expected: { kind: 'network', text: '' },
  },
  {
    name: 'truncated JSON in place of a stream',
    script: (wire) => ({ headers: json, steps: [wire.document(spoken).slice(0, -30)] }),
    expected: { kind: 'network' },
  },
  {
    name: 'error frame in the stream',
    script: (wire) => ({ steps: [half(wire) + wire.overloaded] }),
    expected: { kind: 'overloaded', text: 'Grüße, 世界', message: /^“Overloaded”$/ },
  },
  {
    name: 'error frame at once',
    script: (wire) => ({ steps: [wire.overloaded] }),
    expected: { kind: 'overloaded' },
  },
  {
    name: 'error without a frame in the stream',
    script: (wire) => ({ steps: [half(wire), `${JSON.stringify(JSON.parse(wire.error(500, 'Broken.')), null, 2)}\n`] }),
    expected: { kind: 'server', text: 'Grüße, 世界', message: /^“Broken\.”$/ },
  },
  {
    name: 'JSON error with 200',
    script: (wire) => ({ headers: json, steps: [wire.error(500, 'Broken.')] }),
    expected: { kind: 'server', message: /^“Broken\.”$/ },
  },
  {
    name: 'HTML with 200',
    script: () => ({ headers: html, steps: [page] }),
    expected: { kind: 'protocol', message: /web page/ },
  },
  {
    name: 'HTML as an event stream',
    script: () => ({ steps: shred(page, 3) }),
    expected: { kind: 'protocol', message: /web page/ },
  },
  {
    name: 'garbage',
    script: () => ({ steps: [Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)] }),
    expected: { kind: 'protocol' },
  },
  {
    name: 'garbage in a frame',
    script: (wire) => ({ steps: [half(wire), 'data: {"oops\n\n', wire.closing('')] }),
    expected: { kind: 'protocol', text: 'Grüße, 世界' },
  },
  {
    name: 'JSON of another kind',
    script: () => ({ headers: json, steps: ['{"a":1}'] }),
    expected: { kind: 'protocol' },
  },
  { name: 'empty body', script: () => ({}), expected: { kind: 'protocol', message: /empty/ } },
  {
    name: 'abort already signalled',
    script: (wire) => ({ steps: [streamOf(wire, spoken)] }),
    abortsAfter: '',
    expected: { kind: 'cancelled', text: '' },
  },
  {
    name: 'abort twice',
    script: (wire) => ({ steps: [half(wire), stall] }),
    abortsAfter: 'Grüße, 世界',
    expected: { kind: 'cancelled', text: 'Grüße, 世界', retryable: false },
  },
  {
    name: 'endless line',
    script: () => ({ steps: endlessLine() }),
    isSlow: true,
    expected: { kind: 'protocol', message: /frame without end/ },
  },
  {
    name: '50 MB answer',
    script: (wire) => ({ steps: largeAnswer(wire) }),
    isSlow: true,
    expected: { text: largePiece.repeat(largeCount) },
  },
  { name: '204', script: () => ({ status: 204 }), expected: { kind: 'protocol', message: /empty/ } },
];

function* endlessLine(): Generator<string> {
  yield 'data: "';
  for (;;) yield 'x'.repeat(1024 * 1024);
}

function* largeAnswer(wire: FakeWire): Generator<string> {
  yield wire.opening;
  for (let count = 0; count < largeCount; count += 1) yield wire.text(largePiece);
  yield wire.closing(largePiece.repeat(largeCount));
}
