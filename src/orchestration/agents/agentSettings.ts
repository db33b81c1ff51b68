import { isRecord } from '#common/isRecord.ts';
import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import * as v from 'valibot';
import { providerAuths } from '#common/vocabulary.ts';
import { redact } from '#common/redact.ts';
import { findBaseUrlProblem } from './endpoints.ts';
import { builtInProviders, findBuiltInProvider, isBuiltInAgent } from './builtInAgents.ts';
import type { AgentEntry, ParsedEntries, ProviderEntry, SettingProblem } from '#orchestration/types.ts';
import { toWrongType, toProblem, toUnknownSetting } from '#orchestration/wrongValues.ts';

const text = v.pipe(v.string(), v.trim(), v.nonEmpty());

const plainObject = v.custom<Record<string, unknown>>(isRecord);

/** Headers that carry keys. The same names, whatever their case. */
const keyHeaders: ReadonlySet<string> = new Set(['authorization', 'api-key', 'x-api-key', 'x-goog-api-key']);

const headers = v.pipe(
  plainObject,
  v.record(v.string(), v.string()),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [name, value] of Object.entries(dataset.value)) {
      if (findHeaderProblem(name, value) === undefined) continue;
      addIssue({ input: value, path: [{ type: 'object', origin: 'value', input: dataset.value, key: name, value }] });
    }
  }),
);

/** An entry of `switchyard.providers`. */
export const providerSchema = v.strictObject({
  type: v.optional(v.pipe(text, v.examples(builtInProviders.map(({ type }) => type)))),
  baseUrl: v.optional(v.string()),
  allowHttp: v.optional(v.boolean()),
  headers: v.optional(headers),
  auth: v.optional(v.picklist(providerAuths)),
  simulated: v.optional(v.boolean()),
  label: v.optional(text),
});

/** An entry of `switchyard.agents`. */
export const agentSchema = v.strictObject({
  provider: v.optional(text),
  model: v.optional(text),
  systemPrompt: v.optional(v.string()),
  temperature: v.optional(v.pipe(v.number(), v.minValue(0))),
  maxTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  params: v.optional(plainObject),
  capabilities: v.optional(v.array(text)),
  enabled: v.optional(v.boolean()),
  label: v.optional(text),
});

/** Names, in lower case, under which somebody might put an endpoint or a key into an agent. */
const endpointKeys: ReadonlySet<string> = new Set([
  'apikey',
  'auth',
  'baseurl',
  'endpoint',
  'headers',
  'key',
  'type',
  'url',
]);

/** Reads `switchyard.providers`, as it stands in the settings. Never throws. */
export function parseProviders(value: unknown): ParsedEntries<ProviderEntry> {
  return parseEntries('switchyard.providers', value, (id, entry, path) => {
    const { parsed, problems } = parseEntry(providerSchema, entry, path, (key) =>
      /key|token|secret|password/i.test(key)
        ? l10n.t('a key does not belong in a setting; use Set API Key')
        : toUnknownSetting(Object.keys(providerSchema.entries)),
    );
    const urlProblem = parsed?.baseUrl === undefined ? undefined : findBaseUrlProblem(parsed.baseUrl, parsed.allowHttp);
    if (urlProblem !== undefined) problems.push(toProblem([...path, 'baseUrl'], urlProblem));
    const builtIn = findBuiltInProvider(id);
    const type = parsed?.type ?? builtIn?.type;
    if (parsed && type === undefined) problems.push(toProblem([...path, 'type'], toWrongType('string', undefined)));
    if (parsed && type === 'openai-compatible' && builtIn?.type !== type && parsed.baseUrl === undefined) {
      problems.push(toProblem([...path, 'baseUrl'], l10n.t('expected the URL of the server, with its /v1')));
    }
    return { parsed, problems };
  });
}

/** Reads `switchyard.agents`, as it stands in the settings of one scope. Never throws. */
export function parseAgents(value: unknown): ParsedEntries<AgentEntry> {
  return parseEntries('switchyard.agents', value, (id, entry, path) => {
    const { parsed, problems } = parseEntry(agentSchema, entry, path, (key) =>
      endpointKeys.has(key.toLowerCase())
        ? l10n.t(
            'an agent cannot set this; endpoints, headers and keys belong to switchyard.providers, in the user settings',
          )
        : toUnknownSetting(Object.keys(agentSchema.entries)),
    );
    for (const field of ['provider', 'model'] as const) {
      if (!parsed || isBuiltInAgent(id) || parsed[field] !== undefined) continue;
      problems.push(toProblem([...path, field], toWrongType('string', undefined)));
    }
    return { parsed, problems };
  });
}

