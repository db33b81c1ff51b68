const headerNames = ['request-id', 'x-request-id', 'apim-request-id', 'x-goog-request-id'];

/** The id that a server gave to a request, for its support to find it by. */
export function readRequestId(headers: Headers): string | undefined {
  const name = headerNames.find((header) => headers.has(header));
  return name && (headers.get(name) ?? undefined);
}
