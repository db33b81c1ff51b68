import { GoogleGenerativeAIFetchError } from '@google/generative-ai';

export { GoogleGenerativeAI } from '@google/generative-ai';

/**
 * The status and the error body that an error of the SDK was made of, so that one table reads both. Imports nothing of
 * ours: what it shared with the wires would become one more file for each of them to load.
 */
export function toRefusal(error: unknown): { status: number; body: object } | undefined {
  if (!(error instanceof GoogleGenerativeAIFetchError) || error.status === undefined) return undefined;
  const details = error.errorDetails;
  // "Error fetching from <url>: [400 Bad Request] <words> <details as JSON>"
  const words = error.message.replace(/^.*?\[\d{3} [^\]]*\]\s*/s, '');
  const message = details ? words.replace(` ${JSON.stringify(details)}`, '') : words;
  return { status: error.status, body: { error: { message, details } } };
}
