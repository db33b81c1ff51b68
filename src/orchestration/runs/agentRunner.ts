import * as l10n from '@vscode/l10n';
import { type Logger, silentLogger } from '#common/logger.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { Redactor } from '#common/redact.ts';
import { hasVisibleText } from '#common/text/visibleText.ts';
import { type BaseLlm, listHeaderSecrets, LlmError, type Message, shortestHeaderSecret, toTurns } from '#llm/core.ts';
import { ActiveRun, type ActiveRunOptions } from './activeRun.ts';
import { checkAnswer } from './answerFault.ts';
import {
  createLlm,
  type Credentials,
  findRunnableAgent,
  type LlmSource,
  readKey,
  type RequestLimits,
} from '#orchestration/agents/agentAccess.ts';
import type { AgentRegistry } from '#orchestration/agents/agentRegistry.ts';
import { toUnknownPriceError } from '#orchestration/runs/budget/budgetErrors.ts';
import type { Admission, BudgetMeter } from '#orchestration/runs/budget/budgetMeter.ts';
import type { AnswerProgress } from '#orchestration/runs/budget/budgetRequest.ts';
import { drainAnswer } from './drainAnswer.ts';
import { EventRedactor } from './eventRedactor.ts';
import { buildMessages } from './prompt.ts';
import { decideRetry, type RetryLimits, sleep } from './retry.ts';
import { type BeforeSend, describeRequest, destinationOf } from './sending.ts';
import { RunError, toExecutionError, toLlmError } from '#orchestration/runError.ts';
import { findContextProblem } from './taskContext.ts';
import type { RunStore } from '#orchestration/store/runStore.ts';
import { addUp } from '#orchestration/runs/budget/spent.ts';
import type { ExecuteOptions } from './executeOptions.ts';
import type { AgentConfig, AgentTask, ExecutionResult, CostOf, Spent } from '#orchestration/types.ts';

