import { isRecord } from '#common/isRecord.ts';
import { asObjects, asText, type JsonObject, longestName } from '#llm/json.ts';

/** The most models that are listed: more than any list that somebody picks from. */
const mostModels = 10_000;

/**
 * Lists the ids in a list of models: OpenAI's and Anthropic's `data`, Google's `models`, or a bare array. Where a server says
 * what its models can do, those that generate no text are left out; so is what is too long for a name.
 */
export function listModelIds(body: JsonObject | unknown[]): string[] {
  const models = isRecord(body) ? (body['data'] ?? body['models']) : body;
  return asObjects(models)
    .filter(({ supportedGenerationMethods: methods }) => !Array.isArray(methods) || methods.includes('generateContent'))
    .map((model) => asText(model['id']) ?? asText(model['name'])?.replace(/^models\//, ''))
    .filter((id): id is string => id !== undefined && id.length <= longestName)
    .slice(0, mostModels);
}
