const headerNames = ['request-id', 'x-request-id', 'apim-request-id', 'x-goog-request-id'];

/** Reads the id that a server gave to a request, by which its support finds it. */
export function readRequestId(headers: Headers): string | undefined {
  const name = headerNames.find((header) => headers.has(header));
  return name && (headers.get(name) ?? undefined);
}
