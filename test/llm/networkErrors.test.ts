import assert from 'node:assert/strict';
import { sayPhrase } from '../../src/common/phrase.ts';
import { readErrorBody } from '../../src/llm/errorBody.ts';
import { describeNetworkError } from '../../src/llm/networkErrors.ts';
import { readRetryAfter } from '../../src/llm/retryAfter.ts';

function failed(code: string, message = 'x'): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}

describe('describeNetworkError', () => {
  const rows = [
    [failed('ENOTFOUND'), 'network', /The host name api\.example\.com could not be resolved/],
    [failed('EAI_AGAIN'), 'network', /could not be resolved/],
    [failed('ECONNREFUSED'), 'network', /api\.example\.com:8443.*refused/],
    [failed('ECONNRESET'), 'network', /closed before/],
    [failed('ENETUNREACH'), 'network', /cannot be reached/],
    [failed('UND_ERR_CONNECT_TIMEOUT'), 'timeout', /took too long/],
    [failed('UND_ERR_BODY_TIMEOUT'), 'timeout', /stopped sending/],
    [
      failed('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'),
      'network',
      /certificate.*not trusted/,
    ],
    [failed('ERR_TLS_CERT_ALTNAME_INVALID', 'Hostname does not match'), 'network', /certificate.*not trusted/],
    [failed('CERT_HAS_EXPIRED', 'certificate has expired'), 'network', /certificate has expired/],
    [failed('ERR_SSL_WRONG_VERSION_NUMBER'), 'network', /secure connection/],
    [failed('HPE_INVALID_CONSTANT'), 'protocol', /does not speak HTTP/],
    [failed('Z_DATA_ERROR'), 'protocol', /compressed/],
    [
      new TypeError('terminated', { cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }) }),
      'network',
      /closed before/,
    ],
    [new TypeError('terminated'), 'network', /closed before/],
    [
      new TypeError('fetch failed', {
        cause: new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]),
      }),
      'network',
      /refused/,
    ],
    [new TypeError('fetch failed', { cause: new Error('bad port') }), 'network', /bad port/],
    [new Error('net::ERR_NAME_NOT_RESOLVED'), 'network', /host name api\.example\.com could not be resolved/],
    [new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'network', /certificate.*not trusted.*AUTHORITY_INVALID/],
    [new Error('net::ERR_CONNECTION_RESET'), 'network', /closed before/],
    [new Error('net::ERR_CONNECTION_TIMED_OUT'), 'timeout', /took too long/],
  ] as const;
  for (const [error, kind, message] of rows) {
    it(`reads ${error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : error.message} as ${kind}`, () => {
      const failure = describeNetworkError(error, 'https://api.example.com:8443');
      assert.equal(failure.kind, kind);
      assert.match(sayPhrase(failure.message), message);
    });
  }

  it('does not call a certificate worth a retry', () => {
    assert.equal(describeNetworkError(failed('CERT_HAS_EXPIRED'), 'https://a.example').retryable, false);
  });
});

describe('readRetryAfter', () => {
  const read = (headers: Record<string, string>, details?: unknown) => readRetryAfter(new Headers(headers), details);
  it('reads seconds, fractions, milliseconds and dates, milliseconds first', () => {
    assert.equal(read({ 'retry-after': '3' }), 3000);
    assert.equal(read({ 'retry-after': '0.5' }), 500);
    assert.equal(read({ 'retry-after-ms': '20', 'retry-after': '3' }), 20);
    const soon = read({ 'retry-after': new Date(Date.now() + 10_000).toUTCString() }) ?? 0;
    assert.ok(soon > 8000 && soon <= 10_000);
    assert.equal(read({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }), 0);
  });

  it("reads Google's RetryInfo in both its forms, after the headers", () => {
    assert.equal(read({}, [{ reason: 'x' }, { retryDelay: '34.5s' }]), 34_500);
    assert.equal(read({}, [{ retryDelay: { seconds: '2', nanos: 500_000_000 } }]), 2500);
    assert.equal(read({ 'retry-after': '1' }, [{ retryDelay: '34s' }]), 1000);
  });

  it('gives nothing for nonsense', () => {
    for (const value of ['', 'soon', '-5', 'NaN']) assert.equal(read({ 'retry-after': value }), undefined);
    assert.equal(read({}, [{ retryDelay: 'soon' }]), undefined);
  });
});

describe('readErrorBody', () => {
  const messageOf = (body: unknown) => readErrorBody(body).message;
  it("finds the provider's own words in whatever shape they come", () => {
    assert.equal(messageOf('{"error":{"message":"No."}}'), 'No.');
    assert.equal(messageOf('{"error":"No."}'), 'No.');
    assert.equal(messageOf('{"message":"No."}'), 'No.');
    assert.equal(messageOf('{"detail":"No."}'), 'No.');
    assert.equal(messageOf('{"detail":[{"msg":"No."}]}'), 'No.');
    assert.equal(messageOf('{"detail":[{"loc":["body","x_options"],"msg":"No."}]}'), 'No. (x_options)');
    assert.equal(messageOf('{"error":{"message":"No.","param":"x"}}'), 'No. (x)');
    assert.equal(messageOf('{"error":{"message":"Not x.","param":"x"}}'), 'Not x.');
    assert.equal(messageOf('[{"error":{"message":"No."}}]'), 'No.');
    assert.equal(messageOf('{"error":{"message":"{\\"error\\":{\\"message\\":\\"No.\\"}}"}}'), 'No.');
    assert.equal(messageOf(' No.\n\n '), 'No.');
    assert.equal(
      messageOf('<html><title>403 Forbidden</title></html>'),
      'The server answered with a web page: 403 Forbidden',
    );
    assert.equal(messageOf(''), undefined);
    assert.equal(messageOf('{}'), undefined);
  });

  it('keeps a message and a title to a readable length', () => {
    assert.ok((messageOf('x'.repeat(10_000)) ?? '').length < 700);
    assert.ok((messageOf(`<title>\n${'x '.repeat(10_000)}</title>`) ?? '').length < 700);
    assert.equal(messageOf('<title>\n  Bad\n  Gateway </title>'), 'The server answered with a web page: Bad Gateway');
  });

  it('is not kept busy by a page that never gets to its point', () => {
    assert.equal(messageOf(`<html>${'<title'.repeat(600_000)}`), 'The server answered with a web page.');
  });
});
