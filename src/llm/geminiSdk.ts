import { GoogleGenerativeAIFetchError } from '@google/generative-ai';
import { FetchError } from './pinnedFetch.ts';

export { GoogleGenerativeAI } from '@google/generative-ai';

/** Turns the SDK's error back into the response it was made of, so that one table reads both. */
export function toFetchError(error: unknown): FetchError | undefined {
  if (!(error instanceof GoogleGenerativeAIFetchError) || error.status === undefined) return undefined;
  const details = error.errorDetails;
  // "Error fetching from <url>: [400 Bad Request] <words> <details as JSON>"
  const words = error.message.replace(/^.*?\[\d{3} [^\]]*\]\s*/s, '');
  const message = details ? words.replace(` ${JSON.stringify(details)}`, '') : words;
  return new FetchError({ response: Response.json({ error: { message, details } }, { status: error.status }) });
}
