import type { LlmConfig } from './types.ts';

const sensitiveHeader = /auth|key|secret|token|cookie/i;

/** What of a configuration must never show: the key, and the values of headers that look like one. */
export function listSecrets({ apiKey, headers = {} }: Pick<LlmConfig, 'apiKey' | 'headers'>): string[] {
  const values = Object.entries(headers).flatMap(([name, value]) => (sensitiveHeader.test(name) ? [value] : []));
  // A value with a reference to the key holds nothing else to hide, and may well stand in the code of an answer.
  const secrets = values.filter((value) => !value.includes('${apiKey}'));
  return [...(apiKey ? [apiKey.trim()] : []), ...secrets];
}
