import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import type { AnswerEnd, FinishReason, LlmEvent, Usage } from '#llm/core.ts';
import { runGuarded } from './guard.ts';
import type { RunChange, RunStart, RunStore } from '#orchestration/store/runStore.ts';
import type { Spent } from '#orchestration/runs/budget/spent.ts';
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
} from '#orchestration/types.ts';

/** What a run is told when it begins. */
export interface ActiveRunOptions {
  runId: string;
  task: AgentTask;
  agent: string;
  /** The run's place in the store, besides its result. */
  place?: Pick<RunStart, 'planId' | 'parentRunId'> & { threadId?: string | undefined };
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds by a clock that nobody sets. */
  steadyNow: () => number;
  logger: Logger;
  store?: RunStore | undefined;
  onEvent?: ExecutionListener | undefined;
  /** Called as the run settles, in the moment in which the store has been told. */
  onSettle?: (() => void) | undefined;
  /** What is known of the run before it begins. */
  metadata?: ExecutionMetadata;
  /** The run that this one is a part of: it enters the store first. */
  parent?: ActiveRun | undefined;
  /** What this much of an agent's model costs, in dollars, if that is known. */
  costOf?: CostOf | undefined;
}

/** What requests have cost, as far as their providers told. */
export interface ToldCost {
  usage?: Usage | undefined;
  costUsd?: number | undefined;
}

/** What replaces a run's own output where several agents served it. */
export type RunOutcome = Pick<ExecutionResult, 'agent' | 'output' | 'metadata'>;

