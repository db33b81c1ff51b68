import * as l10n from '@vscode/l10n';
import {
  asContext,
  type AgentTask,
  describeEnd,
  type ExecutionEvent,
  type ExecutionResult,
} from '#orchestration/index.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { RunHead } from '#protocol/messages.ts';
import { labelOf } from '#editor/settings/agentLabel.ts';
import type { Configuration } from '#editor/settings/configuration.ts';
import { describeContext } from '#editor/documents/contextLabels.ts';
import { titleOfRun } from './taskTitles.ts';
import { describeFailure } from '#editor/ui/userMessages.ts';
import { strategyTraits, type TeamStrategy } from '#common/vocabulary.ts';

/** Agents that serve a task together. */
export interface RunTeam {
  strategy: TeamStrategy;
  agents: readonly string[];
}

/** Facts about a run that its head is made of. */
export interface RunHeadFacts {
  runId: string;
  threadId: string;
  task: AgentTask;
  agentId: string;
  configuration: Pick<Configuration, 'registry' | 'providers'>;
  /** Removes secrets from the task's text. */
  redact: (text: string) => string;
  /** Present where several agents serve the task. */
  team?: RunTeam | undefined;
  /** Present for a run that is a part of another. */
  part?: Pick<RunHead, 'parentRunId' | 'role'> | undefined;
}

/** The head of a run, which the panel shows above the text. It follows the run's events. */
export class RunHeadState {
  readonly #facts: RunHeadFacts;
  /** Time of a monotonic clock. */
  readonly #steadyStart = performance.now();
  #head: RunHead;

  constructor(facts: RunHeadFacts) {
    this.#facts = facts;
    const { runId, threadId, task, team, part, redact } = facts;
    this.#head = {
      runId,
      threadId,
      title: titleOfRun(task, redact),
      description: redact(task.description),
      context: describeContext(asContext(task.context)).map(redact),
      ...this.#describeAgents(),
      ...withoutUndefined({ strategy: team?.strategy }),
      ...part,
      status: 'pending',
      startedAt: Date.now(),
    };
  }

  get head(): RunHead {
    return this.#head;
  }

  /** Applies an event of the run. Returns whether the head changed. */
  apply(event: ExecutionEvent): boolean {
    switch (event.type) {
      case 'status':
        this.#head = { ...this.#head, status: event.status };
        return true;
      case 'retry': {
        // Its part shows that.
        if (this.#facts.team) return false;
        const { attempt, reason, delayMs } = event;
        const retry = { attempt, reason: describeFailureReason(reason), until: Date.now() + delayMs };
        this.#head = { ...this.#head, retry };
        return true;
      }
      case 'agent':
        this.#head = { ...this.#head, ...this.#describeAgent(event.agent) };
        return true;
      case 'text':
        return this.#recordFirstText() || this.#endWait();
      case 'finish':
      case 'thinking':
        return this.#endWait();
      case 'part':
        return event.result !== undefined && this.#addPart(event.result);
    }
  }

  /** Records that the user chose another part's answer. */
  choose(chosenRunId: string): RunHead {
    this.#head = { ...this.#head, chosenRunId };
    return this.#head;
  }

  /** Applies the result of the run. */
  settle(result: ExecutionResult): RunHead {
    this.#endWait();
    const head = this.#head;
    const { model, usage, costUsd, simulated, firstTextMs, chosenRunId, reasons } = result.metadata;
    this.#head = {
      ...head,
      ...(this.#facts.team && this.#isOfOneAgent ? this.#describeAgent(result.agent) : undefined),
      ...withoutUndefined({
        status: result.status,
        startedAt: Date.parse(result.startedAt),
        // Several agents have no one model.
        model: this.#isOfOneAgent ? model : undefined,
        firstTextMs: this.#facts.team ? undefined : firstTextMs,
        chosenRunId,
        reasons,
        isSimulated: simulated,
        durationSeconds: result.durationSeconds,
        inputTokens: usage?.inputTokens,
        outputTokens: usage?.outputTokens,
        costUsd,
        error: describeError(result, head.agent),
        note: describeEnd(result),
      }),
    };
    return this.#head;
  }

  /** Returns the run as it stands before it has settled. */
  toResult(): ExecutionResult {
    const { runId, task, agentId } = this.#facts;
    return {
      runId,
      taskId: task.id,
      agent: agentId,
      status: 'in_progress',
      output: '',
      startedAt: new Date(this.#head.startedAt).toISOString(),
      metadata: {},
    };
  }

  #recordFirstText(): boolean {
    if (this.#head.firstTextMs !== undefined || this.#facts.team) return false;
    this.#endWait();
    this.#head = { ...this.#head, firstTextMs: Math.round(performance.now() - this.#steadyStart) };
    return true;
  }

  /** Adds the usage of a part to the sum so far; the run's own result has the whole sum. */
  #addPart({ metadata: { usage, costUsd } }: ExecutionResult): boolean {
    const { inputTokens = 0, outputTokens = 0, costUsd: cost = 0 } = this.#head;
    if (usage) {
      const sum = { inputTokens: inputTokens + usage.inputTokens, outputTokens: outputTokens + usage.outputTokens };
      this.#head = { ...this.#head, ...sum };
    }
    if (costUsd !== undefined) this.#head = { ...this.#head, costUsd: cost + costUsd };
    return usage !== undefined || costUsd !== undefined;
  }

  get #isOfOneAgent(): boolean {
    const { team } = this.#facts;
    return team === undefined || !strategyTraits[team.strategy].isParallel;
  }

  #endWait(): boolean {
    const { retry, ...head } = this.#head;
    this.#head = head;
    return retry !== undefined;
  }

  #describeAgents(): Pick<RunHead, 'agent' | 'provider' | 'model' | 'isSimulated'> {
    const { agentId, team } = this.#facts;
    if (!team || this.#isOfOneAgent) return this.#describeAgent(agentId);
    const agents = team.agents.map((id) => this.#describeAgent(id));
    return {
      agent: agents.map(({ agent }) => agent).join(', '),
      provider: '',
      model: '',
      isSimulated: agents.length > 0 && agents.every(({ isSimulated }) => isSimulated),
    };
  }

  #describeAgent(agentId: string): Pick<RunHead, 'agent' | 'provider' | 'model' | 'isSimulated'> {
    const { registry, providers } = this.#facts.configuration;
    const agent = registry.get(agentId);
    const provider = providers.find(({ id }) => id === agent?.provider);
    return {
      agent: labelOf(agent, agentId),
      provider: provider?.label ?? agent?.provider ?? '',
      model: agent?.model ?? '',
      isSimulated: agent?.simulated ?? false,
    };
  }
}

function describeError({ error, status, output }: ExecutionResult, agent: string): RunHead['error'] {
  if (!error || status === 'cancelled') return undefined;
  return describeFailure(error, agent, { hasText: output !== '' });
}

/** Names the reason of a wait, short enough for a countdown. */
function describeFailureReason(reason: string): string {
  switch (reason) {
    case 'rateLimit':
      return l10n.t('rate limit');
    case 'overloaded':
      return l10n.t('provider overloaded');
    case 'network':
      return l10n.t('connection failed');
    case 'timeout':
      return l10n.t('no answer in time');
    default:
      return l10n.t('provider fault');
  }
}
