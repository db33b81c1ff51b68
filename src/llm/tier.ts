/** A tier of a provider's service that is not its standard one. `other`: one whose price nobody here knows. */
export type Tier = 'batch' | 'flex' | 'priority' | 'other';

/** The providers' names for service at the standard price. */
const standard: ReadonlySet<string> = new Set([
  'auto',
  'default',
  'standard',
  'standard_only',
  'on_demand',
  'traffic_type_unspecified',
  'service_tier_unspecified',
  'unspecified',
  'not_available',
  'global',
]);

const tiers: ReadonlyMap<string, Tier> = new Map([
  ['batch', 'batch'],
  ['flex', 'flex'],
  ['on_demand_flex', 'flex'],
  ['priority', 'priority'],
  ['on_demand_priority', 'priority'],
]);

const longestName = 40;

/** Reads the tier that an answer names, by its service, speed or region; `undefined` for the standard one or no name. */
export function readTier(value: unknown): Tier | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || value.length > longestName) return 'other';
  const name = value.toLowerCase();
  return standard.has(name) ? undefined : (tiers.get(name) ?? 'other');
}

/** Returns the one tier that several names come to: `other` for more than one that is not the standard. */
export function joinTiers(...values: unknown[]): Tier | undefined {
  const named = values.map(readTier).filter((tier) => tier !== undefined);
  return named.length > 1 ? 'other' : named[0];
}
