/** How several agents serve one task. */
export const teamStrategies = ['fallback', 'race', 'compare', 'synthesize'] as const;
export type TeamStrategy = (typeof teamStrategies)[number];

/** How one or more agents serve one task. */
export type Strategy = 'single' | TeamStrategy;

export function isTeamStrategy(value: unknown): value is TeamStrategy {
  return teamStrategies.some((strategy) => strategy === value);
}
