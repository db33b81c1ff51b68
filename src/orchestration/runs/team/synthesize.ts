import type { ExecutionEvent, ExecutionResult } from '#orchestration/types.ts';
import { Judgement } from './judge.ts';
import { type StrategyOutcome, type StrategyRun, tellAnswer } from './strategy.ts';

/**
 * All at once, then a judge makes one answer of theirs. Where only one agent succeeded its answer stands and no judge is
 * paid for. Where the judge fails the first answer in the agents' order stands.
 */
export async function runSynthesize(run: StrategyRun): Promise<StrategyOutcome> {
  const results = await Promise.all(run.agents.map((agent) => run.runPart(agent)));
  const answers = results.filter(({ status }) => status === 'success');
  const [best] = answers;
  if (answers.length < 2 || run.signal?.aborted) {
    tellAnswer(run, best);
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
  if (judged.status !== 'success') return fallBack(run, best, judged);
  const { answer, reasons } = reader.end();
  if (answer === '') return fallBack(run, best, judged);
  return { chosen: judged, output: answer, reasons };
}

/** Says that the judge failed, and gives the best candidate's answer. */
function fallBack(run: StrategyRun, best: ExecutionResult | undefined, judged: ExecutionResult): StrategyOutcome {
  if (best && !run.signal?.aborted) {
    const why = judged.error?.message ?? (judged.status === 'cancelled' ? 'It was stopped.' : 'It gave no answer.');
    run.emit({ type: 'agent', agent: best.agent, reason: `The judge failed: ${why}` });
    tellAnswer(run, best);
  }
  return { chosen: best };
}
