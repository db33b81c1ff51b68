import { randomUUID } from 'node:crypto';
import { type Logger, silentLogger } from '../common/logger.ts';
import { toErrorMessage } from '../common/errors.ts';
import { type BaseLlm, type LlmConfig, LlmError, type LlmFactory, type Message } from '../llm/core.ts';
import { ActiveRun, type CostOf } from './activeRun.ts';
import type { AgentRegistry } from './agentRegistry.ts';
import { findBuiltInProvider } from './builtInAgents.ts';
import { effectiveBaseUrl, isBuiltInType, keyOrigin } from './endpoints.ts';
import { buildMessages } from './prompt.ts';
import { decideRetry, type RetryLimits, sleep } from './retry.ts';
import { RunError, toExecutionError, toLlmError } from './runError.ts';
import type { RunStore } from './runStore.ts';
import type { AgentConfig, AgentTask, ExecuteOptions, ExecutionResult } from './types.ts';

/** Where keys come from. The editor implements it on VS Code's SecretStorage. */
export interface Credentials {
  /** The key of a provider, if one is stored for this origin (`keyOrigin`). Asked for each run, never kept. */
  getKey(providerId: string, origin: string, signal?: AbortSignal): Promise<string | undefined>;
}

/** The time limits of one request, in milliseconds, as `LlmConfig` means them. */
type RequestLimits = Pick<LlmConfig, 'connectTimeoutMs' | 'timeoutMs' | 'totalTimeoutMs'>;

/** What a {@link TaskExecutor} works with. A function is asked anew for each run, so that settings can change. */
export interface TaskExecutorOptions {
  /** May depend on the task: the agents of one folder need not be those of another. */
  registry: AgentRegistry | ((task: AgentTask) => AgentRegistry);
  factory: Pick<LlmFactory, 'create' | 'has'>;
  credentials: Credentials;
  store?: RunStore;
  retry?: RetryLimits | (() => RetryLimits);
  limits?: RequestLimits | (() => RequestLimits);
  /** Prices an answer when its usage is known. Without it, results name no cost. */
  costOf?: CostOf;
  logger?: Logger;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** From 0 to 1, for the back-off's jitter. */
  random?: () => number;
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** Runs tasks on LLMs, one run at a time or many at once. Keeps nothing between runs. */
export class TaskExecutor {
  readonly #options: TaskExecutorOptions;
  readonly #logger: Logger;

  constructor(options: TaskExecutorOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  /**
   * Runs a task and resolves to its result, also when it failed or was cancelled: it never rejects. The agent is the one
   * of `options`, else the task's own. A signal that is aborted ends the run at once, whatever it waits for.
   */
  async execute(task: AgentTask, options: ExecuteOptions = {}): Promise<ExecutionResult> {
    const { signal } = options;
    const agentId = options.agent ?? options.agents?.[0] ?? task.agent ?? task.agents?.[0];
    const run = new ActiveRun({
      runId: options.runId ?? randomUUID(),
      task,
      agent: agentId ?? '',
      place: { ...(options.planId !== undefined && { planId: options.planId }), threadId: options.threadId },
      now: this.#options.now ?? Date.now,
      logger: this.#logger,
      store: this.#options.store,
      onEvent: options.onEvent,
      costOf: this.#options.costOf,
    });
    run.emit({ type: 'status', status: 'in_progress' });
    let provider: string | undefined;
    let key: string | undefined;
    try {
      checkTask(task, options);
      const agent = this.#findAgent(task, agentId);
      provider = agent.provider;
      run.begin(agent);
      await untilAborted(signal, agent.type, async () => {
        key = await this.#readKey(agent, signal);
        const llm = await this.#createLlm(agent, key);
        await this.#send(run, llm, agent, buildMessages(task, agent), signal);
      });
      checkAnswer(run);
      return this.#logged(await run.settle('success'));
    } catch (error) {
      if (error instanceof LlmError) run.keepPartialText(error.partialText);
      const isCancelled = signal?.aborted === true || (error instanceof LlmError && error.kind === 'cancelled');
      if (isCancelled) return this.#logged(await run.settle('cancelled'));
      return this.#logged(await run.settle('failed', toExecutionError(error, provider, key)));
    }
  }

  #findAgent(task: AgentTask, id: string | undefined): AgentConfig {
    const { registry: source } = this.#options;
    const registry = typeof source === 'function' ? source(task) : source;
    const agent = id === undefined ? undefined : registry.get(id);
    if (!agent) {
      const cause = id ? `There is no agent "${id}".` : 'No agent was named.';
      const known = registry.list().map((other) => other.id);
      throw new RunError('unknownAgent', `${cause} Known agents: ${known.join(', ') || 'none'}.`);
    }
    if (agent.enabled === false) throw new RunError('agentDisabled', `The agent "${agent.id}" is disabled.`);
    if (agent.problem !== undefined) {
      throw new RunError('agentDisabled', `The agent "${agent.id}" cannot run: ${agent.problem}`);
    }
    if (!this.#options.factory.has(agent.type)) {
      throw new RunError('invalidRequest', `No LLM implementation found for agent type "${agent.type}".`);
    }
    return agent;
  }

