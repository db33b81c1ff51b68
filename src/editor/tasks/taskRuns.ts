import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '#common/disposable.ts';
import { isMissingPart } from '#common/missingPart.ts';
import type { Redactor } from '#common/redact.ts';
import {
  filesOf,
  type AgentTask,
  type ExecuteOptions,
  type ExecutionEvent,
  type ExecutionResult,
  type ProjectOrchestrator,
  type RunRecord,
  type RunStore,
  withChosenAnswer,
} from '#orchestration/index.ts';
import type { describeEdits } from './applyOffers.ts';
import { readConfiguration, type Configuration } from '#editor/settings/configuration.ts';
import type { EditsView, RunHead } from '#protocol/messages.ts';
import { type KnownRun, KnownRuns, type RunningTask, type RunSelection } from './knownRuns.ts';
import type { Panel } from '#editor/panel/panel.ts';
import { RunHeads } from './runHeads.ts';
import { RunParts } from './runParts.ts';
import type { SecretKeys } from '#editor/keys/secretKeys.ts';
import { findAgent, type RunRequest, toHistory, toPlannedRequest, toRequest, toTask, toTeam } from './runRequests.ts';
import { hasOwnText } from '#protocol/runs.ts';
import { isTeamStrategy } from '#common/vocabulary.ts';

/** How a task of a plan is run. */
interface PlannedRun {
  execute: (task: AgentTask, options: ExecuteOptions) => Promise<ExecutionResult>;
  resource?: vscode.Uri | undefined;
  isRevealed: boolean;
}

interface TaskRunsOptions {
  orchestrator: ProjectOrchestrator;
  panel: () => Panel;
  keys: Pick<SecretKeys, 'learn'>;
  /** Keeps whose answer was chosen. */
  store: RunStore;
  /** Cleans what is shown of tasks. */
  redactor: Pick<Redactor, 'redact'>;
}

/** Runs tasks for the user: each goes through the orchestrator and is shown in the panel as it streams. */
export class TaskRuns implements Disposable {
  readonly #orchestrator: ProjectOrchestrator;
  readonly #panel: () => Panel;
  readonly #keys: Pick<SecretKeys, 'learn'>;
  readonly #store: RunStore;
  readonly #redact: (text: string) => string;
  readonly #runs = new KnownRuns();
  /** Loaded with the first run. */
  #describe: typeof describeEdits | undefined;
  readonly #changed = new vscode.EventEmitter<ExecutionResult>();
  readonly #runningChanged = new vscode.EventEmitter<number>();

  /** Fires when a run begins and when it settles. */
  readonly onDidChangeRun = this.#changed.event;
  /** Fires with the number of unsettled runs. */
  readonly onDidChangeRunning = this.#runningChanged.event;

  constructor({ orchestrator, panel, keys, store, redactor }: TaskRunsOptions) {
    this.#orchestrator = orchestrator;
    this.#panel = panel;
    this.#keys = keys;
    this.#store = store;
    this.#redact = (text) => redactor.redact(text);
  }

  /** How many runs go on, those of plans included. */
  get runningCount(): number {
    return this.#runs.running.length;
  }

