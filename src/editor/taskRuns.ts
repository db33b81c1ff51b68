import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../common/disposable.ts';
import type { Message } from '../llm/core.ts';
import {
  buildMessages,
  type AgentTask,
  type ExecutionEvent,
  type ExecutionListener,
  type ExecutionResult,
  type ProjectOrchestrator,
  type Strategy,
  type TaskContext,
} from '../orchestration/index.ts';
import { readConfiguration, type Configuration } from './configuration.ts';
import type { Panel } from './panel.ts';
import { RunHeads } from './runHeads.ts';

/** A task that is to run once. */
export interface RunRequest {
  description: string;
  title?: string;
  context?: TaskContext;
  /** Runs on this agent instead of the one in force. */
  agent?: string;
  agents?: string[];
  strategy?: Strategy;
  /** Whose settings hold: the document the task is about. */
  resource?: vscode.Uri;
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

/** The most settled runs that can still be followed up or run again. */
const maxSettledRuns = 50;

/** Runs tasks for the user: each goes through the orchestrator and is shown in the panel as it streams. */
export class TaskRuns implements Disposable {
  readonly #orchestrator: ProjectOrchestrator;
  readonly #panel: () => Panel;
  readonly #runs = new Map<string, Run>();
  readonly #configurations = new Map<string, Configuration>();
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
  configurationOf(taskId: string): Configuration {
    return this.#configurations.get(taskId) ?? readConfiguration();
  }

  /** Runs a task. Never rejects: the result says how it ended. */
  async run(request: RunRequest): Promise<ExecutionResult> {
    const runId = randomUUID();
    const configuration = readConfiguration(request.resource);
    const agentId = request.agent ?? request.agents?.[0] ?? configuration.agentId;
    const { description } = request;
    const task: AgentTask = {
      id: randomUUID(),
      title: request.title ?? toTitle(description),
      description,
      ...(request.context !== undefined && { context: request.context }),
      ...(request.followUp && { history: request.followUp.history }),
    };
    const run: Run = { request, task, threadId: request.followUp?.threadId ?? runId, abort: new AbortController() };
    const panel = this.#panel();
    const heads = new RunHeads({ runId, threadId: run.threadId, task, agentId, configuration });
    const onEvent = (event: ExecutionEvent) => {
      if (event.type === 'text' || event.type === 'thinking') panel.append(runId, { [event.type]: event.text });
      if (heads.apply(event)) panel.update(heads.head);
      request.onEvent?.(event);
    };

    this.#runs.set(runId, run);
    this.#configurations.set(task.id, configuration);
    panel.update(heads.head);
    const signal = request.signal ? AbortSignal.any([request.signal, run.abort.signal]) : run.abort.signal;
    this.#orchestrator.addTask(task);
    // Begun before anything is shown: reading the key crosses to the window and would queue there behind that.
    const execution = this.#orchestrator.executeTask(task.id, {
      agent: agentId,
      ...(request.agents && { agents: request.agents }),
      ...(request.strategy && { strategy: request.strategy }),
      signal,
      onEvent,
      runId,
      threadId: run.threadId,
    });
    if (request.isRevealed ?? true) {
      panel.select(run.threadId);
      panel.reveal({ preserveFocus: true });
    }
    this.#tellRunning();
    this.#changed.fire(heads.toResult());
    const result = await execution;
    this.#orchestrator.removeTask(task.id);
    this.#configurations.delete(task.id);
    run.result = result;
    panel.update(heads.settle(result));
    this.#forgetOldest();
    this.#tellRunning();
    this.#changed.fire(result);
    return result;
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

  /** Runs the same task again, in the same conversation, on the agent that is in force now unless it named one. */
  async runAgain(runId: string): Promise<ExecutionResult | undefined> {
    const run = this.#findIdle(runId);
    if (!run) return undefined;
    const { signal: _signal, onEvent: _onEvent, ...request } = run.request;
    return this.run({ ...request, followUp: { threadId: run.threadId, history: run.task.history ?? [] } });
  }

  /** What a run came to. */
  get(runId: string): { result: ExecutionResult | undefined; threadId: string } | undefined {
    const run = this.#runs.get(runId);
    return run && { result: run.result, threadId: run.threadId };
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

/** The conversation up to and including a run. A turn without an answer is left out: there is nothing to go on with. */
function toHistory({ task, result }: Run): Message[] {
  const earlier = task.history ?? [];
  if (!result?.output) return earlier;
  const question = buildMessages(task, {}).at(-1);
  return [...earlier, ...(question ? [question] : []), { role: 'assistant', content: result.output }];
}

/** The first line of a description, short enough for a tab. */
function toTitle(description: string): string {
  const [line = ''] = description.trim().split('\n', 1);
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
}
