import { type StrategyOutcome, type StrategyRun, tellAnswer } from './strategy.ts';
import type { ExecutionResult } from '#orchestration/types.ts';

/** All at once; the first that succeeds is the answer, and the others are cancelled that moment. */
export async function runRace(run: StrategyRun): Promise<StrategyOutcome> {
  const rest = new AbortController();
  let chosen: ExecutionResult | undefined;
  const results = await Promise.all(
    run.agents.map(async (agent) => {
      const result = await run.runPart(agent, { signal: rest.signal });
      if (result.status === 'success' && !chosen) {
        chosen = result;
        rest.abort();
        tellAnswer(run, result);
      }
      return result;
    }),
  );
  return { chosen: chosen ?? results.find(({ output }) => output !== '') };
}