  /** Runs a task. Never rejects: the result says how it ended. */
  async run(request: RunRequest): Promise<ExecutionResult> {
    const runId = randomUUID();
    const configuration = readConfiguration(request.resource);
    const agentId = request.agent ?? request.agents?.[0] ?? configuration.agentId;
    const task = toTask(request);
    const run: KnownRun = {
      request,
      task,
      threadId: request.followUp?.threadId ?? runId,
      abort: new AbortController(),
    };
    this.#orchestrator.addTask(task);
    const result = await this.#track(run, { runId, agentId, configuration }, (options) =>
      this.#orchestrator.executeTask(task.id, {
        ...options,
        agent: agentId,
        ...(request.agents && { agents: request.agents }),
        ...(request.strategy && { strategy: request.strategy }),
      }),
    );
    this.#orchestrator.removeTask(task.id);
    return result;
  }

  /**
   * Runs a task of a plan, whose orchestrator says when, and shows it like any other run. `execute` is what runs it; it
   * does not reject.
   */
  async runPlanned(
    task: AgentTask,
    options: ExecuteOptions,
    { execute, resource, isRevealed }: PlannedRun,
  ): Promise<ExecutionResult> {
    const runId = options.runId ?? randomUUID();
    const configuration = readConfiguration(resource);
    const agentId = options.agent ?? findAgent(task, configuration);
    const request = toPlannedRequest(task, options, { resource, isRevealed });
    const run: KnownRun = { request, task: { ...task }, threadId: runId, abort: new AbortController() };
    return this.#track(run, { runId, agentId, configuration }, (own) => execute(run.task, { ...options, ...own }));
  }

  /** What an answer offers for the code. Where that is not there any more, a run goes on without. */
  async #loadOffers(): Promise<void> {
    try {
      this.#describe ??= (await import('./applyOffers.ts')).describeEdits;
    } catch (error) {
      if (!isMissingPart(error)) throw error;
    }
  }

  /** Shows a run from its beginning to its end. */
  async #track(
    run: KnownRun,
    { runId, agentId, configuration }: { runId: string; agentId: string; configuration: Configuration },
    execute: (options: ExecuteOptions) => Promise<ExecutionResult>,
  ): Promise<ExecutionResult> {
    const { request, task, threadId } = run;
    // Before anything is awaited: a second click must find the conversation busy.
    this.#runs.add(runId, run);
    await this.#keys.learn();
    await this.#loadOffers();
    const panel = this.#panel();
    const facts = { runId, threadId, task, configuration, redact: this.#redact };
    const team = toTeam(request, agentId);
    const heads = new RunHeads({ ...facts, agentId, team });
    const parts = new RunParts({ ...facts, describeEdits: (output) => this.#describeEdits(runId, output) }, panel);
    // Where an answer is that of a part, word for word, only the part's travels.
    const isTextOwn = hasOwnText(heads.head);
    Object.assign(run, { heads, parts });
    const onEvent = (event: ExecutionEvent) => {
      if (event.type === 'part') parts.apply(event);
      else if (event.type === 'agent') panel.voidText(runId);
      else if (isTextOwn && (event.type === 'text' || event.type === 'thinking'))
        panel.append(runId, { [event.type]: event.text });
      if (heads.apply(event)) panel.update(heads.head);
      request.onEvent?.(event);
    };

    panel.update(heads.head);
    const signal = request.signal ? AbortSignal.any([request.signal, run.abort.signal]) : run.abort.signal;
    // Begun before anything is shown: reading the key crosses to the window and would queue there behind that.
    const { registry, agentId: defaultAgent } = configuration;
    const execution = execute({ signal, onEvent, runId, threadId, partSignal: parts.begin, registry, defaultAgent });
    if (request.isRevealed ?? true) {
      panel.select(threadId);
      panel.reveal({ preserveFocus: true });
    }
    this.#tellRunning();
    this.#changed.fire(heads.toResult());
    const result = await execution;
    run.result = result;
    heads.settle(result);
    panel.update(this.#withEdits(heads, result));
    this.#runs.forgetOldest();
    this.#tellRunning();
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
    const { runId, metadata } = result;
    if (this.#runs.has(runId)) return;
    const resource = typeof task.documentUri === 'string' ? vscode.Uri.parse(task.documentUri) : undefined;
    const request = toRequest(task, result, partResults, resource);
    const panel = this.#panel();
    const isShown = panel.has(runId);
    const facts = { runId, threadId, task, configuration: readConfiguration(resource), redact: this.#redact };
    const team = toTeam(request, result.agent);
    const heads = new RunHeads({ ...facts, agentId: result.agent, team });
    const parts = new RunParts({ ...facts, describeEdits: (output) => this.#describeEdits(runId, output) }, panel);
    const chosen = withChosenAnswer(result);
    this.#runs.add(runId, { request, task, threadId, abort: new AbortController(), heads, parts, result: chosen });
    heads.settle(chosen);
    panel.update(this.#withEdits(heads, chosen));
    if (!isShown && (hasOwnText(heads.head) || partResults.length === 0))
      panel.append(runId, { text: result.output, ...(metadata.thinking && { thinking: metadata.thinking }) });
    for (const part of partResults) parts.adopt(part);
    this.#runs.forgetOldest();
  }

  /** Forgets a run that was deleted, unless it goes on. */
  forget(runId: string): void {
    this.#runs.forget(runId);
  }

  /** Stops a run, a part of one, or the newest running one, and says whether there was one. */
  cancel(runId?: string): boolean {
    const whole = runId === undefined ? undefined : this.#runs.findWhole(runId);
    if (runId !== undefined && whole?.parts?.has(runId)) return whole.parts.cancel(runId);
    const run = runId === undefined ? this.#runs.running.at(-1) : this.#runs.get(runId);
    if (!run || run.result) return false;
    run.abort.abort();
    return true;
  }

  /** Runs the next task of a conversation, on the agent in force now unless the conversation named one. */
  async followUp(runId: string, description: string): Promise<ExecutionResult | undefined> {
    const run = this.#runs.findIdle(runId);
    if (!run) return undefined;
    const { resource, strategy } = run.request;
    // Of several agents the one whose answer it is goes on.
    const agent = isTeamStrategy(strategy) ? run.result?.agent : run.request.agent;
    return this.run({
      description,
      ...(agent && { agent }),
      ...(resource && { resource }),
      followUp: { threadId: run.threadId, history: toHistory(run), historyFiles: filesOf(run.task) },
    });
  }

  /**
   * Runs the same task again, in the same conversation: on `agent`, else as it was asked for, else on the agent in force now.
   */
  async runAgain(runId: string, agent?: string): Promise<ExecutionResult | undefined> {
    const run = this.#runs.findIdle(runId);
    if (!run) return undefined;
    const { signal: _signal, onEvent: _onEvent, instructions: _inHistory, agents, strategy, ...request } = run.request;
    // A part by itself: the others have their answers.
    const named = agent ?? run.parts?.resultOf(runId)?.agent;
    const team = named === undefined && { ...(agents && { agents }), ...(strategy && { strategy }) };
    return this.run({
      ...request,
      ...team,
      ...(named !== undefined && { agent: named }),
      followUp: {
        threadId: run.threadId,
        history: run.task.history ?? [],
        historyFiles: run.task.historyFiles ?? [],
      },
    });
  }

  /** Makes a part's answer that of its run, for what follows and in the history. Says whether it could be. */
  async choose(partRunId: string): Promise<boolean> {
    const run = this.#runs.findWhole(partRunId);
    const part = run?.parts?.resultOf(partRunId);
    if (!run?.result || !run.heads || !part || part.output === '') return false;
    const { agent, output } = part;
    run.result = { ...run.result, agent, output, metadata: { ...run.result.metadata, chosenRunId: partRunId } };
    run.heads.choose(partRunId);
    this.#panel().update(this.#withEdits(run.heads, run.result));
    await this.#store.record({ type: 'answerChosen', runId: run.result.runId, partRunId });
    return true;
  }

  /** The runs that go on, oldest first. */
  get running(): RunningTask[] {
    return this.#runs.describeRunning();
  }

  /** What a run, or a part of one, came to. */
  get(runId: string): { result: ExecutionResult | undefined; threadId: string } | undefined {
    const run = this.#runs.findWhole(runId);
    return run && { result: run.parts?.has(runId) ? run.parts.resultOf(runId) : run.result, threadId: run.threadId };
  }

  /** The newest run that said something. */
  get newestAnswered(): string | undefined {
    return this.#runs.newestAnswered;
  }

  /** What a run, or the one it is a part of, was asked for. */
  requestOf(runId: string): Readonly<RunRequest> | undefined {
    return this.#runs.findWhole(runId)?.request;
  }

  /** As {@link KnownRuns.selectionOf}. */
  selectionOf(runId: string): RunSelection | undefined {
    return this.#runs.selectionOf(runId);
  }

  /** As {@link KnownRuns.resourceOf}. */
  resourceOf(runId: string): RunRequest['resource'] {
    return this.#runs.resourceOf(runId);
  }

  dispose(): void {
    for (const run of this.#runs.running) run.abort.abort();
    this.#changed.dispose();
    this.#runningChanged.dispose();
  }

  #describeEdits(runId: string, output: string): EditsView | undefined {
    return this.#describe?.(output, this.selectionOf(runId));
  }

  /** What a run's own text offers for the code. Where the text is a part's, so is the offer. */
  #withEdits({ head }: RunHeads, { output }: ExecutionResult): RunHead {
    const edits = hasOwnText(head) ? this.#describeEdits(head.runId, output) : undefined;
    return edits ? { ...head, edits } : head;
  }

  #tellRunning(): void {
    const count = this.#runs.running.length;
    void vscode.commands.executeCommand('setContext', 'switchyard.isRunning', count > 0);
    this.#runningChanged.fire(count);
  }
}
