import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../common/disposable.ts';
import type { Message } from '../llm/core.ts';
import {
  buildMessages,
  type AgentTask,
  type ExecuteOptions,
  type ExecutionEvent,
  type ExecutionListener,
  type ExecutionResult,
  type ProjectOrchestrator,
  type RunRecord,
  type Strategy,
  type TaskContext,
} from '../orchestration/index.ts';
import { describeEdits, isRewrite } from './applyBlocks.ts';
import { selectedCode, type SelectionSource } from './applySelections.ts';
import { readConfiguration, type Configuration } from './configuration.ts';
import type { Panel } from './panel.ts';
import { RunHeads } from './runHeads.ts';

/** A task that is to run once. */
export interface RunRequest {
  description: string;
  title?: string;
  /** The preset that the description comes from. */
  preset?: string;
  context?: TaskContext;
  /** Runs on this agent instead of the one in force. */
  agent?: string;
  agents?: string[];
  strategy?: Strategy;
  /** Whose settings hold: the document the task is about. */
  resource?: vscode.Uri;
  /** What the agent is told besides its own system prompt. */
  instructions?: string;
  /** The conversation this task goes on with. */
  followUp?: { threadId: string; history: Message[] };
  signal?: AbortSignal;
  onEvent?: ExecutionListener;
  /** Whether the panel comes to the front. Defaults to true. */
  isRevealed?: boolean;
}

interface Run {
  request: RunRequest;
  task: AgentTask;
  threadId: string;
  abort: AbortController;
  result?: ExecutionResult;
}

/** How a task of a plan is run. */
interface PlannedRun {
  execute: (task: AgentTask, options: ExecuteOptions) => Promise<ExecutionResult>;
  resource?: vscode.Uri | undefined;
  isRevealed: boolean;
}

/** The most settled runs that can still be followed up or run again. */
const maxSettledRuns = 50;

/** Runs tasks for the user: each goes through the orchestrator and is shown in the panel as it streams. */
export class TaskRuns implements Disposable {
  readonly #orchestrator: ProjectOrchestrator;
  readonly #panel: () => Panel;
  readonly #runs = new Map<string, Run>();
  readonly #configurations = new WeakMap<AgentTask, Configuration>();
  readonly #configurationsById = new Map<string, Configuration>();
  readonly #changed = new vscode.EventEmitter<ExecutionResult>();
  readonly #runningChanged = new vscode.EventEmitter<number>();

  /** Fires when a run begins and when it settles. */
  readonly onDidChangeRun = this.#changed.event;
  /** Fires with the number of unsettled runs. */
  readonly onDidChangeRunning = this.#runningChanged.event;

  constructor(options: { orchestrator: ProjectOrchestrator; panel: () => Panel }) {
    this.#orchestrator = options.orchestrator;
    this.#panel = options.panel;
  }

  /** The settings that the run of a task began with. */
  configurationOf(task: AgentTask): Configuration {
    // By the task itself first: two plans may have tasks of the same id.
    return this.#configurations.get(task) ?? this.#configurationsById.get(task.id) ?? readConfiguration();
  }

  /** How many runs go on, those of plans included. */
  get runningCount(): number {
    return this.#running().length;
  }

  /** Runs a task. Never rejects: the result says how it ended. */
  async run(request: RunRequest): Promise<ExecutionResult> {
    const runId = randomUUID();
    const configuration = readConfiguration(request.resource);
    const agentId = request.agent ?? request.agents?.[0] ?? configuration.agentId;
    const { description } = request;
    const history: Message[] = request.instructions ? [{ role: 'system', content: request.instructions }] : [];
    history.push(...(request.followUp?.history ?? []));
    const task: AgentTask = {
      id: randomUUID(),
      title: request.title ?? toTitle(description),
      description,
      ...(request.context !== undefined && { context: request.context }),
      ...(history.length > 0 && { history }),
    };
    const run: Run = { request, task, threadId: request.followUp?.threadId ?? runId, abort: new AbortController() };
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
    const { description, context, agent, agents, strategy } = task;
    const title = task.title ?? toTitle(description);
    const request: RunRequest = {
      description,
      title,
      isRevealed,
      ...(context && { context }),
      ...(agent !== undefined && { agent }),
      ...(agents && { agents }),
      ...(strategy && { strategy }),
      ...(resource && { resource }),
      ...(options.signal && { signal: options.signal }),
      ...(options.onEvent && { onEvent: options.onEvent }),
    };
    const run: Run = { request, task: { ...task, title }, threadId: runId, abort: new AbortController() };
    return this.#track(run, { runId, agentId, configuration }, (own) => execute(run.task, { ...options, ...own }));
  }

