import * as l10n from '@vscode/l10n';
import {
  asContext,
  type AgentTask,
  describeEnd,
  type ExecutionEvent,
  type ExecutionResult,
} from '#orchestration/index.ts';
import type { RunHead } from '#protocol/messages.ts';
import { labelOf, type Configuration } from '#editor/settings/configuration.ts';
import { describeContext } from '#editor/documents/selectionContext.ts';
import { titleOfRun } from './taskTitles.ts';
import { describeFailure } from '#editor/ui/userMessages.ts';
import { strategyTraits, type TeamStrategy } from '#common/vocabulary.ts';

/** Agents that serve a task together. */
export interface RunTeam {
  strategy: TeamStrategy;
  agents: readonly string[];
}

export interface RunFacts {
  runId: string;
  threadId: string;
  task: AgentTask;
  agentId: string;
  configuration: Configuration;
  /** Takes out of the task's text what must not be shown. */
  redact: (text: string) => string;
  /** How the agents serve the task, where they are several. */
  team?: RunTeam | undefined;
  /** Of a run that is a part of another. */
  part?: Pick<RunHead, 'parentRunId' | 'role'>;
}

/** What the panel shows above a run's text, kept up to date from the run's events. */
export class RunHeads {
  readonly #facts: RunFacts;
  /** By a clock that nobody sets. */
  readonly #steadyStart = performance.now();
  #head: RunHead;

  constructor(facts: RunFacts) {
    this.#facts = facts;
    const { runId, threadId, task, team, part, redact } = facts;
    this.#head = {
      runId,
      threadId,
      title: titleOfRun(task, redact),
      description: redact(task.description),
      context: describeContext(asContext(task.context)).map(redact),
      ...this.#describeAgents(),
      ...(team && { strategy: team.strategy }),
      ...part,
      status: 'pending',
      startedAt: Date.now(),
    };
  }

  get head(): RunHead {
    return this.#head;
  }

  /** Takes an event of the run, and says whether it changed the head. */
  apply(event: ExecutionEvent): boolean {
    switch (event.type) {
      case 'status':
        this.#head = { ...this.#head, status: event.status };
        return true;
      case 'retry': {
        // Its part says so.
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
        return this.#noteFirstText() || this.#endWait();
      case 'finish':
      case 'thinking':
        return this.#endWait();
      case 'part':
        return event.result !== undefined && this.#addPart(event.result);
    }
  }

  /** The user has chosen another part's answer. */
  choose(chosenRunId: string): RunHead {
    this.#head = { ...this.#head, chosenRunId };
    return this.#head;
  }

  /** The run ended. */
  settle(result: ExecutionResult): RunHead {
    this.#endWait();
    const head = this.#head;
    const { model, usage, costUsd, simulated, firstTextMs, chosenRunId, reasons } = result.metadata;
    const note = describeEnd(result);
    this.#head = {
      ...head,
      ...(this.#facts.team && this.#isOfOneAgent && this.#describeAgent(result.agent)),
      status: result.status,
      startedAt: Date.parse(result.startedAt),
      // Of several agents no one model is the run's.
      ...(model !== undefined && this.#isOfOneAgent && { model }),
      ...(firstTextMs !== undefined && !this.#facts.team && { firstTextMs }),
      ...(chosenRunId !== undefined && { chosenRunId }),
      ...(reasons !== undefined && { reasons }),
      ...(simulated !== undefined && { isSimulated: simulated }),
      ...(result.durationSeconds !== undefined && { durationSeconds: result.durationSeconds }),
      ...(usage && { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens }),
      ...(costUsd !== undefined && { costUsd }),
      ...(result.error &&
        result.status !== 'cancelled' && {
          error: describeFailure(result.error, head.agent, { hasText: result.output !== '' }),
        }),
      ...(note && { note }),
    };
    return this.#head;
  }

  /** The run as it stands before it has settled. */
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

  #noteFirstText(): boolean {
    if (this.#head.firstTextMs !== undefined || this.#facts.team) return false;
    this.#endWait();
    this.#head = { ...this.#head, firstTextMs: Math.round(performance.now() - this.#steadyStart) };
    return true;
  }

  /** Adds what a part took to what is known so far; the run's own result has the whole sum. */
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

/** Why a run waits, short enough for a countdown. */
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
