import assert from 'node:assert/strict';
import { LlmError } from '#llm/index.ts';
import { describeNetworkError } from '#llm/http/errors/networkErrors.ts';

/** Creates an error as `fetch` throws it, with what undici and Node put behind it. */
function failed(facts: Record<string, unknown>, message = 'x'): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), facts) });
}

const refused = (status: number) =>
  failed({ code: 'UND_ERR_ABORTED' }, `Proxy response (${status}) !== 200 when HTTP Tunneling`);

describe('describeNetworkError, of a proxy', () => {
  const origin = 'https://api.example.com';
  const rows: [name: string, error: Error, message: RegExp, retryable: boolean | undefined][] = [
    ['407', refused(407), /^The proxy asks for a user name and password .* api\.example\.com .*407/, false],
    ['403', refused(403), /^The proxy did not open a connection to api\.example\.com \(HTTP status 403\)/, false],
    ['504', refused(504), /^The proxy did not open a connection .*504/, true],
    [
      'a refused connection',
      failed({ code: 'ECONNREFUSED', address: '10.0.0.1', port: 3128 }),
      /^Nothing answers at the proxy 10\.0\.0\.1:3128/,
      undefined,
    ],
    [
      'a refused connection over IPv6',
      failed({ code: 'ECONNREFUSED', address: '::1', port: 3128 }),
      /the proxy \[::1\]:3128/,
      undefined,
    ],
    [
      'several refused connections',
      new TypeError('fetch failed', {
        cause: new AggregateError([
          Object.assign(new Error('x'), { code: 'ECONNREFUSED', address: '10.0.0.1', port: 3128 }),
        ]),
      }),
      /the proxy 10\.0\.0\.1:3128/,
      undefined,
    ],
    [
      'an unknown name',
      failed({ code: 'ENOTFOUND', hostname: 'proxy.example' }),
      /^The proxy proxy\.example/,
      undefined,
    ],
    [
      'no way to it',
      failed({ code: 'EHOSTUNREACH', address: '10.0.0.1', port: 8080 }),
      /^The proxy 10\.0\.0\.1:8080 cannot be reached/,
      undefined,
    ],
  ];
  for (const [name, error, message, retryable] of rows) {
    it(`names it for ${name}`, () => {
      const failure = describeNetworkError(error, origin);
      assert.deepEqual([failure.kind, failure.reason, failure.retryable], ['network', 'proxy', retryable]);
      assert.match(failure.message, message);
    });
  }

  it('names it for a connection that took too long', () => {
    const words = 'Connect Timeout Error (attempted address: 10.0.0.1:3128, timeout: 10000ms)';
    const failure = describeNetworkError(failed({ code: 'UND_ERR_CONNECT_TIMEOUT' }, words), origin);
    assert.deepEqual([failure.kind, failure.reason], ['timeout', 'proxy']);
    assert.match(failure.message, /the proxy 10\.0\.0\.1:3128 took too long/);
  });

  it('says that a broken connection went through it, and not that it was its fault', () => {
    const socket = { remoteAddress: '10.0.0.1', remotePort: 3128 };
    const failure = describeNetworkError(failed({ code: 'UND_ERR_SOCKET', socket }), origin);
    assert.equal(failure.reason, undefined);
    assert.match(failure.message, /api\.example\.com, through the proxy 10\.0\.0\.1:3128, was closed/);
  });

  const direct: [name: string, error: Error, origin: string][] = [
    ['the server itself refuses', failed({ code: 'ECONNREFUSED', address: '10.0.0.1', port: 443 }), origin],
    [
      'a local server is not there',
      failed({ code: 'ECONNREFUSED', address: '::1', port: 11434 }),
      'http://localhost:11434',
    ],
    ['the server’s name is unknown', failed({ code: 'ENOTFOUND', hostname: 'api.example.com' }), origin],
    [
      'the server’s connection breaks',
      failed({ code: 'UND_ERR_SOCKET', socket: { remoteAddress: '10.0.0.1', remotePort: 443 } }),
      origin,
    ],
    ['the connection broke before anything is known of it', failed({ code: 'UND_ERR_SOCKET', socket: {} }), origin],
    [
      'the server takes too long',
      failed({ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'Connect Timeout Error (attempted address: api.example.com:443, …)'),
      origin,
    ],
  ];
  for (const [name, error, to] of direct) {
    it(`names none where ${name}`, () => {
      const failure = describeNetworkError(error, to);
      assert.equal(failure.reason, undefined);
      assert.doesNotMatch(failure.message, /proxy/);
    });
  }
});

describe('describeNetworkError, of a certificate', () => {
  const read = (code: string, words: string) =>
    describeNetworkError(failed({ code }, words), 'https://api.example.com');

  it('says that its authority is not known, without Node’s advice to whoever starts it', () => {
    const advice = 'unable to get local issuer certificate; if the root CA is installed locally, try running Node.js';
    const failure = read('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', advice);
    assert.equal(failure.reason, 'certificate');
    assert.equal(
      failure.message,
      'The certificate of api.example.com is not trusted: unable to get local issuer certificate (UNABLE_TO_GET_ISSUER_CERT_LOCALLY).',
    );
  });

  it('does not blame the authority for a certificate that is out of date or another host’s', () => {
    for (const code of ['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
      const failure = read(code, 'It is wrong');
      assert.deepEqual([failure.reason, failure.retryable], [undefined, false]);
    }
  });
});

describe('LlmError', () => {
  it('keeps its reason when other facts of it are replaced', () => {
    const error = new LlmError({ kind: 'network', reason: 'proxy', provider: 'openai-gpt', message: 'No.' });
    assert.equal(error.with({ partialText: 'Half' }).reason, 'proxy');
  });
});
