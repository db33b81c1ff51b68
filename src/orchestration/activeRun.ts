import { toErrorMessage } from '../common/errors.ts';
import type { Logger } from '../common/logger.ts';
import type { FinishReason, LlmEvent, Usage } from '../llm/core.ts';
import { runGuarded } from './guard.ts';
import type { RunDelta, RunStart, RunStore } from './runStore.ts';
import type {
  AgentConfig,
  ExecutionError,
  ExecutionEvent,
  ExecutionListener,
  ExecutionMetadata,
  ExecutionResult,
  AgentTask,
} from './types.ts';

/** What a run is told when it begins. */
export interface ActiveRunOptions {
  runId: string;
  task: AgentTask;
  agent: string;
  /** The run's place in the store, besides its result. */
  place?: Pick<RunStart, 'planId' | 'parentRunId'> & { threadId?: string | undefined };
  /** Milliseconds since the epoch. */
  now: () => number;
  logger: Logger;
  store?: RunStore | undefined;
  onEvent?: ExecutionListener | undefined;
  /** Called as the run settles, in the moment in which the store has been told. */
  onSettle?: (() => void) | undefined;
  /** What is known of the run before it begins. */
  metadata?: ExecutionMetadata;
  /** What this much of an agent's model costs, in dollars, if that is known. */
  costOf?: CostOf | undefined;
}

/** What an answer of `model`, as the provider names it, cost in USD; `undefined` where that is not known. */
export type CostOf = (agent: AgentConfig, model: string, usage: Usage) => number | undefined;

/** What replaces a run's own output where several agents served it. */
export type RunOutcome = Pick<ExecutionResult, 'agent' | 'output' | 'metadata'>;

/**
 * The record of one run while it goes on. It settles once; whatever a late LLM says afterwards is ignored. What a
 * listener or the store throws is logged and changes nothing.
 */
export class ActiveRun {
  readonly #options: ActiveRunOptions;
  readonly #startedAtMs: number;
  readonly #metadata: ExecutionMetadata;
  #agent: AgentConfig | undefined;
  #output = '';
  #thinking = '';
  #isSettled = false;

  constructor(options: ActiveRunOptions) {
    this.#options = options;
    this.#startedAtMs = options.now();
    this.#metadata = { attempts: 0, ...toCutInputs(options.task), ...options.metadata };
  }

  get output(): string {
    return this.#output;
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

  get usage(): Usage | undefined {
    return this.#metadata.usage;
  }

  get costUsd(): number | undefined {
    return this.#metadata.costUsd;
  }

  get finishReason(): FinishReason | undefined {
    return this.#metadata.finishReason;
  }

  /** The run goes to this agent's model, or to several. From here on the store has it: a crash leaves a trace of it. */
  begin(agent?: AgentConfig): void {
    this.#agent = agent;
    if (agent) {
      this.#metadata.provider = agent.provider;
      this.#metadata.model = agent.model;
      if (agent.simulated) this.#metadata.simulated = true;
    }
    const { store, task, runId, place } = this.#options;
    const start: RunStart = {
      result: this.#toResult('in_progress'),
      task,
      ...place,
      threadId: place?.threadId ?? runId,
    };
    if (store) void this.#guard('The run store failed.', () => store.begin(start));
  }

  countAttempt(): void {
    this.#metadata.attempts = this.attempts + 1;
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
        this.#append({ thinking: event.text });
        break;
      case 'finish':
        this.#metadata.finishReason = event.reason;
        if (event.usage) this.#metadata.usage = event.usage;
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
    const completedAtMs = this.#options.now();
    const own = this.#toResult(status);
    const result: ExecutionResult = {
      ...own,
      ...(outcome && { ...outcome, metadata: { ...own.metadata, ...outcome.metadata } }),
      ...(error && { error }),
      completedAt: new Date(completedAtMs).toISOString(),
      durationSeconds: Math.max(0, completedAtMs - this.#startedAtMs) / 1000,
    };
    // From here on a late event of the LLM is ignored, though the store may still be writing.
    this.#isSettled = true;
    const { store } = this.#options;
    const stored = store && this.#guard('The run store failed.', () => store.settle(result));
    this.#options.onSettle?.();
    if (stored) await stored;
    this.#tell({ type: 'status', status });
    return result;
  }

  #tell(event: ExecutionEvent): void {
    const { onEvent } = this.#options;
    if (onEvent) void this.#guard('The listener of a run failed.', () => onEvent(event));
  }

  #addText(text: string): void {
    if (text === '') return;
    this.#metadata.firstTextMs ??= Math.max(0, this.#options.now() - this.#startedAtMs);
    this.#output += text;
    this.#append({ text });
  }

  #addCost(usage: Usage | undefined): void {
    const { costOf } = this.#options;
    const agent = this.#agent;
    if (!usage || !agent || !costOf) return;
    void this.#guard('The cost of a run could not be computed.', () => {
      const costUsd = costOf(agent, this.#metadata.model ?? agent.model, usage);
      if (costUsd !== undefined) this.#metadata.costUsd = costUsd;
    });
  }

  #append(delta: RunDelta): void {
    const { store, runId } = this.#options;
    if (store) void this.#guard('The run store failed.', () => store.append(runId, delta));
  }

  #toResult(status: ExecutionResult['status']): ExecutionResult {
    const { runId, task, agent } = this.#options;
    return {
      runId,
      taskId: task.id,
      agent,
      status,
      output: this.#output,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      metadata: { ...this.#metadata, ...(this.#thinking && { thinking: this.#thinking }) },
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
