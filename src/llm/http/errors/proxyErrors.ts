import * as l10n from '@vscode/l10n';
import type { LlmErrorKind, LlmErrorReason } from '#llm/llmError.ts';

/**
 * What an exception says about a proxy, if it does. Nobody tells this layer that there is one: the editor's `fetch`, or
 * Node's, takes it from settings or the environment. It shows in whom a failed connection was meant for.
 */
export function describeProxyFailure(cause: unknown, code: string, origin: string): NetworkFailure | undefined {
  const { host } = new URL(origin);
  const status = readRefusal(cause);
  if (status === 407) {
    const message = l10n.t(
      'The proxy asks for a user name and password before it lets requests to {0} through (HTTP status 407).',
      host,
    );
    return { kind: 'network', reason: 'proxy', retryable: false, message, cause };
  }
  if (status !== undefined) {
    const message = l10n.t('The proxy did not open a connection to {0} (HTTP status {1}).', host, String(status));
    return { kind: 'network', reason: 'proxy', retryable: status >= 500, message, cause };
  }
  const proxy = findProxy(cause, origin);
  if (proxy === undefined) return undefined;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return {
        kind: 'network',
        reason: 'proxy',
        message: l10n.t('The proxy {0} could not be resolved.', proxy),
        cause,
      };
    case 'ECONNREFUSED':
      return {
        kind: 'network',
        reason: 'proxy',
        message: l10n.t('Nothing answers at the proxy {0}: the connection was refused.', proxy),
        cause,
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return {
        kind: 'network',
        reason: 'proxy',
        message: l10n.t('The proxy {0} cannot be reached ({1}).', proxy, code),
        cause,
      };
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return {
        kind: 'timeout',
        reason: 'proxy',
        message: l10n.t('Connecting to the proxy {0} took too long.', proxy),
        cause,
      };
    default:
      // An open connection that breaks: the server may be as guilty as the proxy.
      return undefined;
  }
}

/** The proxy that a connection went to in place of `origin`, as `host:port` or a host's name; `undefined` if to none. */
export function findProxy(cause: unknown, origin: string): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { hostname, port, protocol } = new URL(origin);
  const originPort = Number(port) || (protocol === 'https:' ? 443 : 80);
  const resolved = read(cause, 'hostname');
  if (typeof resolved === 'string') return resolved === hostname ? undefined : resolved;
  const [address, reachedPort] = readPeer(cause);
  return reachedPort === undefined || reachedPort === originPort ? undefined : `${address}:${reachedPort}`;
}

/** Whom a connection was made to, or was to be made to. */
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

/** The status with which a proxy answered in place of opening a tunnel. undici has it in words only. */
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

/** What became of a connection. */
export interface NetworkFailure {
  kind: LlmErrorKind;
  reason?: LlmErrorReason;
  message: string;
  retryable?: boolean;
  cause?: unknown;
}
