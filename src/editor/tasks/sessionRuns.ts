import { randomUUID } from 'node:crypto';
import type { Uri } from 'vscode';
import type { Disposable } from '#common/disposable.ts';
import { Emitter } from '#common/emitter.ts';
import { isMissingPart } from '#common/missingPart.ts';
import { isTeamStrategy } from '#common/vocabulary.ts';
import {
  filesOf,
  type AgentTask,
  type ExecuteOptions,
  type ExecutionResult,
  type ProjectOrchestrator,
  type RunRecord,
  type RunStore,
  withChosenAnswer,
} from '#orchestration/index.ts';
import type { Configuration } from '#editor/settings/configuration.ts';
import type { describeEdits } from './applyOffers.ts';
import { type KnownRun, KnownRuns, type RunningTask, type RunSelection } from './knownRuns.ts';
import type { PanelRunView } from './runParts.ts';
import { RunPresenter } from './runPresenter.ts';
import {
  findFirstAgent,
  type RunRequest,
  toHistory,
  toPlannedRequest,
  toRequest,
  createTask,
  toTeam,
} from './runRequests.ts';

/** Execution of a task of a plan. */
export interface PlannedRun {
  /** Runs the task. Does not reject. */
  execute: (task: AgentTask, options: ExecuteOptions) => Promise<ExecutionResult>;
  resource?: Uri | undefined;
  isRevealed: boolean;
}

/** Port to the panel. */
export interface SessionRunsView {
  readonly runs: PanelRunView & { select(threadId: string): void };
  reveal(options: { preserveFocus: boolean }): void;
}

export interface SessionRunsOptions {
  orchestrator: Pick<ProjectOrchestrator, 'addTask' | 'executeTask' | 'removeTask'>;
  view: SessionRunsView;
  /** Reads the settings that hold for a document, or for the window. */
  readConfiguration: (resource?: Uri) => Configuration;
  parseUri: (text: string) => Uri;
  /** Loads the description of the edits that an answer offers. */
  loadOffers: () => Promise<typeof describeEdits>;
  keys: { learn(): Promise<void> };
  /** Stores the chosen answer of a run. */
  store: Pick<RunStore, 'record'>;
  redactor: { redact(text: string): string };
}

/** The runs of this session. Each goes through the orchestrator and is shown in the panel as it streams. */
export class SessionRuns implements Disposable {
  readonly #options: SessionRunsOptions;
  readonly #runs = new KnownRuns();
  /** Loaded with the first run. */
  #describe: typeof describeEdits | undefined;
  readonly #changed = new Emitter<ExecutionResult>();
  readonly #activeChanged = new Emitter<number>();

  /** Fires when a run begins and when it settles. */
  readonly onDidChangeRun = this.#changed.event;
  /** Fires with the number of active runs, those of plans included. */
  readonly onDidChangeRunning = this.#activeChanged.event;

  constructor(options: SessionRunsOptions) {
    this.#options = options;
  }

