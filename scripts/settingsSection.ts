import { withoutUndefined } from '#common/withoutUndefined.ts';
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { numberSettings, type NumberSetting } from '#common/settingLimits.ts';
import { customAgent, settingScopes, type SettingName } from '#editor/settings/settingTable.ts';
import { agentSchema, providerSchema } from '#orchestration/agents/agentSettings.ts';
import { budgetSchema } from '#orchestration/agents/budgetSettings.ts';
import { builtInAgents } from '#orchestration/agents/builtInAgents.ts';
import { priceSchema } from '#orchestration/agents/priceSettings.ts';
import { defaultNeverSend } from '#orchestration/secrets/neverSendDefaults.ts';

type Property = Record<string, unknown>;

const text = { type: 'string' };
const texts = { type: 'array', items: text, uniqueItems: true };

/** Settings with what the settings editor knows of them besides scope and description, in its order. */
const settings: Record<SettingName, Property> = {
  agent: {
    ...text,
    default: 'gemini',
    order: 1,
    enum: [...builtInAgents.map(({ id }) => id), customAgent],
    enumItemLabels: [...builtInAgents.map(({ label }) => label.replace(/ model$/, '')), 'Custom'],
    enumDescriptions: [...builtInAgents.map(({ id }) => id), customAgent].map((id) => `%configuration.agent.${id}%`),
  },
  customAgent: { ...text, default: '', order: 2 },
  agents: { ...entriesOf('agents', agentSchema), order: 3 },
  providers: { ...entriesOf('providers', providerSchema), order: 4 },
  prompts: {
    type: 'object',
    additionalProperties: text,
    order: 5,
    default: {
      explain: 'Explain what this code does, step by step, and point out anything surprising about it.',
      fix: 'Find and fix the problems in this code, the reported ones first. Give the whole corrected code in one block, then say briefly what was wrong.',
      refactor:
        'Refactor this code to be clearer and simpler without changing what it does. Give the whole new code in one block, then say briefly what changed and why.',
      tests:
        'Write tests for this code with the test framework its project would use. Cover normal use, edge cases and errors. Give the whole test file in one block.',
      document:
        'Document this code with comments in the style of its language: what it promises, its parameters, its result and its errors. Give the whole code with its comments in one block.',
    },
  },
  neverSend: { ...texts, order: 20, default: defaultNeverSend },
  workspaceNeverSend: { ...texts, order: 21, default: [] },
  confirmBeforeSending: { type: 'boolean', order: 22, default: false },
  maxConcurrent: numberOf('maxConcurrent', 6),
  maxConcurrentPerProvider: numberOf('maxConcurrentPerProvider', 6),
  maxAttempts: numberOf('maxAttempts', 7),
  connectTimeoutSeconds: numberOf('connectTimeoutSeconds', 8),
  idleTimeoutSeconds: numberOf('idleTimeoutSeconds', 9),
  requestTimeoutSeconds: numberOf('requestTimeoutSeconds', 10),
  budget: { ...describeAll('budget', toSchema(budgetSchema)), default: {}, order: 19 },
  prices: { ...entriesOf('prices', priceSchema), order: 20 },
  'history.maxAgeDays': numberOf('history.maxAgeDays', 20),
  'history.maxMegabytes': numberOf('history.maxMegabytes', 21),
};

/** The section `contributes.configuration` of the manifest, made from the schemas and limits that the code reads by. */
export function makeSettingsSection(): { title: string; properties: Record<string, Property> } {
  const properties = Object.entries(settings).map(([name, property]) => [
    `switchyard.${name}`,
    {
      ...property,
      scope: Reflect.get(settingScopes, name),
      markdownDescription: `%configuration.${name}.description%`,
    },
  ]);
  return { title: 'Switchyard', properties: Object.fromEntries(properties) };
}

function numberOf(name: NumberSetting, order: number): Property {
  const { default: fallback, minimum, maximum } = numberSettings[name];
  return { type: 'number', default: fallback, minimum, maximum, order };
}

/** An object of entries that a user names, each of which a schema describes. */
function entriesOf(name: string, schema: v.GenericSchema): Property {
  return { type: 'object', default: {}, additionalProperties: describeAll(name, toSchema(schema)) };
}

/** A schema as the settings editor takes it: it knows neither trimmed texts nor checks of our own. */
function toSchema(schema: v.GenericSchema): JsonSchema {
  const { $schema: _url, ...section } = toJsonSchema(schema, {
    target: 'draft-07',
    typeMode: 'output',
    errorMode: 'throw',
    ignoreActions: ['trim', 'non_empty', 'finite', 'raw_check'],
    overrideSchema: ({ valibotSchema }) => (valibotSchema.type === 'custom' ? { type: 'object' } : undefined),
  });
  return section;
}

/** A schema whose properties, at any depth, have the descriptions that are named after them. */
function describeAll(
  setting: string,
  { properties, required, propertyNames: _names, ...schema }: JsonSchema,
): Property {
  if (!properties) return schema;
  const described = Object.entries(properties).map(([name, property]) => [
    name,
    typeof property === 'object'
      ? { ...describeAll(setting, property), description: `%configuration.${setting}.${name}%` }
      : property,
  ]);
  return withoutUndefined({
    ...schema,
    required: required?.length ? required : undefined,
    properties: Object.fromEntries(described),
  });
}
