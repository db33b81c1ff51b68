import { toErrorMessage } from '#common/errors.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { Logger } from '#common/logger.ts';
import type { AnswerEnd, FinishReason, LlmEvent, Usage } from '#llm/core.ts';
import { runGuarded } from './guard.ts';
import type { RunChange, RunStart, RunStore } from '#orchestration/store/runStore.ts';
import { addUsage } from './teamSums.ts';
import type {
  AgentConfig,
  ExecutionError,
  ExecutionEvent,
  ExecutionListener,
  ExecutionMetadata,
  ExecutionResult,
  AgentTask,
  CostOf,
  Spent,
} from '#orchestration/types.ts';

/** Options of an {@link ActiveRun}. */
export interface ActiveRunOptions {
  runId: string;
  task: AgentTask;
  agent: string;
  /** Place of the run in the store, besides its result. */
  place?: Pick<RunStart, 'planId' | 'parentRunId'> & { threadId?: string | undefined };
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds by a monotonic clock. */
  steadyNow: () => number;
  logger: Logger;
  store?: RunStore | undefined;
  onEvent?: ExecutionListener | undefined;
  /** Called as the run settles, in the moment in which the store records it. */
  onSettle?: (() => void) | undefined;
  /** Facts that are known before the run begins. */
  metadata?: ExecutionMetadata;
  /** Run that this one is a part of: it enters the store first. */
  parent?: ActiveRun | undefined;
  /** Computes the price of a request in dollars, if it is known. */
  costOf?: CostOf | undefined;
}

/** Cost of requests, as far as their providers report it. */
export interface ReportedCost {
  usage?: Usage | undefined;
  costUsd?: number | undefined;
}

/** Outcome that replaces a run's own where several agents served it. */
export type RunOutcome = Pick<ExecutionResult, 'agent' | 'output' | 'metadata'>;

/**
 * Record of one run in progress. It settles once; later events of its LLM are ignored. Errors of a listener or the store are
 * logged and change nothing.
 */
export class ActiveRun {
  readonly #options: ActiveRunOptions;
  readonly #startedAtMs: number;
  readonly #steadyStart: number;
  readonly #metadata: ExecutionMetadata;
  #agent: AgentConfig | undefined;
  #output = '';
  #thinking = '';
  #isSettled = false;
  /** Cost of the current request. The metadata hold the sum of all requests. */
  #reported: ReportedCost = {};
  #reportedBefore: ReportedCost = {};
  #guess: () => Spent | undefined = () => undefined;
  /** State of recording. Once the user is asked, nothing is recorded unless they agree. */
  #recording: 'unasked' | 'asked' | 'begun' = 'unasked';
  /** Parts that ended before the user agreed: they follow this run into the store, or stay out with it. */
  #waiting: (() => unknown)[] = [];

  constructor(options: ActiveRunOptions) {
    this.#options = options;
    this.#startedAtMs = options.now();
    this.#steadyStart = options.steadyNow();
    this.#metadata = { attempts: 0, ...toCutInputs(options.task), ...options.metadata };
  }

  get output(): string {
    return this.#output;
  }