  /** Shows a run from its beginning to its end. */
  async #track(
    run: Run,
    { runId, agentId, configuration }: { runId: string; agentId: string; configuration: Configuration },
    execute: (options: ExecuteOptions) => Promise<ExecutionResult>,
  ): Promise<ExecutionResult> {
    const { request, task, threadId } = run;
    const panel = this.#panel();
    const heads = new RunHeads({ runId, threadId, task, agentId, configuration });
    const onEvent = (event: ExecutionEvent) => {
      if (event.type === 'text' || event.type === 'thinking') panel.append(runId, { [event.type]: event.text });
      if (heads.apply(event)) panel.update(heads.head);
      request.onEvent?.(event);
    };

    this.#runs.set(runId, run);
    this.#configurations.set(task, configuration);
    this.#configurationsById.set(task.id, configuration);
    panel.update(heads.head);
    const signal = request.signal ? AbortSignal.any([request.signal, run.abort.signal]) : run.abort.signal;
    // Begun before anything is shown: reading the key crosses to the window and would queue there behind that.
    const execution = execute({ signal, onEvent, runId, threadId });
    if (request.isRevealed ?? true) {
      panel.select(threadId);
      panel.reveal({ preserveFocus: true });
    }
    this.#tellRunning();
    this.#changed.fire(heads.toResult());
    const result = await execution;
    this.#configurationsById.delete(task.id);
    run.result = result;
    panel.update({ ...heads.settle(result), edits: describeEdits(result.output, this.selectionOf(runId)) });
    this.#forgetOldest();
    this.#tellRunning();
    this.#changed.fire(result);
    return result;
  }

  /** Shows a run of the history that has ended. From now on it can be followed up and run again as one of this session. */
  adopt({ result, task, threadId }: RunRecord): void {
    const { runId, metadata } = result;
    if (this.#runs.has(runId)) return;
    const request = toRequest(task, result);
    this.#runs.set(runId, { request, task, threadId, abort: new AbortController(), result });
    const panel = this.#panel();
    const isShown = panel.has(runId);
    const heads = new RunHeads({ runId, threadId, task, agentId: result.agent, configuration: readConfiguration() });
    panel.update({ ...heads.settle(result), edits: describeEdits(result.output, this.selectionOf(runId)) });
    if (!isShown)
      panel.append(runId, { text: result.output, ...(metadata.thinking && { thinking: metadata.thinking }) });
    this.#forgetOldest();
  }

  /** Forgets a run that was deleted, unless it goes on. */
  forget(runId: string): void {
    if (this.#runs.get(runId)?.result) this.#runs.delete(runId);
  }

  /** Stops a run, or the newest running one, and says whether there was one. */
  cancel(runId?: string): boolean {
    const run = runId === undefined ? this.#running().at(-1) : this.#runs.get(runId);
    if (!run || run.result) return false;
    run.abort.abort();
    return true;
  }

  /** Runs the next task of a conversation, on the agent in force now unless the conversation named one. */
  async followUp(runId: string, description: string): Promise<ExecutionResult | undefined> {
    const run = this.#findIdle(runId);
    if (!run) return undefined;
    const { agent, resource } = run.request;
    return this.run({
      description,
      ...(agent && { agent }),
      ...(resource && { resource }),
      followUp: { threadId: run.threadId, history: toHistory(run) },
    });
  }

  /**
   * Runs the same task again, in the same conversation: on `agent`, else as it was asked for, else on the agent in force now.
   */
  async runAgain(runId: string, agent?: string): Promise<ExecutionResult | undefined> {
    const run = this.#findIdle(runId);
    if (!run) return undefined;
    const { signal: _signal, onEvent: _onEvent, instructions: _inHistory, agents, strategy, ...request } = run.request;
    const team = agent === undefined && { ...(agents && { agents }), ...(strategy && { strategy }) };
    return this.run({
      ...request,
      ...team,
      ...(agent !== undefined && { agent }),
      followUp: { threadId: run.threadId, history: run.task.history ?? [] },
    });
  }

  /** What a run came to. */
  get(runId: string): { result: ExecutionResult | undefined; threadId: string } | undefined {
    const run = this.#runs.get(runId);
    return run && { result: run.result, threadId: run.threadId };
  }

  /** The newest run that said something. */
  get newestAnswered(): string | undefined {
    return [...this.#runs].findLast(([, { result }]) => result && result.output !== '')?.[0];
  }

  /**
   * The selection that a run's answer is about: its own or, in a conversation, the last one before it. `runId` is the run
   * that began with it.
   */
  selectionOf(runId: string): { runId: string; source: SelectionSource; isRewrite: boolean } | undefined {
    const threadId = this.#runs.get(runId)?.threadId;
    const turns = [...this.#runs].filter(([, run]) => run.threadId === threadId);
    const upToRun = turns.slice(0, turns.findIndex(([id]) => id === runId) + 1);
    const context = upToRun.findLast(([, { request }]) => selectedCode(request) !== undefined)?.[1].request.context;
    // Run again, a task has the same context: the first run has followed it for longest.
    const first = upToRun.find(([, { request }]) => context && request.context === context);
    if (!first) return undefined;
    const [firstId, { request }] = first;
    return { runId: firstId, source: request, isRewrite: isRewrite(request.preset) };
  }

  dispose(): void {
    for (const run of this.#running()) run.abort.abort();
    this.#changed.dispose();
    this.#runningChanged.dispose();
  }

  /** The run, unless its conversation is busy: a second click must not pay for a second answer. */
  #findIdle(runId: string): Run | undefined {
    const run = this.#runs.get(runId);
    const isBusy = this.#running().some(({ threadId }) => threadId === run?.threadId);
    return isBusy ? undefined : run;
  }

  #running(): Run[] {
    return [...this.#runs.values()].filter((run) => !run.result);
  }

  #tellRunning(): void {
    const count = this.#running().length;
    void vscode.commands.executeCommand('setContext', 'switchyard.isRunning', count > 0);
    this.#runningChanged.fire(count);
  }

  #forgetOldest(): void {
    const settled = [...this.#runs].filter(([, run]) => run.result);
    for (const [runId] of settled.slice(0, Math.max(0, settled.length - maxSettledRuns))) this.#runs.delete(runId);
  }
}

/** How a run of the history is asked for again: by the agents that served it. */
function toRequest(task: AgentTask, { agent, metadata }: ExecutionResult): RunRequest {
  const { description, title, context } = task;
  const strategy = task.strategy ?? metadata.strategy;
  const candidates = metadata.parts?.filter(({ metadata: { role } }) => role !== 'judge').map((part) => part.agent);
  const agents = task.agents ?? candidates;
  const isTeam = strategy !== undefined && strategy !== 'single' && agents !== undefined;
  return {
    description,
    ...(title !== undefined && { title }),
    ...(context && { context }),
    ...(isTeam ? { agents, strategy } : { agent }),
  };
}

/** The conversation up to and including a run. A turn without an answer is left out: there is nothing to go on with. */
function toHistory({ task, result }: Run): Message[] {
  const earlier = task.history ?? [];
  if (!result?.output) return earlier;
  const question = buildMessages(task, {}).at(-1);
  return [...earlier, ...(question ? [question] : []), { role: 'assistant', content: result.output }];
}

/** The agent that a task will run on first, as the executor will choose it. */
function findAgent({ agent, agents, capabilities, preferredTypes }: AgentTask, configuration: Configuration): string {
  const { registry, agentId } = configuration;
  const hasWishes = (capabilities?.length ?? 0) > 0 || (preferredTypes?.length ?? 0) > 0;
  const [best] = hasWishes
    ? registry.recommend({ ...(capabilities && { capabilities }), ...(preferredTypes && { preferredTypes }) })
    : [];
  return agent ?? agents?.[0] ?? best?.id ?? agentId;
}

/** The first line of a description, short enough for a tab. */
function toTitle(description: string): string {
  const [line = ''] = description.trim().split('\n', 1);
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
}
