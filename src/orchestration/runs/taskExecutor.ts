import { randomUUID } from 'node:crypto';
import { strategyTraits } from '#common/vocabulary.ts';
import { toPlain } from '#common/plainCopy.ts';
import { chooseAgents, type DefaultAgent } from '#orchestration/agents/agentChoice.ts';
import type { AgentRegistry } from '#orchestration/agents/agentRegistry.ts';
import { AgentRunner, type AgentRunRequest, checkTask, type RunEnvironment, valueOf } from './agentRunner.ts';
import { BudgetLedger, type BudgetLedgerOptions } from '#orchestration/runs/budget/budget.ts';
import { toExecutionError, toUnreadableResult } from '#orchestration/runError.ts';
import type { AgentTask, ExecuteOptions, ExecutionResult, Budget } from '#orchestration/types.ts';

/** What a {@link TaskExecutor} works with. A function is asked anew for each run, so that settings can change. */
export interface TaskExecutorOptions extends RunEnvironment, Pick<BudgetLedgerOptions, 'spentToday' | 'dearestCostOf'> {
  /** May depend on the task: the agents of one folder need not be those of another. */
  registry: AgentRegistry | ((task: AgentTask) => AgentRegistry);
  /** Serves a task that names no agent and no capabilities. */
  defaultAgent?: DefaultAgent;
  /** What may be spent. Nothing is limited by default. */
  budget?: Budget | (() => Budget);
}

/** Runs tasks on LLMs, one run at a time or many at once. Between runs it keeps nothing but what they spent. */
export class TaskExecutor {
  readonly #options: TaskExecutorOptions;
  readonly #runner: AgentRunner;
  readonly #ledger: BudgetLedger;

  constructor(options: TaskExecutorOptions) {
    this.#options = options;
    this.#runner = new AgentRunner(options);
    const { budget = {} } = options;
    this.#ledger = new BudgetLedger({ ...options, budget: () => valueOf(budget) });
  }

  /**
   * Runs a task and resolves to its result, also when it failed or was cancelled: it never rejects. The agent is the one
   * of `options`, else the task's own, else one with the capabilities it asks for, else the default. A signal that is
   * aborted ends the run at once, whatever it waits for. With a strategy several agents serve the task, and the result's
   * `metadata.parts` hold their runs.
   */
  async execute(task: AgentTask, options: ExecuteOptions = {}): Promise<ExecutionResult> {
    let plainTask: AgentTask;
    try {
      plainTask = toPlain(task);
    } catch (error) {
      return toUnreadableResult(error, task, options);
    }
    return this.#execute(plainTask, options);
  }

  async #execute(task: AgentTask, options: ExecuteOptions): Promise<ExecutionResult> {
    const { planId, threadId, signal, onEvent, refuse, partSignal } = options;
    const runId = options.runId ?? randomUUID();
    const place = { ...(planId !== undefined && { planId }), threadId: threadId ?? runId };
    const meter = this.#ledger.open(planId, options.spentBefore);
    try {
      const registry = this.#registryFor(task);
      const request: Omit<AgentRunRequest, 'agentId'> = {
        runId,
        task,
        place,
        registry,
        meter,
        onSettle: () => meter.close(),
        ...(signal && { signal }),
        ...(onEvent && { onEvent }),
        ...(refuse && { refuse }),
      };
      const choice = chooseAgents(task, options, registry, this.#options.defaultAgent);
      if (choice.strategy === 'single') return await this.#runner.run({ ...request, agentId: choice.agent });
      checkTask(task);
      // Loaded with the first task of several agents.
      const { runTeam } = await import('./teamRun.ts');
      return await runTeam(this.#runner, { ...request, ...choice, partSignal });
    } catch (error) {
      const run = this.#runner.open({ runId, task, agent: options.agent ?? task.agent ?? '', place, onEvent });
      run.emit({ type: 'status', status: 'in_progress' });
      const settled = signal?.aborted
        ? run.settle('cancelled')
        : run.settle('failed', toExecutionError(error, undefined));
      return this.#runner.logged(await settled);
    } finally {
      meter.close();
    }
  }

  /** The providers whose requests a run of the task may send at once, one entry a request. */
  providersOf(task: AgentTask, options: ExecuteOptions = {}): string[] {
    try {
      const registry = this.#registryFor(task);
      const choice = chooseAgents(task, options, registry, this.#options.defaultAgent);
      const toProviders = (agents: readonly string[]) => agents.flatMap((id) => registry.get(id)?.provider ?? []);
      if (choice.strategy === 'single') return toProviders(choice.agent === undefined ? [] : [choice.agent]);
      const providers = toProviders(choice.agents);
      const { isParallel, hasJudge } = strategyTraits[choice.strategy];
      if (!isParallel) return [...new Set(providers)];
      if (!hasJudge) return providers;
      // The judge is asked when the others have ended: a provider of theirs has a slot left for it.
      return [...providers, ...toProviders([choice.judge]).filter((judge) => !providers.includes(judge))];
    } catch {
      // The run itself says what is wrong.
      return [];
    }
  }

  #registryFor(task: AgentTask): AgentRegistry {
    const { registry } = this.#options;
    return typeof registry === 'function' ? registry(task) : registry;
  }
}
