import * as l10n from '@vscode/l10n';
import type { LlmErrorKind, LlmErrorReason } from '#llm/llmError.ts';

/**
 * Describes an exception for which a proxy is at fault. The editor's `fetch`, or Node's, takes the proxy from settings or
 * the environment, so that only the address of the failed connection shows it.
 */
export function describeProxyFailure(cause: unknown, code: string, origin: string): NetworkFailure | undefined {
  const { host } = new URL(origin);
  const fail = (kind: LlmErrorKind, message: string, retryable?: boolean): NetworkFailure => ({
    kind,
    reason: 'proxy',
    message,
    retryable,
    cause,
  });
  const status = readRefusal(cause);
  if (status === 407) {
    const message = l10n.t(
      'The proxy asks for a user name and password before it lets requests to {0} through (HTTP status 407).',
      host,
    );
    return fail('network', message, false);
  }
  if (status !== undefined) {
    const message = l10n.t('The proxy did not open a connection to {0} (HTTP status {1}).', host, String(status));
    return fail('network', message, status >= 500);
  }
  const proxy = findProxy(cause, origin);
  if (proxy === undefined) return undefined;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return fail('network', l10n.t('The proxy {0} could not be resolved.', proxy));
    case 'ECONNREFUSED':
      return fail('network', l10n.t('Nothing answers at the proxy {0}: the connection was refused.', proxy));
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return fail('network', l10n.t('The proxy {0} cannot be reached ({1}).', proxy, code));
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return fail('timeout', l10n.t('Connecting to the proxy {0} took too long.', proxy));
    default:
      // An open connection that breaks: the server may be as guilty as the proxy.
      return undefined;
  }
}

/** Finds the proxy that a connection went to in place of `origin`, as `host:port` or a host's name. */
export function findProxy(cause: unknown, origin: string): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { hostname, port, protocol } = new URL(origin);
  const originPort = Number(port) || (protocol === 'https:' ? 443 : 80);
  const resolved = read(cause, 'hostname');
  if (typeof resolved === 'string') return resolved === hostname ? undefined : resolved;
  const [address, reachedPort] = readPeer(cause);
  return reachedPort === undefined || reachedPort === originPort ? undefined : `${address}:${reachedPort}`;
}

/** Reads the address that a connection was made to, or was to be made to. */
function readPeer(cause: Error): [address: string, port: number | undefined] {
  const socket = read(cause, 'socket');
  const [address, port] =
    socket === undefined
      ? [read(cause, 'address'), read(cause, 'port')]
      : [read(socket, 'remoteAddress'), read(socket, 'remotePort')];
  if (typeof address === 'string' && typeof port === 'number') return [toHost(address), port];
  // undici's words for a connection that took too long.
  const attempted = /attempted address(?:es)?: (\S+?):(\d+)[,)]/.exec(cause.message);
  return [attempted?.[1] ?? '', attempted ? Number(attempted[2]) : undefined];
}

/** Reads the status with which a proxy refused to open a tunnel. undici has it in words only. */
function readRefusal(cause: unknown): number | undefined {
  const found = cause instanceof Error ? /^Proxy response \((\d{3})\)/.exec(cause.message) : undefined;
  return found ? Number(found[1]) : undefined;
}

function toHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function read(source: unknown, name: string): unknown {
  return typeof source === 'object' && source !== null ? Reflect.get(source, name) : undefined;
}

/** A failure of a connection, as fields of an `LlmError`. */
export interface NetworkFailure {
  kind: LlmErrorKind;
  reason?: LlmErrorReason | undefined;
  message: string;
  retryable?: boolean | undefined;
  cause?: unknown;
}
