import { randomUUID } from 'node:crypto';
import { strategyTraits } from '#common/vocabulary.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { toPlain } from '#common/plainCopy.ts';
import { type AgentChoice, chooseAgents } from '#orchestration/agents/agentChoice.ts';
import { AgentRegistry } from '#orchestration/agents/agentRegistry.ts';
import { AgentRunner, checkTask } from './agentRunner.ts';
import { type AgentRunRequest, type RunEnvironment, valueOf } from './runEnvironment.ts';
import { BudgetLedger, type BudgetLedgerOptions } from '#orchestration/runs/budget/budget.ts';
import { toExecutionError, toUnreadableResult } from '#orchestration/runError.ts';
import type { ExecuteOptions, RunSettings } from './executeOptions.ts';
import type { AgentTask, ExecutionResult, Budget } from '#orchestration/types.ts';

/**
 * Surroundings of a {@link TaskExecutor}. A function is called anew for each run, so that settings can change. The registry
 * and the default agent hold for runs whose own options name none.
 */
export interface TaskExecutorOptions
  extends RunEnvironment, RunSettings, Pick<BudgetLedgerOptions, 'spentToday' | 'dearestCostOf'> {
  /** Limits of what may be spent. Default: none. */
  budget?: Budget | (() => Budget);
}

const noAgents = new AgentRegistry([]);

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
    const place = withoutUndefined({ planId, threadId: threadId ?? runId });
    const meter = this.#ledger.open(planId, options.spentBefore);
    try {
      const { registry, choice } = this.#choose(task, options);
      const request: Omit<AgentRunRequest, 'agentId'> = {
        runId,
        task,
        place,
        registry,
        meter,
        onSettle: () => meter.close(),
        signal,
        onEvent,
        refuse,
      };
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
      const { registry, choice } = this.#choose(task, options);
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

  #choose(task: AgentTask, options: ExecuteOptions): { registry: AgentRegistry; choice: AgentChoice } {
    const { registry = this.#options.registry ?? noAgents, defaultAgent = this.#options.defaultAgent } = options;
    return { registry, choice: chooseAgents(task, options, registry, defaultAgent) };
  }
}
