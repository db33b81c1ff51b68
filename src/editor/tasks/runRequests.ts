import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { Message } from '#llm/core.ts';
import {
  buildMessages,
  type AgentTask,
  type ExecuteOptions,
  type ExecutionListener,
  type ExecutionResult,
  type Strategy,
  type TaskContext,
} from '#orchestration/index.ts';
import type { Configuration } from '#editor/settings/configuration.ts';
import type { RunTeam } from './runHeadState.ts';
import { isTeamStrategy } from '#common/vocabulary.ts';

/** Request to run a task once. */
export interface RunRequest {
  description: string;
  title?: string;
  /** Id of the preset that the description comes from. */
  preset?: string;
  context?: TaskContext;
  /** Runs on this agent instead of the one in force. */
  agent?: string;
  agents?: string[];
  strategy?: Strategy;
  /** The document whose settings hold: the active one, or the plan. */
  resource?: vscode.Uri;
  /** The document that the code of `context` was read from. */
  document?: vscode.Uri;
  /** Added to the agent's own system prompt. */
  instructions?: string;
  /** The conversation that this task continues. */
  followUp?: { threadId: string; history: Message[]; historyFiles: string[] };
  signal?: AbortSignal;
  onEvent?: ExecutionListener;
  /** Reveals the panel. Defaults to true. */
  isRevealed?: boolean;
}

/** Makes the task that a request asks for. */
export function createTask(request: RunRequest): AgentTask {
  const { description, title, context, instructions, followUp } = request;
  const { history: earlier = [], historyFiles = [] } = followUp ?? {};
  // Code that was not read from a document is not in the one that was active.
  const resource = request.document ?? (context ? undefined : request.resource);
  const history: Message[] = instructions ? [{ role: 'system', content: instructions }, ...earlier] : earlier;
  return {
    id: randomUUID(),
    title,
    description,
    context,
    documentUri: resource?.toString(),
    history: history.length > 0 ? history : undefined,
    historyFiles: historyFiles.length > 0 ? historyFiles : undefined,
  };
}

/** Makes the request for a task of a plan, for the first run and those after it. */
export function toPlannedRequest(
  { description, title, context, agent, agents, strategy }: AgentTask,
  { signal, onEvent }: ExecuteOptions,
  { resource, isRevealed }: { resource?: vscode.Uri | undefined; isRevealed: boolean },
): RunRequest {
  return { description, isRevealed, title, context, agent, agents, strategy, resource, signal, onEvent };
}

/** Makes the request for a run of the history once more: with the agents that served it, for the document that it began in. */
export function toRequest(
  task: AgentTask,
  { agent, metadata }: ExecutionResult,
  parts: readonly ExecutionResult[],
  resource?: vscode.Uri,
): RunRequest {
  const { description, title, context } = task;
  const strategy = task.strategy ?? metadata.strategy;
  const candidates = parts.filter((part) => part.metadata.role !== 'judge').map((part) => part.agent);
  const agents = task.agents ?? candidates;
  const isTeam = isTeamStrategy(strategy) && agents.length > 0;
  return {
    description,
    title,
    context,
    resource,
    document: resource,
    ...(isTeam ? { agents, strategy } : { agent }),
  };
}

/** Finds the agents that serve a task together, as the executor will choose them; a list that it refuses is no team. */
export function toTeam({ strategy, agents }: RunRequest, agentId: string): RunTeam | undefined {
  if (!isTeamStrategy(strategy) || agents?.length === 0) return undefined;
  return { strategy, agents: Array.isArray(agents) ? agents : [agentId] };
}

/** Returns the conversation up to and including a run. A turn without an answer is left out: nothing can follow it. */
export function toHistory({ task, result }: { task: AgentTask; result?: ExecutionResult }): Message[] {
  const earlier = task.history ?? [];
  if (!result?.output) return earlier;
  const question = buildMessages(task, {}).at(-1);
  return [...earlier, ...(question ? [question] : []), { role: 'assistant', content: result.output }];
}

/** Finds the agent that a task will run on first, as the executor will choose it. */
export function findFirstAgent(
  { agent, agents, capabilities, preferredTypes }: AgentTask,
  configuration: Configuration,
): string {
  const { registry, agentId } = configuration;
  const hasWishes = (capabilities?.length ?? 0) > 0 || (preferredTypes?.length ?? 0) > 0;
  const [best] = hasWishes ? registry.recommend({ capabilities, preferredTypes }) : [];
  return agent ?? agents?.[0] ?? best?.id ?? agentId;
}
