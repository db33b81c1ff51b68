import type { ExecutionEvent, ExecutionResult } from '#orchestration/types.ts';
import type { StrategyOutcome, StrategyRun } from './strategy.ts';

/**
 * One after the other, until one succeeds or fails in a way that no other agent would cure. An agent that stands there
 * twice is asked once: its own retries are behind it.
 */
export async function runFallback(run: StrategyRun): Promise<StrategyOutcome> {
  const results: ExecutionResult[] = [];
  for (const agent of new Set(run.agents)) {
    const previous = results.at(-1);
    if (previous) run.emit({ type: 'agent', agent, reason: previous.error?.message ?? '' });
    const result = await run.runPart(agent, { onEvent: (event) => forward(run, event) });
    results.push(result);
    if (result.status === 'success') return { chosen: result };
    if (run.signal?.aborted || !canAnotherCure(result)) break;
  }
  return { chosen: results.findLast(({ output }) => output !== '') };
}

/** What the current agent says is the answer, as far as it is known. */
function forward(run: StrategyRun, event: ExecutionEvent): void {
  if (event.type === 'text' || event.type === 'thinking' || event.type === 'retry') run.emit(event);
}

/** Whether another agent may succeed where one failed like this. */
function canAnotherCure({ error, metadata }: ExecutionResult): boolean {
  switch (error?.kind) {
    case undefined:
    case 'cancelled':
    case 'budget':
    case 'emptyDescription':
    case 'emptySelection':
    case 'updated':
      return false;
    case 'invalidRequest':
      // The request itself was refused, by the provider or before it was sent, and so would others. Unless the fault is the
      // agent's: no LLM speaks its type, which shows before its provider is known, or its token limit left no room for text.
      return error?.provider === undefined || metadata.finishReason === 'length';
    case 'authentication':
    case 'missingKey':
    case 'permission':
    case 'notFound':
    case 'unknownAgent':
    case 'agentDisabled':
    case 'rateLimit':
    case 'overloaded':
    case 'server':
    case 'network':
    case 'timeout':
    case 'protocol':
    case 'contentFilter':
    case 'contextLength':
      return true;
  }
}
