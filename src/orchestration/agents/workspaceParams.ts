import { isRecord } from '#common/isRecord.ts';
import type { AgentType } from '#llm/core.ts';

/** Permitted content of a field: one value, one value or a list of them, a JSON schema, or an object of named fields. */
type Rule = 'value' | 'values' | 'schema' | { readonly [field: string]: Rule };

type Rules = { readonly [field: string]: Rule };

/** Fields as in `@anthropic-ai/sdk` 1.12, `MessageCreateParamsBase`. */
const claudeRules: Rules = {
  max_tokens: 'value',
  output_config: { effort: 'value', format: { type: 'value', schema: 'schema' } },
  stop_sequences: 'values',
  temperature: 'value',
  thinking: { type: 'value', budget_tokens: 'value', display: 'value' },
  top_k: 'value',
  top_p: 'value',
};

/** Fields as in `openai` 7.57, `ResponseCreateParamsBase`. */
const responsesRules: Rules = {
  max_output_tokens: 'value',
  reasoning: { effort: 'value', generate_summary: 'value', mode: 'value', summary: 'value' },
  temperature: 'value',
  text: {
    format: { type: 'value', name: 'value', description: 'value', strict: 'value', schema: 'schema' },
    verbosity: 'value',
  },
  top_p: 'value',
};

/** Fields as in `openai` 7.57, `ChatCompletionCreateParamsBase`, and the samplers that local servers add. */
const chatRules: Rules = {
  frequency_penalty: 'value',
  max_completion_tokens: 'value',
  max_tokens: 'value',
  min_p: 'value',
  presence_penalty: 'value',
  reasoning: { effort: 'value', max_tokens: 'value', enabled: 'value' },
  reasoning_effort: 'value',
  repetition_penalty: 'value',
  response_format: {
    type: 'value',
    json_schema: { name: 'value', description: 'value', strict: 'value', schema: 'schema' },
  },
  seed: 'value',
  stop: 'values',
  temperature: 'value',
  top_k: 'value',
  top_p: 'value',
  verbosity: 'value',
};

/** Fields as in `GenerationConfig` of the Gemini API, v1beta. */
const geminiRules: Rules = {
  generationConfig: {
    frequencyPenalty: 'value',
    maxOutputTokens: 'value',
    presencePenalty: 'value',
    responseJsonSchema: 'schema',
    responseMimeType: 'value',
    responseSchema: 'schema',
    seed: 'value',
    stopSequences: 'values',
    temperature: 'value',
    thinkingConfig: { includeThoughts: 'value', thinkingBudget: 'value', thinkingLevel: 'value' },
    topK: 'value',
    topP: 'value',
  },
};

const rulesByType: ReadonlyMap<AgentType, Rules> = new Map([
  ['anthropic-claude', claudeRules],
  ['openai-gpt', responsesRules],
  ['openai-compatible', chatRules],
  ['google-gemini', geminiRules],
]);

/** Params that a workspace may set, and the paths (`text.format.url`) of those that were left out. */
export interface FilteredParams {
  kept: Record<string, unknown>;
  dropped: string[];
}

/**
 * Keeps of a workspace's `params` what only changes how the model thinks, samples and formats. Anything else (tools, remote
 * servers, files, URLs, stored conversations) can carry data out just as an endpoint can. Wires that are not known, VS
 * Code's own models included, take nothing from a workspace.
 */
export function filterWorkspaceParams(type: AgentType, params: Record<string, unknown>): FilteredParams {
  const dropped: string[] = [];
  return { kept: filterFields(rulesByType.get(type) ?? {}, params, '', dropped), dropped };
}

function filterFields(
  rules: Rules,
  fields: Record<string, unknown>,
  prefix: string,
  dropped: string[],
): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [name, field] of Object.entries(fields)) {
    const path = prefix + name;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const value = rule === undefined ? undefined : filterField(rule, field, path, dropped);
    if (value === undefined) dropped.push(path);
    else if (!isEmptied(field, value)) kept.push([name, value]);
  }
  return Object.fromEntries(kept);
}

/** True for an object whose fields were all refused; a wire would refuse the empty one. */
function isEmptied(before: unknown, after: unknown): boolean {
  return hasFields(before) && isRecord(after) && !hasFields(after);
}

function hasFields(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0;
}

/** The field as far as its rule allows, or `undefined`. */
function filterField(rule: Rule, field: unknown, path: string, dropped: string[]): unknown {
  if (rule === 'value') return isScalar(field) ? field : undefined;
  if (rule === 'values') {
    return isScalar(field) || (Array.isArray(field) && field.every(isScalar)) ? field : undefined;
  }
  if (field === null) return null;
  if (!isRecord(field)) return undefined;
  return rule === 'schema' ? filterSchema(field, path, dropped) : filterFields(rule, field, `${path}.`, dropped);
}

/** Keywords with which a JSON schema points outside itself. */
const referenceKeywords: ReadonlySet<string> = new Set([
  '$ref',
  '$dynamicRef',
  '$recursiveRef',
  '$schema',
  '$id',
  '$vocabulary',
]);

/** A schema that nests deeper is no person's: whatever reads it by recursion would run out of stack. */
const maxSchemaDepth = 64;

/** A schema is free in its fields, but may only refer to its own parts. */
function filterSchema(schema: unknown, path: string, dropped: string[], depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (depth > maxSchemaDepth) {
    dropped.push(path);
    return undefined;
  }
  const filter = (item: unknown, name: string | number) => filterSchema(item, `${path}.${name}`, dropped, depth + 1);
  if (Array.isArray(schema)) return schema.map(filter).filter((item) => item !== undefined);
  if (!isRecord(schema)) return schema;
  const kept: [string, unknown][] = [];
  for (const [name, value] of Object.entries(schema)) {
    const isOutside = referenceKeywords.has(name) && !(typeof value === 'string' && value.startsWith('#'));
    if (isOutside) dropped.push(`${path}.${name}`);
    else {
      const filtered = filter(value, name);
      if (filtered !== undefined) kept.push([name, filtered]);
    }
  }
  return Object.fromEntries(kept);
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
