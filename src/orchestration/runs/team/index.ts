import { runCompare } from './compare.ts';
import { runFallback } from './fallback.ts';
import { runRace } from './race.ts';
import type { StrategyFunction } from './strategy.ts';
import { runSynthesize } from './synthesize.ts';
import type { TeamStrategy } from '#common/vocabulary.ts';

export const strategies: Readonly<Record<TeamStrategy, StrategyFunction>> = {
  fallback: runFallback,
  race: runRace,
  compare: runCompare,
  synthesize: runSynthesize,
};
