import type { ExecutionResult } from '#orchestration/types.ts';

/**
 * A result with the answer that was chosen of several: a candidate's, where the user or the strategy took that; a judge's own
 * is the result's already.
 */
export function withChosenAnswer(result: ExecutionResult): ExecutionResult {
  const { chosenRunId, parts = [] } = result.metadata;
  const chosen = parts.find(({ runId }) => runId === chosenRunId);
  if (chosen?.metadata.role !== 'candidate') return result;
  return { ...result, agent: chosen.agent, output: chosen.output };
}
