import { asObject, type JsonObject } from '#llm/json.ts';

/** The condition on which a model takes a temperature: `withoutReasoning` means only at reasoning effort `none`. */
type Acceptance = 'never' | 'withoutReasoning';

/**
 * The models that refuse a temperature with a 400, the first row that fits deciding; any other model takes one. OpenAI's
 * reasoning models, as of November 2026: https://developers.openai.com/api/docs/guides/latest-model. A model that is
 * newer than this table is taken for one of them: an answer without the temperature is better than none.
 */
const openAiModels: readonly [model: RegExp, acceptance: Acceptance][] = [
  [/^o\d/, 'never'],
  [/^gpt-5(-(mini|nano|pro|codex))?(-\d|$)/, 'never'],
  [/^gpt-(6-astra|6\.1-sol)/, 'never'],
  [/^gpt-(5\.\d|[6-9]|\d\d)/, 'withoutReasoning'],
];

/** From this version of Anthropic's API on, no model takes a temperature, even at its default value. */
const anthropicVersionWithoutTemperature = '2026-10-21';

/**
 * Adds a temperature to a request of one of OpenAI's wires, if the model takes one. What the parameters say stands: they
 * are the user's own words.
 */
export function addOpenAiTemperature(request: JsonObject, model: string, temperature: number | undefined): JsonObject {
  if (temperature === undefined || 'temperature' in request) return request;
  // Gateways put the provider before the name.
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  const acceptance = openAiModels.find(([pattern]) => pattern.test(name))?.[1];
  const effort = request['reasoning_effort'] ?? asObject(request['reasoning'])?.['effort'];
  if (acceptance === 'never' || (acceptance && effort !== 'none')) return request;
  return { ...request, temperature };
}

/**
 * Adds a temperature to a request of Anthropic's wire, if the version of the API takes one: the SDK's does not, but a
 * server with an older wire can be given an older `anthropic-version` in its headers.
 */
export function addClaudeTemperature(
  request: JsonObject,
  headers: Readonly<Record<string, string>> | undefined,
  temperature: number | undefined,
): JsonObject {
  if (temperature === undefined || 'temperature' in request) return request;
  const version = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'anthropic-version')?.[1];
  const isOlder = version !== undefined && version < anthropicVersionWithoutTemperature;
  return isOlder ? { ...request, temperature } : request;
}