  /** Runs a task. Never rejects: a failure is in the result. */
  async run(request: RunRequest): Promise<ExecutionResult> {
    const { orchestrator } = this.#options;
    const runId = randomUUID();
    const configuration = this.#options.readConfiguration(request.resource);
    const { agents, strategy } = request;
    const agent = request.agent ?? agents?.[0] ?? configuration.agentId;
    const task = createTask(request);
    const threadId = request.followUp?.threadId ?? runId;
    const run: KnownRun = { request, task, threadId, abort: new AbortController() };
    orchestrator.addTask(task);
    const result = await this.#track(run, { runId, agentId: agent, configuration }, (options) =>
      orchestrator.executeTask(task.id, { ...options, agent, agents, strategy }),
    );
    orchestrator.removeTask(task.id);
    return result;
  }

  /** Runs a task of a plan, when its orchestrator says so, and shows it like any other run. */
  async runPlanned(
    task: AgentTask,
    options: ExecuteOptions,
    { execute, resource, isRevealed }: PlannedRun,
  ): Promise<ExecutionResult> {
    const runId = options.runId ?? randomUUID();
    const configuration = this.#options.readConfiguration(resource);
    const agentId = options.agent ?? findFirstAgent(task, configuration);
    const request = toPlannedRequest(task, options, { resource, isRevealed });
    const run: KnownRun = { request, task: { ...task }, threadId: runId, abort: new AbortController() };
    return this.#track(run, { runId, agentId, configuration }, (own) => execute(run.task, { ...options, ...own }));
  }

  /** Shows a run from its beginning to its end. */
  async #track(
    run: KnownRun,
    facts: { runId: string; agentId: string; configuration: Configuration },
    execute: (options: ExecuteOptions) => Promise<ExecutionResult>,
  ): Promise<ExecutionResult> {
    const { request, threadId } = run;
    const { runId, configuration } = facts;
    // Before anything is awaited: a second click must find the conversation busy.
    this.#runs.add(runId, run);
    await this.#options.keys.learn();
    await this.#loadOffers();
    const presenter = this.#present(run, facts);
    run.presenter = presenter;
    presenter.begin();
    // Begun before the panel is revealed: reading the key crosses to the window and would queue there behind that.
    const execution = execute({
      registry: configuration.registry,
      defaultAgent: configuration.agentId,
      signal: request.signal ? AbortSignal.any([request.signal, run.abort.signal]) : run.abort.signal,
      runId,
      threadId,
      partSignal: presenter.beginPart,
      onEvent(event) {
        presenter.apply(event);
        request.onEvent?.(event);
      },
    });
    if (request.isRevealed ?? true) {
      this.#options.view.runs.select(threadId);
      this.#options.view.reveal({ preserveFocus: true });
    }
    this.#activeChanged.fire(this.#runs.running.length);
    this.#changed.fire(presenter.toResult());
    const result = await execution;
    run.result = result;
    presenter.settle(result);
    this.#runs.forgetOldest();
    this.#activeChanged.fire(this.#runs.running.length);
    this.#changed.fire(result);
    return result;
  }

  /**
   * Shows a run of the history that has ended, with its parts. From now on it can be followed up and run again as one of
   * this session.
   */
  adopt(
    { result, task, threadId }: RunRecord,
    partResults: readonly ExecutionResult[],
    describe: typeof describeEdits,
  ): void {
    this.#describe ??= describe;
    const { runId, agent: agentId } = result;
    if (this.#runs.has(runId)) return;
    const resource = typeof task.documentUri === 'string' ? this.#options.parseUri(task.documentUri) : undefined;
    const request = toRequest(task, result, partResults, resource);
    const chosen = withChosenAnswer(result);
    const run: KnownRun = { request, task, threadId, abort: new AbortController(), result: chosen };
    const presenter = this.#present(run, { runId, agentId, configuration: this.#options.readConfiguration(resource) });
    this.#runs.add(runId, { ...run, presenter });
    presenter.restore(chosen, partResults);
    this.#runs.forgetOldest();
  }

  /** Removes a run that was deleted, unless it is active. */
  forget(runId: string): void {
    this.#runs.forget(runId);
  }

  /** Stops a run, a part of one, or the newest active one. Returns whether there was one. */
  cancel(runId?: string): boolean {
    const whole = runId === undefined ? undefined : this.#runs.findWhole(runId);
    if (runId !== undefined && whole?.presenter?.parts.has(runId)) return whole.presenter.parts.cancel(runId);
    const run = runId === undefined ? this.#runs.running.at(-1) : this.#runs.get(runId);
    if (!run || run.result) return false;
    run.abort.abort();
    return true;
  }

  /** Runs the next task of a conversation, on the current agent unless the conversation named one. */
  async followUp(runId: string, description: string): Promise<ExecutionResult | undefined> {
    const run = this.#runs.findIdle(runId);
    if (!run) return undefined;
    const { resource, strategy } = run.request;
    return this.run({
      description,
      // Of several agents, the one whose answer it is continues.
      agent: isTeamStrategy(strategy) ? run.result?.agent : run.request.agent,
      resource,
      followUp: { threadId: run.threadId, history: toHistory(run), historyFiles: filesOf(run.task) },
    });
  }

  /** Runs the same task again, in the same conversation: on `agent`, else as it was asked for, else on the current agent. */
  async runAgain(runId: string, agent?: string): Promise<ExecutionResult | undefined> {
    const run = this.#runs.findIdle(runId);
    if (!run) return undefined;
    const { signal: _signal, onEvent: _onEvent, instructions: _inHistory, agents, strategy, ...request } = run.request;
    // A part by itself: the others have their answers.
    const named = agent ?? run.presenter?.parts.resultOf(runId)?.agent;
    const isTeam = named === undefined;
    return this.run({
      ...request,
      agent: named ?? request.agent,
      agents: isTeam ? agents : undefined,
      strategy: isTeam ? strategy : undefined,
      followUp: {
        threadId: run.threadId,
        history: run.task.history ?? [],
        historyFiles: run.task.historyFiles ?? [],
      },
    });
  }

  /** Makes a part's answer that of its run, for follow-ups and in the history. Returns whether it could be. */
  async choose(partRunId: string): Promise<boolean> {
    const run = this.#runs.findWhole(partRunId);
    const part = run?.presenter?.parts.resultOf(partRunId);
    if (!run?.result || !run.presenter || !part || part.output === '') return false;
    const { agent, output } = part;
    run.result = { ...run.result, agent, output, metadata: { ...run.result.metadata, chosenRunId: partRunId } };
    run.presenter.choose(partRunId, run.result);
    await this.#options.store.record({ type: 'answerChosen', runId: run.result.runId, partRunId });
    return true;
  }

  /** The active runs, oldest first. */
  get running(): RunningTask[] {
    return this.#runs.describeRunning();
  }

  /** Finds the result of a run, or of a part of one, and its conversation. */
  get(runId: string): { result: ExecutionResult | undefined; threadId: string } | undefined {
    const run = this.#runs.findWhole(runId);
    const parts = run?.presenter?.parts;
    return run && { result: parts?.has(runId) ? parts.resultOf(runId) : run.result, threadId: run.threadId };
  }

  /** The newest run with an answer. */
  get newestAnswered(): string | undefined {
    return this.#runs.newestAnswered;
  }

  /** The request of a run, or of the run that it is a part of. */
  requestOf(runId: string): Readonly<RunRequest> | undefined {
    return this.#runs.findWhole(runId)?.request;
  }

  /** Same as {@link KnownRuns.selectionOf}. */
  selectionOf(runId: string): RunSelection | undefined {
    return this.#runs.selectionOf(runId);
  }

  /** The document that was active when the task of a run began: it tells which of several folders the answer is about. */
  resourceOf(runId: string): Uri | undefined {
    return this.requestOf(runId)?.resource;
  }

  dispose(): void {
    for (const run of this.#runs.running) run.abort.abort();
    this.#changed.dispose();
    this.#activeChanged.dispose();
  }

  #present(
    { request, task, threadId }: KnownRun,
    { runId, agentId, configuration }: { runId: string; agentId: string; configuration: Configuration },
  ): RunPresenter {
    const facts = {
      runId,
      threadId,
      task,
      agentId,
      configuration,
      team: toTeam(request, agentId),
      redact: (text: string) => this.#options.redactor.redact(text),
      describeEdits: (output: string) => this.#describe?.(output, this.selectionOf(runId)),
    };
    return new RunPresenter(facts, this.#options.view.runs);
  }

  /** Loads the description of offers. A run continues without, where an update has removed that part. */
  async #loadOffers(): Promise<void> {
    try {
      this.#describe ??= await this.#options.loadOffers();
    } catch (error) {
      if (!isMissingPart(error)) throw error;
    }
  }
}
