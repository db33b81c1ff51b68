import type { TeamStrategy } from '#common/vocabulary.ts';
import type { ExecutionEvent, ExecutionResult } from '#orchestration/types.ts';
import { Judgement } from './judge.ts';
import { emitAnswer, type StrategyFunction, type StrategyOutcome, type StrategyRun } from './strategy.ts';

/** The code of each strategy; its facts stand in `#common/vocabulary.ts`. */
export const strategyFunctions: Readonly<Record<TeamStrategy, StrategyFunction>> = {
  fallback: runFallback,
  race: runRace,
  compare: runCompare,
  synthesize: runSynthesize,
};

/**
 * One after the other, until one succeeds or fails in a way that no other agent would cure. An agent that stands there
 * twice is asked once: its own retries are behind it.
 */
async function runFallback(run: StrategyRun): Promise<StrategyOutcome> {
  const results: ExecutionResult[] = [];
  const onEvent = (event: ExecutionEvent): void => {
    if (event.type === 'text' || event.type === 'thinking' || event.type === 'retry') run.emit(event);
  };
  for (const agent of new Set(run.agents)) {
    const previous = results.at(-1);
    if (previous) run.emit({ type: 'agent', agent, reason: previous.error?.message ?? '' });
    const result = await run.runPart(agent, { onEvent });
    results.push(result);
    if (result.status === 'success') return { chosen: result };
    if (run.signal?.aborted || !canAnotherCure(result)) break;
  }
  return { chosen: results.findLast(({ output }) => output !== '') };
}

/** All at once; the first that succeeds is the answer, and the others are cancelled that moment. */
async function runRace(run: StrategyRun): Promise<StrategyOutcome> {
  const rest = new AbortController();
  let chosen: ExecutionResult | undefined;
  const results = await Promise.all(
    run.agents.map(async (agent) => {
      const result = await run.runPart(agent, { signal: rest.signal });
      if (result.status === 'success' && !chosen) {
        chosen = result;
        rest.abort();
        emitAnswer(run, result);
      }
      return result;
    }),
  );
  return { chosen: chosen ?? results.find(({ output }) => output !== '') };
}

/** All at once, side by side. Until the user chooses, the first in the agents' order that succeeded is the answer. */
async function runCompare(run: StrategyRun): Promise<StrategyOutcome> {
  const results = await Promise.all(run.agents.map((agent) => run.runPart(agent)));
  const chosen = results.find(({ status }) => status === 'success') ?? results.find(({ output }) => output !== '');
  emitAnswer(run, chosen);
  return { chosen };
}

/**
 * All at once, then a judge makes one answer of theirs. Where only one agent succeeded its answer stands and no judge is
 * paid for. Where the judge fails the first answer in the agents' order stands.
 */
async function runSynthesize(run: StrategyRun): Promise<StrategyOutcome> {
  const results = await Promise.all(run.agents.map((agent) => run.runPart(agent)));
  const answers = results.filter(({ status }) => status === 'success');
  const [best] = answers;
  if (answers.length < 2 || run.signal?.aborted) {
    emitAnswer(run, best);
    return { chosen: best ?? results.find(({ output }) => output !== '') };
  }
  const judgement = new Judgement();
  const reader = judgement.read((text) => run.emit({ type: 'text', text }));
  const onEvent = (event: ExecutionEvent): void => {
    if (event.type === 'text') reader.add(event.text);
    if (event.type === 'thinking' || event.type === 'retry') run.emit(event);
  };
  const messages = judgement.toMessages(
    run.task,
    answers.map(({ output }) => output),
  );
  const judged = await run.runPart(run.judge, { role: 'judge', messages, onEvent });
  if (judged.status !== 'success') return replaceJudge(run, best, judged);
  const { answer, reasons } = reader.end();
  if (answer === '') return replaceJudge(run, best, judged);
  return { chosen: judged, output: answer, reasons };
}

/** Says that the judge failed, and gives the best candidate's answer. */
function replaceJudge(run: StrategyRun, best: ExecutionResult | undefined, judged: ExecutionResult): StrategyOutcome {
  if (best && !run.signal?.aborted) {
    const why = judged.error?.message ?? (judged.status === 'cancelled' ? 'It was stopped.' : 'It gave no answer.');
    run.emit({ type: 'agent', agent: best.agent, reason: `The judge failed: ${why}` });
    emitAnswer(run, best);
  }
  return { chosen: best };
}

/** True where another agent may succeed although one failed like this. */
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