/**
 * The record of one run while it goes on. It settles once; whatever a late LLM says afterwards is ignored. What a
 * listener or the store throws is logged and changes nothing.
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
  /** What the request that goes on has cost, as its provider told. The metadata hold the sum of all requests. */
  #told: ToldCost = {};
  #toldBefore: ToldCost = {};
  #guess: () => Spent | undefined = () => undefined;
  /** Whether the store has the run, and if not, whether it may. */
  #keeping: 'unasked' | 'asked' | 'kept' = 'unasked';
  /** Parts that ended before anybody agreed to anything: they follow this run into the store, or stay out with it. */
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
  get saidLength(): number {
    return this.#output.length + this.#thinking.length;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Whether any text or thinking was handed on. */
  get hasEmitted(): boolean {
    return this.#output !== '' || this.#thinking !== '';
  }

  get attempts(): number {
    return this.#metadata.attempts ?? 0;
  }

  /** What the request that goes on has cost, as far as its provider has told. */
  get told(): Readonly<ToldCost> {
    return this.#told;
  }

  /** Whole milliseconds since the run began, whatever the clock on the wall was set to meanwhile. */
  get #elapsedMs(): number {
    return Math.max(0, Math.round(this.#options.steadyNow() - this.#steadyStart));
  }

  get hasThought(): boolean {
    return this.#thinking !== '';
  }

  get finishReason(): FinishReason | undefined {
    return this.#metadata.finishReason;
  }

  /** What else is known of the end. */
  get end(): AnswerEnd | undefined {
    return this.#metadata.end;
  }

  /** The run goes to this agent's model. */
  assign(agent: AgentConfig): void {
    this.#agent = agent;
    this.#metadata.provider = agent.provider;
    this.#metadata.model = agent.model;
    if (agent.simulated) this.#metadata.simulated = true;
  }

  /** Somebody is asked whether the task may be sent. Unless they agree, no store gets to see any of it. */
  ask(): void {
    if (this.#keeping === 'unasked') this.#keeping = 'asked';
    this.#options.parent?.ask();
  }

  /** The task may be sent. From here on the store has the run: a crash leaves a trace of it. */
  begin(): void {
    this.#options.parent?.begin();
    this.#keep(this.#options.task);
  }

  /** @param guess tells what requests cost whose usage is not known. What it says is kept over a crash. */
  guessBy(guess: () => Spent | undefined): void {
    this.#guess = guess;
    this.#recordCost();
  }

  countAttempt(): void {
    this.#metadata.attempts = this.attempts + 1;
    // An answer that came to nothing may be asked for again: it has an end and a cost of its own.
    delete this.#metadata.finishReason;
    delete this.#metadata.end;
    const { usage, costUsd } = this.#metadata;
    this.#toldBefore = { usage, costUsd };
    this.#told = {};
  }

  /** Takes an event of the LLM: keeps what it says and hands it on. */
  take(event: LlmEvent): void {
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

  /** Keeps the text of a broken answer that was not handed on before. */
  keepPartialText(text: string | undefined): void {
    if (text && this.#output === '' && !this.#isSettled) this.#addText(text);
  }

  /** Tells the listener. */
  emit(event: ExecutionEvent): void {
    if (!this.#isSettled) this.#tell(event);
  }

  /** Calls foreign code; what it throws is logged and changes nothing. */
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
      ...(outcome && { ...outcome, metadata: { ...own.metadata, ...outcome.metadata } }),
      ...(error && { error }),
      completedAt: new Date(this.#startedAtMs + tookMs).toISOString(),
      durationSeconds: tookMs / 1000,
    };
    // From here on a late event of the LLM is ignored, though the store may still be writing.
    this.#isSettled = true;
    const stored = this.#store(result);
    this.#options.onSettle?.();
    if (stored) await stored;
    this.#tell({ type: 'status', status });
    return result;
  }

  /** Where nobody was asked, because the run failed before, the store gets the run without what nobody looked at. */
  #store(result: ExecutionResult): Promise<void> | undefined {
    const { store, task, parent } = this.#options;
    if (!store || this.#keeping === 'asked') return undefined;
    const write = (): Promise<void> => {
      if (this.#keeping !== 'kept') this.#keep(withoutContents(task), result.agent);
      return this.#record({ type: 'runSettled', result });
    };
    if (!parent || this.#keeping === 'kept') return write();
    parent.#afterKept(write);
    return undefined;
  }

  #keep(task: AgentTask, agent = this.#options.agent): void {
    const { store, runId, place } = this.#options;
    if (this.#keeping === 'kept' || !isTask(task)) return;
    this.#keeping = 'kept';
    if (!store) return;
    const result = { ...this.#toResult('in_progress'), agent };
    const start: RunStart = { result, task, ...place, threadId: place?.threadId ?? runId };
    void this.#record({ type: 'runBegun', start });
    for (const write of this.#waiting.splice(0)) write();
  }

  #afterKept(write: () => unknown): void {
    if (this.#keeping === 'kept') write();
    else this.#waiting.push(write);
  }

  #tell(event: ExecutionEvent): void {
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
    const before = this.#toldBefore.usage;
    this.#told.usage = usage;
    this.#metadata.usage = before ? addUsage(before, usage) : usage;
  }

  #addCost(usage: Usage | undefined): void {
    const { costOf } = this.#options;
    const agent = this.#agent;
    if (!usage || !agent || !costOf) return;
    void this.#guard('The cost of a run could not be computed.', () => {
      const costUsd = costOf(agent, this.#metadata.model ?? agent.model, usage);
      if (costUsd === undefined) return;
      this.#told.costUsd = costUsd;
      this.#metadata.costUsd = (this.#toldBefore.costUsd ?? 0) + costUsd;
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
        ...(guessed && { guessed }),
        ...(this.#thinking && { thinking: this.#thinking }),
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

/** Plans and other extensions hand in what no compiler has seen: what says nothing is not kept. */
function isTask({ description }: AgentTask): boolean {
  return typeof description === 'string';
}

/** What is left of a task without the code, the files and the earlier turns that were to go along. */
function withoutContents({ history: _history, inputs: _inputs, context, ...task }: AgentTask): AgentTask {
  if (typeof context !== 'object' || context === null) return task;
  const { code: _code, files: _files, diagnostics: _diagnostics, ...place } = context;
  return { ...task, context: place };
}
