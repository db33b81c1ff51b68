import * as l10n from '@vscode/l10n';
import { toErrorMessage } from '#common/errors.ts';
import { describeProxyFailure, findProxy, type NetworkFailure } from './proxyErrors.ts';

const certificateCode =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/;
/** Codes, among those, of a certificate whose authority is not known here. */
const unknownAuthorityCode = /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY))/;
const tlsCode = /^(ERR_SSL_|ERR_TLS_|EPROTO$)/;
const closedCode =
  /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_ABORTED|UND_ERR_DESTROYED|UND_ERR_CLOSED|Z_BUF_ERROR)$/;

/**
 * Describes an exception of `fetch`, or of a body being read. `fetch` hides the fact in the chain of causes, often under
 * "fetch failed" or "terminated".
 */
export function describeNetworkError(error: unknown, origin: string): NetworkFailure {
  const host = new URL(origin).host;
  const cause = innermost(error);
  const code = codeOf(cause) ?? electronCode(cause) ?? '';
  const proxyFailure = describeProxyFailure(cause, code, origin);
  if (proxyFailure) return proxyFailure;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return {
        kind: 'network',
        message: l10n.t('The host name {0} could not be resolved.', new URL(origin).hostname),
        cause,
      };
    case 'ECONNREFUSED':
      return { kind: 'network', message: l10n.t('Nothing answers at {0}: the connection was refused.', host), cause };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return { kind: 'network', message: l10n.t('{0} cannot be reached from here ({1}).', host, code), cause };
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return { kind: 'timeout', message: l10n.t('Connecting to {0} took too long.', host), cause };
    case 'UND_ERR_HEADERS_TIMEOUT':
      return { kind: 'timeout', message: l10n.t('{0} accepted the request and did not answer it.', host), cause };
    case 'UND_ERR_BODY_TIMEOUT':
      return { kind: 'timeout', message: l10n.t('{0} stopped sending.', host), cause };
  }
  if (certificateCode.test(code)) {
    // What follows a semicolon is Node's advice to whoever starts it.
    const words = toErrorMessage(cause).split(';', 1)[0] ?? '';
    const message = l10n.t('The certificate of {0} is not trusted: {1} ({2}).', host, words, code);
    const isUnknownAuthority = unknownAuthorityCode.test(code);
    return {
      kind: 'network',
      reason: isUnknownAuthority ? 'certificate' : undefined,
      message,
      retryable: false,
      cause,
    };
  }
  if (tlsCode.test(code)) {
    const message = l10n.t('No secure connection to {0} could be made ({1}).', host, code);
    return { kind: 'network', message, retryable: false, cause };
  }
  if (code.startsWith('HPE_') || (cause instanceof Error && cause.name === 'HTTPParserError')) {
    return { kind: 'protocol', message: l10n.t('{0} does not speak HTTP as expected.', host), cause };
  }
  if (!closedCode.test(code) && (code.startsWith('Z_') || (code.startsWith('ERR_') && code.includes('DECOMPRESS')))) {
    return { kind: 'protocol', message: l10n.t('{0} sent compressed data that cannot be read.', host), cause };
  }
  if (closedCode.test(code) || toErrorMessage(error) === 'terminated') {
    const proxy = findProxy(cause, origin);
    const message =
      proxy === undefined
        ? l10n.t('The connection to {0} was closed before the answer was complete.', host)
        : l10n.t(
            'The connection to {0}, through the proxy {1}, was closed before the answer was complete.',
            host,
            proxy,
          );
    return { kind: 'network', message, cause };
  }
  return { kind: 'network', message: l10n.t('The request to {0} failed: {1}.', host, toErrorMessage(cause)), cause };
}

/** The codes of Chromium's network stack, which VS Code's `fetch` uses where `http.electronFetch` is on: in the message only. */
const electronCodes: readonly [pattern: RegExp, code: string][] = [
  [/net::ERR_NAME_/, 'ENOTFOUND'],
  [/net::ERR_CONNECTION_REFUSED/, 'ECONNREFUSED'],
  [/net::ERR_(INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|NETWORK_CHANGED)/, 'ENETUNREACH'],
  [/net::ERR_(CONNECTION_TIMED_OUT|TIMED_OUT)/, 'ETIMEDOUT'],
  [
    /net::ERR_(CONNECTION_(RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH)/,
    'ECONNRESET',
  ],
  [/net::ERR_CERT_/, 'CERT_UNTRUSTED'],
  [/net::ERR_SSL_/, 'EPROTO'],
];

function electronCode(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  return message.includes('net::') ? electronCodes.find(([pattern]) => pattern.test(message))?.[1] : undefined;
}

/** Returns the last error of a chain of causes: the operating system's, as a rule. */
function innermost(error: unknown): unknown {
  let current = error;
  for (let depth = 0; depth < 8; depth += 1) {
    const next = current instanceof AggregateError && !codeOf(current) ? current.errors[0] : causeOf(current);
    if (!(next instanceof Error)) break;
    current = next;
  }
  return current;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
