import * as l10n from '@vscode/l10n';

/** The `fetch` that the SDKs and the wires call. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

const longestRedirectChain = 3;

/** Carries the failure of a request through an SDK untouched: `docs/wire.md`, "Requests". */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  /** A response that is not a success, its body unread. */
  readonly response: Response | undefined;
  /** The error that `fetch` threw. */
  readonly reason: unknown;

  constructor(failure: { response: Response } | { reason: unknown }) {
    super('The request failed.');
    this.response = 'response' in failure ? failure.response : undefined;
    this.reason = 'reason' in failure ? failure.reason : undefined;
  }
}

/** An error for a redirect that is not followed. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
}

/** Finds the {@link FetchError} that an SDK wrapped, if any. */
export function findFetchError(error: unknown): FetchError | undefined {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if (current instanceof FetchError) return current;
    current = current.cause;
  }
  return undefined;
}

/**
 * Creates a `fetch` that reaches one origin only and returns successes only. Whatever an SDK's environment variables, profiles or
 * a redirect say, no request, and so no key, goes anywhere else. Throws a {@link FetchError}.
 *
 * `globalThis.fetch` is looked up at each call: VS Code replaces it with one that knows proxies and certificates.
 */
export function createPinnedFetch(origin: string): Fetch {
  return async (input, init) => {
    let url = new URL(input instanceof Request ? input.url : String(input));
    for (let hop = 0; hop <= longestRedirectChain; hop += 1) {
      if (url.origin !== origin) throw new FetchError({ reason: new RedirectError(elsewhere(origin, url.origin)) });
      const response = await send(url, init);
      if (response.ok) return response;
      const target = redirectTarget(response, url);
      if (!target) throw new FetchError({ response });
      await response.body?.cancel().catch(() => undefined);
      if (target.origin === origin && !keepsMethod(response.status, init?.method)) {
        const address = `${target.origin}${target.pathname}`;
        const message = l10n.t('The server redirects to {0}. Set that as the base URL.', address);
        throw new FetchError({ reason: new RedirectError(message) });
      }
      url = target;
    }
    throw new FetchError({ reason: new RedirectError(l10n.t('The server redirects in a circle.')) });
  };
}

async function send(url: URL, init: RequestInit | undefined): Promise<Response> {
  try {
    return await globalThis.fetch(url.href, { ...init, redirect: 'manual' });
  } catch (reason) {
    throw new FetchError({ reason });
  }
}

function redirectTarget(response: Response, url: URL): URL | undefined {
  const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
  return location === null || !URL.canParse(location, url.href) ? undefined : new URL(location, url);
}

/** Returns true for a redirect that repeats the request as it was: 307 and 308, the others turn a POST into a GET. */
function keepsMethod(status: number, method: string | undefined): boolean {
  return status === 307 || status === 308 || (method ?? 'GET').toUpperCase() === 'GET';
}

function elsewhere(origin: string, target: string): string {
  return l10n.t(
    'The server at {0} redirects to {1}. The request was not sent there, since it carries a key.',
    origin,
    target,
  );
}
