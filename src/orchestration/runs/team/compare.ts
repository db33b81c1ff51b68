import { type StrategyOutcome, type StrategyRun, tellAnswer } from './strategy.ts';

/** All at once, side by side. Until the user chooses, the first in the agents' order that succeeded is the answer. */
export async function runCompare(run: StrategyRun): Promise<StrategyOutcome> {
  const results = await Promise.all(run.agents.map((agent) => run.runPart(agent)));
  const chosen = results.find(({ status }) => status === 'success') ?? results.find(({ output }) => output !== '');
  tellAnswer(run, chosen);
  return { chosen };
}