/** Services and settings of every run. Functions are called anew for each run, so that settings can change. */
export interface RunEnvironment {
  factory: LlmSource;
  credentials: Credentials;
  store?: RunStore;
  retry?: RetryLimits | (() => RetryLimits);
  limits?: RequestLimits | (() => RequestLimits);
  /** The price of a call. Without it no run has a cost. */
  costOf?: CostOf;
  /** Awaited before prices are asked for. */
  loadPrices?: () => Promise<void>;
  /** Removes keys from the output of runs. By default, it knows those that runs were sent with. */
  redactor?: Redactor;
  /** Decides about each request before it is sent. */
  beforeSend?: BeforeSend;
  logger?: Logger;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Milliseconds by a monotonic clock. */
  steadyNow?: () => number;
  /** From 0 to 1, for the back-off's jitter. */
  random?: () => number;
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** One agent's run of a task. */
export interface AgentRunRequest
  extends
    Pick<ActiveRunOptions, 'runId' | 'task' | 'place' | 'metadata' | 'parent' | 'onSettle'>,
    Pick<ExecuteOptions, 'signal' | 'onEvent' | 'refuse'> {
  agentId: string | undefined;
  registry: AgentRegistry;
  meter: BudgetMeter;
  /** Builds the messages that the agent is sent instead of the task's own prompt. */
  toMessages?: ((agent: AgentConfig) => Message[]) | undefined;
}

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
    const sender = new Sender(run, { ...this.#environment, redactor: this.#redactor }, request);
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

/** Sends the request of one run, again where the policy allows it, and counts the cost of each. */
class Sender {
  readonly #run: ActiveRun;
  readonly #environment: RunEnvironment;
  readonly #request: AgentRunRequest;
  #admission: Admission | undefined;
  /** Of requests that have ended. */
  #guessed: Spent | undefined;
  #isPriceAgreed = false;
  /** By the monotonic clock: the moment in which the request was sent, and in which its answer began. */
  #sentAt: number | undefined;
  #begunAt: number | undefined;

  constructor(run: ActiveRun, environment: RunEnvironment, request: AgentRunRequest) {
    this.#run = run;
    this.#environment = environment;
    this.#request = request;
  }

  /** Resolves when the LLM has finished; rejects with the error of the last attempt. */
  async send(agent: AgentConfig, llm: BaseLlm): Promise<void> {
    const { signal, task, toMessages } = this.#request;
    const { retry, random, logger, redactor } = this.#environment;
    const run = this.#run;
    const limits = valueOf(retry);
    const messages = toTurns(toMessages ? toMessages(agent) : buildMessages(task, agent));
    await this.#confirm(agent, llm, messages);
    const { runId } = this.#request;
    logger?.trace(`The request of run ${runId}:`, () => JSON.stringify(messages));
    logger?.debug('A request is sent.', {
      runId,
      provider: agent.provider,
      destination: destinationOf(agent),
      messages: messages.length,
      characters: messages.reduce((sum, { content }) => sum + content.length, 0),
    });
    let waitedMs = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { maxTokens, isCut } = await this.#admit(agent, messages);
      run.countAttempt();
      this.#sentAt = this.#steadyNow();
      try {
        const events = llm.stream(messages, withoutUndefined({ signal, maxTokens }));
        await drainAnswer(run, events, agent, {
          redactor: new EventRedactor(redactor),
          maxTokens,
          onAnswer: () => (this.#begunAt ??= this.#steadyNow()),
        });
        checkAnswer(run, agent.type, isCut);
        return;
      } catch (thrown) {
        if (thrown instanceof RunError) throw thrown;
        const error = toLlmError(thrown, agent.type);
        const state = { attempts: run.attempts, waitedMs, hasEmitted: run.hasEmitted };
        const delayMs = decideRetry(error, state, limits, random);
        if (delayMs === undefined || signal?.aborted) throw error;
        this.end(error);
        logger?.warn('A request failed and will be sent again.', { kind: error.kind, delayMs, ...state });
        run.emit({ type: 'retry', attempt: run.attempts + 1, reason: error.kind, delayMs });
        await (this.#environment.sleep ?? sleep)(delayMs, signal);
        waitedMs += delayMs;
      }
    }
  }

  /** Ends the request in progress, if there is one. */
  end(error?: unknown): void {
    const { reported, hasEmitted } = this.#run;
    const counted = error instanceof LlmError ? error.usage : undefined;
    const isRefused = !hasEmitted && !reported.usage && !counted && error instanceof LlmError && isRefusal(error);
    const isUnheard = !hasEmitted && error instanceof LlmError && error.kind !== 'cancelled' && !error.hasBegun;
    const guessed = this.#admission?.end({ ...reported, counted, isUnheard, isRefused });
    this.#admission = undefined;
    if (guessed) this.#guessed = this.#guessed ? addUp([this.#guessed, guessed]) : guessed;
  }

  #guess(): Spent | undefined {
    const amounts = [this.#guessed ?? [], this.#admission?.spent() ?? []].flat();
    return amounts.length > 0 ? addUp(amounts) : undefined;
  }

  async #confirm(agent: AgentConfig, llm: BaseLlm, messages: Message[]): Promise<void> {
    const { runId, task, signal } = this.#request;
    const { headers = {} } = agent;
    await this.#environment.loadPrices?.();
    const hasUnknownPrice = this.#request.meter.asksForPrice(agent);
    const facts = { runId, task, agent, messages, signal, headers, hasUnknownPrice, destination: destinationOf(agent) };
    this.#run.askConsent();
    const decision = await this.#environment.beforeSend?.({
      ...facts,
      describe: () => describeRequest(llm, agent, messages),
    });
    if (decision?.kind === 'refuse') throw new RunError('invalidRequest', decision.message);
    if (decision?.kind === 'cancel') {
      throw new LlmError({ kind: 'cancelled', provider: agent.type, message: l10n.t('The task was not sent.') });
    }
    this.#isPriceAgreed = decision?.isPriceAgreed === true;
    if (hasUnknownPrice && !this.#isPriceAgreed) throw toUnknownPriceError(agent);
    if (!this.#run.isSettled) this.#run.begin();
  }

  async #admit(agent: AgentConfig, messages: readonly Message[]): Promise<Admission> {
    const { meter, refuse, signal } = this.#request;
    const refusal = refuse?.();
    if (refusal) throw new RunError(refusal.kind, refusal.message, refusal);
    this.#sentAt = undefined;
    this.#begunAt = undefined;
    const lengthBefore = this.#run.outputLength;
    const progress = (): AnswerProgress => this.#progress(lengthBefore);
    const admission = await meter.admit({ agent, messages, progress, isPriceAgreed: this.#isPriceAgreed, signal });
    if (signal?.aborted) admission.end({ isRefused: true });
    signal?.throwIfAborted();
    this.#admission = admission;
    this.#run.setGuess(() => this.#guess());
    return admission;
  }

  #progress(lengthBefore: number): AnswerProgress {
    const silentMs = this.#sentAt === undefined ? 0 : (this.#begunAt ?? this.#steadyNow()) - this.#sentAt;
    return { length: this.#run.outputLength - lengthBefore, silentMs };
  }

  #steadyNow(): number {
    return (this.#environment.steadyNow ?? readSteadyClock)();
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

/** Tells whether an unanswered request was refused, so that nothing is charged for it. */
function isRefusal({ status, kind, hasBegun }: LlmError): boolean {
  return status === undefined ? kind === 'network' && !hasBegun : status < 200 || status > 299;
}

function readSteadyClock(): number {
  return performance.now();
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

/** Reads a setting. */
export function valueOf<T extends object | undefined>(source: T | (() => T)): T {
  return typeof source === 'function' ? source() : source;
}
