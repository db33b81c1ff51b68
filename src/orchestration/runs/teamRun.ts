import { randomUUID } from 'node:crypto';
import type { ActiveRun, RunOutcome } from './activeRun.ts';
import type { AgentRunner } from './agentRunner.ts';
import type { AgentRunRequest } from './runEnvironment.ts';
import { toExecutionError } from '#orchestration/runError.ts';
import { strategyFunctions } from '#orchestration/runs/team/strategies.ts';
import type { PartOptions, StrategyOutcome } from '#orchestration/runs/team/strategy.ts';
import { sumUp, toTeamError } from './teamSums.ts';
import type { ExecuteOptions } from './executeOptions.ts';
import type { ExecutionMetadata, ExecutionPart, ExecutionResult } from '#orchestration/types.ts';
import type { TeamStrategy } from '#common/vocabulary.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';

/** A run of several agents. */
export interface TeamRequest extends Omit<AgentRunRequest, 'agentId' | 'metadata' | 'toMessages'> {
  strategy: TeamStrategy;
  /** At least one. */
  agents: readonly string[];
  judge: string;
  partSignal: ExecuteOptions['partSignal'];
}

/** Runs several agents on one task, as a strategy says, and makes one result of theirs. Never rejects. */
export async function runTeam(runner: AgentRunner, request: TeamRequest): Promise<ExecutionResult> {
  const { strategy, agents, judge, task, signal } = request;
  const run = runner.open({ ...request, agent: agents[0] ?? '', metadata: { strategy } });
  run.emit({ type: 'status', status: 'in_progress' });
  const running: Promise<ExecutionResult>[] = [];
  let outcome: StrategyOutcome;
  try {
    outcome = await strategyFunctions[strategy]({
      task,
      agents,
      judge,
      signal,
      emit: (event) => run.emit(event),
      runPart: (agent, options) => {
        const part = runPart(runner, request, run, agent, options);
        running.push(part);
        return part;
      },
    });
  } catch (error) {
    const settled = await Promise.allSettled(running);
    const parts = settled.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
    const broken = { agent: agents[0] ?? '', output: '', metadata: { ...sumUp(parts), parts } };
    return runner.logged(await run.settle('failed', toExecutionError(error, undefined), broken));
  }
  // All have ended, as no strategy returns before.
  const parts = await Promise.all(running);
  const metadata: ExecutionMetadata = { ...sumUp(parts), ...describe(outcome), parts };
  const { chosen } = outcome;
  const whole: RunOutcome = {
    agent: chosen?.agent ?? agents[0] ?? '',
    output: outcome.output ?? chosen?.output ?? '',
    metadata,
  };
  if (signal?.aborted || parts.every(({ status }) => status === 'cancelled')) {
    return runner.logged(await run.settle('cancelled', undefined, whole));
  }
  if (chosen?.status !== 'success') return runner.logged(await run.settle('failed', toTeamError(parts), whole));
  const { finishReason: reason = 'stop', usage, model, end } = metadata;
  run.emit({ type: 'finish', reason, ...withoutUndefined({ usage, model, end }) });
  return runner.logged(await run.settle('success', undefined, whole));
}

async function runPart(
  runner: AgentRunner,
  request: TeamRequest,
  run: ActiveRun,
  agent: string,
  { role = 'candidate', signal: ownSignal, onEvent, messages }: PartOptions = {},
): Promise<ExecutionResult> {
  const part: ExecutionPart = { runId: randomUUID(), agent, role };
  let partSignal: AbortSignal | undefined;
  run.guard('The signal of a part could not be read.', () => (partSignal = request.partSignal?.(part)));
  const signals = [request.signal, ownSignal, partSignal].filter((signal) => signal !== undefined);
  const result = await runner.run({
    ...request,
    runId: part.runId,
    agentId: agent,
    place: { ...request.place, parentRunId: request.runId },
    metadata: { role },
    parent: run,
    onSettle: undefined,
    signal: signals.length > 0 ? AbortSignal.any(signals) : undefined,
    toMessages: messages ? () => messages : undefined,
    onEvent: (event) => {
      // A run of one agent has no parts. Its last status comes below, with its result.
      if (event.type === 'part' || (event.type === 'status' && event.status !== 'in_progress')) return;
      onEvent?.(event);
      run.emit({ type: 'part', part, event });
    },
  });
  run.emit({ type: 'part', part, event: { type: 'status', status: result.status }, result });
  return result;
}

/** Describes the chosen part. */
function describe({ chosen, reasons }: StrategyOutcome): ExecutionMetadata {
  if (!chosen) return {};
  const { provider, model, simulated, finishReason, end, thinking } = chosen.metadata;
  const chosenRunId = chosen.status === 'success' ? chosen.runId : undefined;
  return withoutUndefined({ provider, model, simulated, finishReason, end, thinking, reasons, chosenRunId });
}