  /** Characters (UTF-16 units) of text and thinking together. */
  get outputLength(): number {
    return this.#output.length + this.#thinking.length;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** True once any text or thinking was emitted. */
  get hasEmitted(): boolean {
    return this.#output !== '' || this.#thinking !== '';
  }

  get attempts(): number {
    return this.#metadata.attempts ?? 0;
  }

  /** Cost of the current request, as far as its provider has reported it. */
  get reported(): Readonly<ReportedCost> {
    return this.#reported;
  }

  /** Whole milliseconds since the run began, by the monotonic clock. */
  get #elapsedMs(): number {
    return Math.max(0, Math.round(this.#options.steadyNow() - this.#steadyStart));
  }

  get hasThought(): boolean {
    return this.#thinking !== '';
  }

  get finishReason(): FinishReason | undefined {
    return this.#metadata.finishReason;
  }

  /** Further facts about the end. */
  get end(): AnswerEnd | undefined {
    return this.#metadata.end;
  }

  /** Records the agent that serves the run. */
  assign(agent: AgentConfig): void {
    this.#agent = agent;
    this.#metadata.provider = agent.provider;
    this.#metadata.model = agent.model;
    if (agent.simulated) this.#metadata.simulated = true;
  }

  /** Records that the user is asked whether the task may be sent. Unless they agree, no store gets to see any of it. */
  askConsent(): void {
    if (this.#recording === 'unasked') this.#recording = 'asked';
    this.#options.parent?.askConsent();
  }

  /** Records that the task may be sent. From here on the store has the run: a crash leaves a trace of it. */
  begin(): void {
    this.#options.parent?.begin();
    this.#recordBegin(this.#options.task);
  }

  /** @param guess returns the cost of requests whose usage is not known. The store records it, so that it outlives a crash. */
  setGuess(guess: () => Spent | undefined): void {
    this.#guess = guess;
    this.#recordCost();
  }

  countAttempt(): void {
    this.#metadata.attempts = this.attempts + 1;
    // An answer that came to nothing may be asked for again: it has an end and a cost of its own.
    delete this.#metadata.finishReason;
    delete this.#metadata.end;
    const { usage, costUsd } = this.#metadata;
    this.#reportedBefore = { usage, costUsd };
    this.#reported = {};
  }

  /** Records an event of the LLM and emits it. */
  handle(event: LlmEvent): void {
    if (this.#isSettled) return;
    switch (event.type) {
      case 'text':
        this.#addText(event.text);
        break;
      case 'thinking':
        this.#thinking += event.text;
        this.#recordOutput({ thinking: event.text });
        break;
      case 'finish':
        this.#metadata.finishReason = event.reason;
        if (event.end) this.#metadata.end = event.end;
        if (event.usage) this.#addUsage(event.usage);
        if (event.model) this.#metadata.model = event.model;
        this.#addCost(event.usage);
        break;
    }
    this.emit(event);
  }

  /** Adds the text of a broken answer, unless some was emitted before. */
  addPartialText(text: string | undefined): void {
    if (text && this.#output === '' && !this.#isSettled) this.#addText(text);
  }

  /** Calls the listener, unless the run has settled. */
  emit(event: ExecutionEvent): void {
    if (!this.#isSettled) this.#notify(event);
  }

  /** Calls foreign code. Its errors are logged and change nothing. */
  guard(message: string, action: () => unknown): void {
    void this.#guard(message, action);
  }

  /** Ends the run. Resolves when the store has the result. */
  async settle(
    status: 'success' | 'failed' | 'cancelled',
    error?: ExecutionError,
    outcome?: RunOutcome,
  ): Promise<ExecutionResult> {
    const tookMs = this.#elapsedMs;
    const own = this.#toResult(status);
    const result: ExecutionResult = {
      ...own,
      ...outcome,
      metadata: { ...own.metadata, ...outcome?.metadata },
      ...withoutUndefined({ error }),
      completedAt: new Date(this.#startedAtMs + tookMs).toISOString(),
      durationSeconds: tookMs / 1000,
    };
    // From here on a late event of the LLM is ignored, though the store may still be writing.
    this.#isSettled = true;
    const stored = this.#recordResult(result);
    this.#options.onSettle?.();
    if (stored) await stored;
    this.#notify({ type: 'status', status });
    return result;
  }

  /** Records the result. A run that failed before the user was asked enters the store without the contents to be sent. */
  #recordResult(result: ExecutionResult): Promise<void> | undefined {
    const { store, task, parent } = this.#options;
    if (!store || this.#recording === 'asked') return undefined;
    const write = (): Promise<void> => {
      if (this.#recording !== 'begun') this.#recordBegin(withoutContents(task), result.agent);
      return this.#record({ type: 'runSettled', result });
    };
    if (!parent || this.#recording === 'begun') return write();
    parent.#afterBegin(write);
    return undefined;
  }

  #recordBegin(task: AgentTask, agent = this.#options.agent): void {
    const { store, runId, place } = this.#options;
    if (this.#recording === 'begun' || !isTask(task)) return;
    this.#recording = 'begun';
    if (!store) return;
    const result = { ...this.#toResult('in_progress'), agent };
    const start: RunStart = { result, task, ...place, threadId: place?.threadId ?? runId };
    void this.#record({ type: 'runBegun', start });
    for (const write of this.#waiting.splice(0)) write();
  }

  #afterBegin(write: () => unknown): void {
    if (this.#recording === 'begun') write();
    else this.#waiting.push(write);
  }

  #notify(event: ExecutionEvent): void {
    const { onEvent } = this.#options;
    if (onEvent) void this.#guard('The listener of a run failed.', () => onEvent(event));
  }

  #addText(text: string): void {
    if (text === '') return;
    this.#metadata.firstTextMs ??= this.#elapsedMs;
    this.#output += text;
    this.#recordOutput({ text });
  }

  #addUsage(usage: Usage): void {
    const before = this.#reportedBefore.usage;
    this.#reported.usage = usage;
    this.#metadata.usage = before ? addUsage(before, usage) : usage;
  }

  #addCost(usage: Usage | undefined): void {
    const { costOf } = this.#options;
    const agent = this.#agent;
    if (!usage || !agent || !costOf) return;
    void this.#guard('The cost of a run could not be computed.', () => {
      const costUsd = costOf(agent, this.#metadata.model ?? agent.model, usage);
      if (costUsd === undefined) return;
      this.#reported.costUsd = costUsd;
      this.#metadata.costUsd = (this.#reportedBefore.costUsd ?? 0) + costUsd;
    });
  }

  #recordOutput(delta: { text?: string; thinking?: string }): void {
    const { store, runId } = this.#options;
    if (!store) return;
    void this.#record({ type: 'runOutput', runId, ...delta });
    this.#recordCost();
  }

  #recordCost(): void {
    const { store, runId } = this.#options;
    const cost = store && this.#guess();
    if (cost) void this.#record({ type: 'runCost', runId, cost });
  }

  #record(change: RunChange): Promise<void> {
    return this.#guard('The run store failed.', () => this.#options.store?.record(change));
  }

  #toResult(status: ExecutionResult['status']): ExecutionResult {
    const { runId, task, agent } = this.#options;
    const guessed = this.#guess();
    return {
      runId,
      taskId: task.id,
      agent,
      status,
      output: this.#output,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      metadata: {
        ...this.#metadata,
        ...withoutUndefined({ guessed, thinking: this.#thinking || undefined }),
      },
    };
  }

  #guard(message: string, action: () => unknown): Promise<void> {
    const { logger, runId } = this.#options;
    return runGuarded(action, (error) => logger.error(message, { runId, error: toErrorMessage(error) }));
  }
}

function toCutInputs({ inputs = [] }: AgentTask): Pick<ExecutionMetadata, 'cutInputs'> {
  const cutInputs = inputs.flatMap(({ taskId, output, fullLength }) =>
    fullLength === undefined ? [] : [{ taskId, keptLength: output.length, fullLength }],
  );
  return cutInputs.length > 0 ? { cutInputs } : {};
}

/** Plans and other extensions hand in unchecked values: a task without a description is not recorded. */
function isTask({ description }: AgentTask): boolean {
  return typeof description === 'string';
}

/** Copy of a task without code, files, diagnostics, earlier turns and inputs. */
function withoutContents({ history: _history, inputs: _inputs, context, ...task }: AgentTask): AgentTask {
  if (typeof context !== 'object' || context === null) return task;
  const { code: _code, files: _files, diagnostics: _diagnostics, ...place } = context;
  return { ...task, context: place };
}