/** More are no person's: each costs time whenever the settings are read. */
const maxEntries = 500;

function parseEntries<Entry>(
  setting: string,
  value: unknown,
  parse: (id: string, entry: unknown, path: string[]) => { parsed: Entry | undefined; problems: SettingProblem[] },
): ParsedEntries<Entry> {
  if (value === undefined || value === null) return { valid: {}, problems: [], refused: {} };
  if (!isRecord(value)) {
    return { valid: {}, problems: [toProblem([setting], toWrongType('object', value))], refused: {} };
  }
  const valid: [string, Entry][] = [];
  const refused: [string, SettingProblem][] = [];
  const problems: SettingProblem[] = [];
  const entries = Object.entries(value);
  if (entries.length > maxEntries) {
    const tooMany = toProblem(
      [setting],
      l10n.t('expected at most {0} entries; the rest is left out', formatNumber(maxEntries)),
    );
    problems.push(tooMany);
    // Without its entry, one that exists without any would go on as it comes.
    for (const [id] of entries.splice(maxEntries)) if (isBuiltInAgent(id)) refused.push([id, tooMany]);
  }
  for (const [id, entry] of entries) {
    const path = [setting, id];
    const outcome = isUsableId(id)
      ? parse(id, entry, path)
      : {
          parsed: undefined,
          problems: [toProblem(path, l10n.t('expected an id of letters, digits, ".", "-" and "_"'))],
        };
    for (const problem of outcome.problems) problems.push(problem);
    const [first] = outcome.problems;
    if (first) refused.push([id, first]);
    else if (outcome.parsed) valid.push([id, outcome.parsed]);
  }
  return { valid: Object.fromEntries(valid), problems, refused: Object.fromEntries(refused) };
}

function parseEntry<Schema extends typeof providerSchema | typeof agentSchema>(
  schema: Schema,
  entry: unknown,
  path: readonly string[],
  describeUnknownKey: (key: string) => string,
): { parsed: v.InferOutput<Schema> | undefined; problems: SettingProblem[] } {
  if (!isRecord(entry)) {
    return { parsed: undefined, problems: [toProblem(path, toWrongType('object', entry))] };
  }
  // Strict objects stop at the first unknown key, so these are told apart here, all of them.
  const unknownKeys = Object.keys(entry).filter((key) => !Object.hasOwn(schema.entries, key));
  const problems = unknownKeys.map((key) => toProblem([...path, key], describeUnknownKey(key)));
  const known = Object.fromEntries(
    Object.entries(entry).filter(([key, field]) => Object.hasOwn(schema.entries, key) && field !== undefined),
  );
  const result = v.safeParse(schema, known);
  if (result.success) return { parsed: problems.length === 0 ? result.output : undefined, problems };
  for (const issue of result.issues) {
    const keys = (issue.path ?? []).map((item) => String(item.key));
    problems.push(toProblem([...path, ...keys], describeIssue(issue)));
  }
  return { parsed: undefined, problems };
}

/** Valibot's own messages repeat the value, which may be a key; ours name its type only. */
function describeIssue(issue: v.BaseIssue<unknown>): string {
  const { type, input, expected } = issue;
  switch (type) {
    case 'string':
    case 'number':
    case 'boolean':
      return toWrongType(type, input);
    case 'record':
    case 'custom':
      return toWrongType('object', input);
    case 'array':
      return toWrongType('list', input);
    case 'picklist':
      return l10n.t('expected one of {0}', expected?.replaceAll(/[()]/g, '').replaceAll(' | ', ', ') ?? '');
    case 'non_empty':
      return l10n.t('expected a text that is not empty');
    case 'integer':
      return l10n.t('expected a whole number');
    case 'min_value':
      return l10n.t('expected a number of at least {0}', expected?.replace('>=', '') ?? '');
    case 'raw_check':
      return findHeaderProblem(String(issue.path?.at(-1)?.key), String(input)) ?? l10n.t('expected another value');
    default:
      return l10n.t('expected another value');
  }
}

function findHeaderProblem(name: string, value: string): string | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return l10n.t('expected a header name');
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) return l10n.t('expected a value of one line');
  const isKey = keyHeaders.has(name.toLowerCase()) && !/^(?:[\w-]+ +)?\$\{apiKey\}$/.test(value.trim());
  if (isKey || redact(value) !== value) {
    return l10n.t('a key does not belong in a setting; use Set API Key and write ${apiKey} where the key goes');
  }
  return undefined;
}

function isUsableId(id: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(id);
}
