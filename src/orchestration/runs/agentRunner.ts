import * as l10n from '@vscode/l10n';
import { type Logger, silentLogger } from '#common/logger.ts';
import { Redactor } from '#common/redact.ts';
import { hasVisibleText } from '#common/text/visibleText.ts';
import { listHeaderSecrets, LlmError, shortestHeaderSecret } from '#llm/core.ts';
import { ActiveRun, type ActiveRunOptions } from './activeRun.ts';
import { createLlm, findRunnableAgent, readKey } from '#orchestration/agents/agentAccess.ts';
import { RunError, toExecutionError } from '#orchestration/runError.ts';
import { findContextProblem } from './taskContext.ts';
import type { AgentTask, ExecutionResult } from '#orchestration/types.ts';
import { RequestSender } from './requestSender.ts';
import { type AgentRunRequest, readSteadyClock, type RunEnvironment, valueOf } from './runEnvironment.ts';

/** Runs a task on one agent. Keeps nothing between runs. */
export class AgentRunner {
  readonly #environment: RunEnvironment;
  readonly #logger: Logger;
  readonly #redactor: Redactor;

  constructor(environment: RunEnvironment) {
    this.#environment = environment;
    this.#redactor = environment.redactor ?? new Redactor();
    this.#logger = environment.logger ?? silentLogger;
  }

  /** Opens the record of a run that is about to begin. */
  open(options: Omit<ActiveRunOptions, 'now' | 'steadyNow' | 'logger' | 'store' | 'costOf'>): ActiveRun {
    const { now = Date.now, steadyNow = readSteadyClock, store, costOf } = this.#environment;
    return new ActiveRun({ ...options, now, steadyNow, logger: this.#logger, store, costOf });
  }

  /** Resolves to the result, also of a run that failed or was cancelled: never rejects. */
  async run(request: AgentRunRequest): Promise<ExecutionResult> {
    const { task, agentId, signal } = request;
    const { credentials, factory, limits } = this.#environment;
    const run = this.open({ ...request, agent: agentId ?? '' });
    const sender = new RequestSender(run, { ...this.#environment, redactor: this.#redactor }, request);
    run.emit({ type: 'status', status: 'in_progress' });
    let provider: string | undefined;
    try {
      checkTask(task);
      const agent = findRunnableAgent(request.registry, factory, agentId);
      provider = agent.provider;
      run.assign(agent);
      await untilAborted(signal, agent.type, async () => {
        const key = await readKey(agent, credentials, signal);
        const { headers = {} } = agent;
        this.#redactor.add(key);
        for (const secret of listHeaderSecrets(headers)) this.#redactor.add(secret, shortestHeaderSecret);
        await sender.send(agent, await createLlm(agent, key, factory, valueOf(limits)));
      });
      sender.end();
      return this.logged(await run.settle('success'));
    } catch (error) {
      if (error instanceof LlmError) run.addPartialText(this.#redactor.redact(error.partialText ?? ''));
      sender.end(error);
      const isCancelled = signal?.aborted === true || (error instanceof LlmError && error.kind === 'cancelled');
      if (isCancelled) return this.logged(await run.settle('cancelled'));
      return this.logged(await run.settle('failed', toExecutionError(error, provider, this.#redactor)));
    }
  }

  /** Logs facts about a run, and prompt and answer only for tracing. Returns the result. */
  logged(result: ExecutionResult): ExecutionResult {
    const { runId, agent, status, durationSeconds, error, metadata } = result;
    this.#logger.info('A run ended.', {
      runId,
      agent,
      status,
      strategy: metadata.strategy,
      durationSeconds,
      provider: metadata.provider,
      model: metadata.model,
      attempts: metadata.attempts,
      errorKind: error?.kind,
      httpStatus: error?.status,
      requestId: error?.requestId,
      outputCharacters: result.output.length,
    });
    this.#logger.trace(`The answer of run ${runId}:`, () => result.output);
    return result;
  }
}

/** Throws for a task without a description, or with a context that is none. */
export function checkTask({ description, context }: AgentTask): void {
  // Plans and other extensions hand in unchecked values.
  if (typeof description !== 'string' || !hasVisibleText(description)) {
    throw new RunError('emptyDescription', l10n.t('The task has no description.'));
  }
  const problem = findContextProblem(context);
  if (problem !== undefined) throw new RunError('invalidRequest', problem);
}

/** Does the work, but rejects the moment the signal is aborted, even when the work itself ignores it. */
async function untilAborted(
  signal: AbortSignal | undefined,
  provider: string,
  work: () => Promise<void>,
): Promise<void> {
  if (!signal) return work();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void =>
    aborted.reject(new LlmError({ kind: 'cancelled', provider, message: l10n.t('The run was cancelled.') }));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await (signal.aborted ? aborted.promise : Promise.race([work(), aborted.promise]));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