  async #readKey(agent: AgentConfig, signal: AbortSignal | undefined): Promise<string | undefined> {
    const origin = keyOrigin(agent);
    if (origin === undefined) return undefined;
    const builtIn = findBuiltInProvider(agent.provider);
    // A key under a built-in provider's id was entered for Google, Anthropic or OpenAI. A type that another extension
    // registered runs that extension's code and must not be handed it, even where a setting puts the type under that id.
    const isForeign = builtIn !== undefined && !isBuiltInType(agent.type);
    const key = isForeign ? undefined : await this.#getKey(agent, origin, signal);
    // Whether a registered type needs a key is known to its extension only, unless the provider's entry says so.
    const defaultAuth = builtIn?.type === agent.type ? builtIn.auth : isBuiltInType(agent.type) ? 'apiKey' : 'none';
    if (!key && (agent.auth ?? defaultAuth) === 'apiKey') {
      throw new RunError(
        'missingKey',
        `No API key is stored for provider "${agent.provider}", which the agent "${agent.id}" uses.`,
      );
    }
    return key || undefined;
  }

  async #getKey(agent: AgentConfig, origin: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      return await this.#options.credentials.getKey(agent.provider, origin, signal);
    } catch (error) {
      // Whoever keeps the keys says in an LlmError why a stored one may not be used: that is the whole message.
      const message =
        error instanceof LlmError
          ? error.message
          : `The API key of "${agent.provider}" could not be read: ${toErrorMessage(error)}`;
      throw new RunError('missingKey', message, error);
    }
  }

  async #createLlm(agent: AgentConfig, apiKey: string | undefined): Promise<BaseLlm> {
    const { model, headers, maxTokens, temperature, params } = agent;
    const baseUrl = effectiveBaseUrl(agent);
    const config: LlmConfig = {
      model,
      ...(apiKey !== undefined && { apiKey }),
      ...(baseUrl !== undefined && { baseUrl }),
      ...(headers && { headers }),
      ...(maxTokens !== undefined && { maxTokens }),
      ...(temperature !== undefined && { temperature }),
      ...(params && { params }),
      ...valueOf(this.#options.limits),
    };
    return await this.#options.factory.create(agent.type, config);
  }

  /** Sends the request, again where the policy allows it, until the LLM has finished. */
  async #send(
    run: ActiveRun,
    llm: BaseLlm,
    agent: AgentConfig,
    messages: Message[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const limits = valueOf(this.#options.retry);
    let waitedMs = 0;
    for (;;) {
      signal?.throwIfAborted();
      run.countAttempt();
      try {
        return await drain(run, llm, agent, messages, signal);
      } catch (thrown) {
        const error = toLlmError(thrown, agent.type);
        const state = { attempts: run.attempts, waitedMs, hasEmitted: run.hasEmitted };
        const delayMs = decideRetry(error, state, limits, this.#options.random);
        if (delayMs === undefined || signal?.aborted) throw error;
        this.#logger.warn('A request failed and will be sent again.', { kind: error.kind, delayMs, ...state });
        run.emit({ type: 'retry', attempt: run.attempts + 1, reason: error.kind, delayMs });
        await (this.#options.sleep ?? sleep)(delayMs, signal);
        waitedMs += delayMs;
      }
    }
  }

  /** A line for the log: facts only, neither prompt nor answer. */
  #logged(result: ExecutionResult): ExecutionResult {
    const { runId, agent, status, durationSeconds, error, metadata } = result;
    this.#logger.info('A run ended.', {
      runId,
      agent,
      status,
      durationSeconds,
      provider: metadata.provider,
      model: metadata.model,
      attempts: metadata.attempts,
      errorKind: error?.kind,
      httpStatus: error?.status,
      requestId: error?.requestId,
    });
    return result;
  }
}

function checkTask(task: AgentTask, options: ExecuteOptions): void {
  // Plans and other extensions hand in what no compiler has seen.
  if (typeof task.description !== 'string' || task.description.trim() === '') {
    throw new RunError('emptyDescription', 'The task has no description.');
  }
  const strategy = options.strategy ?? task.strategy ?? 'single';
  if (strategy !== 'single') {
    throw new RunError('invalidRequest', `The strategy "${strategy}" is not available yet; use "single".`);
  }
}

/** A run whose stream ended well may have failed all the same. */
function checkAnswer(run: ActiveRun): void {
  if (run.finishReason === 'contentFilter') {
    throw new RunError('contentFilter', 'The provider withheld the answer, or a part of it (content filter).');
  }
  if (run.finishReason === 'length' && run.output.trim() === '') {
    throw new RunError(
      'invalidRequest',
      'The token limit was used up before any text was written; raise maxTokens or lower the reasoning effort.',
    );
  }
}

async function drain(
  run: ActiveRun,
  llm: BaseLlm,
  agent: AgentConfig,
  messages: Message[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for await (const event of llm.stream(messages, { ...(signal && { signal }) })) {
    run.take(event);
    // Leaving the loop closes the stream, also of an LLM that ignores the signal.
    if (event.type === 'finish' || run.isSettled) return;
  }
  throw new LlmError({
    kind: 'protocol',
    provider: agent.type,
    message: 'The stream ended without a finish event.',
    partialText: run.output,
  });
}

/** Does the work, but rejects the moment the signal is aborted, even when the work itself does not listen to it. */
async function untilAborted(
  signal: AbortSignal | undefined,
  provider: string,
  work: () => Promise<void>,
): Promise<void> {
  if (!signal) return work();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void =>
    aborted.reject(new LlmError({ kind: 'cancelled', provider, message: 'The run was cancelled.' }));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await (signal.aborted ? aborted.promise : Promise.race([work(), aborted.promise]));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function valueOf<T extends object | undefined>(source: T | (() => T)): T {
  return typeof source === 'function' ? source() : source;
}
