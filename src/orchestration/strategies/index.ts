import type { Strategy } from '../types.ts';
import { runCompare } from './compare.ts';
import { runFallback } from './fallback.ts';
import { runRace } from './race.ts';
import type { StrategyFunction } from './strategy.ts';
import { runSynthesize } from './synthesize.ts';

/** The strategies of several agents. */
export type TeamStrategy = Exclude<Strategy, 'single'>;

export const strategies: Readonly<Record<TeamStrategy, StrategyFunction>> = {
  fallback: runFallback,
  race: runRace,
  compare: runCompare,
  synthesize: runSynthesize,
};
