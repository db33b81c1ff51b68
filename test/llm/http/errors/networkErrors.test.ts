import assert from 'node:assert/strict';
import { describeNetworkError } from '#llm/http/errors/networkErrors.ts';

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
    [
      new TypeError('fetch failed', {
        cause: Object.assign(new Error('Response does not match the HTTP/1.1 protocol'), { name: 'HTTPParserError' }),
      }),
      'protocol',
      /does not speak HTTP/,
    ],
    [failed('Z_DATA_ERROR'), 'protocol', /compressed/],
    [
      new TypeError('terminated', {
        cause: Object.assign(new Error('incorrect header check'), { code: 'Z_DATA_ERROR' }),
      }),
      'protocol',
      /compressed/,
    ],
    [failed('Z_BUF_ERROR', 'unexpected end of file'), 'network', /closed before/],
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
      assert.match(failure.message, message);
    });
  }

  it('does not call a certificate worth a retry', () => {
    assert.equal(describeNetworkError(failed('CERT_HAS_EXPIRED'), 'https://a.example').retryable, false);
  });
});
