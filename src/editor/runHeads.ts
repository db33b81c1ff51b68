import { l10n } from 'vscode';
import { asContext, type AgentTask, type ExecutionEvent, type ExecutionResult } from '../orchestration/index.ts';
import type { RunHead } from '../protocol/messages.ts';
import { labelOf, type Configuration } from './configuration.ts';
import { describeContext } from './selectionContext.ts';
import { describeFailure } from './userMessages.ts';

interface RunFacts {
  runId: string;
  threadId: string;
  task: AgentTask;
  agentId: string;
  configuration: Configuration;
}

/** What the panel shows above a run's text, kept up to date from the run's events. */
export class RunHeads {
  readonly #facts: RunFacts;
  #head: RunHead;

  constructor(facts: RunFacts) {
    this.#facts = facts;
    const { runId, threadId, task } = facts;
    this.#head = {
      runId,
      threadId,
      title: task.title ?? task.description,
      description: task.description,
      context: describeContext(asContext(task.context)),
      ...this.#describeAgent(facts.agentId),
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
        const { attempt, reason, delayMs } = event;
        const retry = { attempt, reason: describeFailureReason(reason), until: Date.now() + delayMs };
        this.#head = { ...this.#head, retry };
        return true;
      }
      case 'agent':
        this.#head = { ...this.#head, ...this.#describeAgent(event.agent) };
        return true;
      case 'finish':
      case 'text':
      case 'thinking':
        return this.#endWait();
      case 'part':
        return false;
    }
  }

  /** The run ended. */
  settle(result: ExecutionResult): RunHead {
    this.#endWait();
    const head = this.#head;
    const { model, usage, costUsd, simulated } = result.metadata;
    const note = describeEnd(result);
    this.#head = {
      ...head,
      status: result.status,
      startedAt: Date.parse(result.startedAt),
      ...(model !== undefined && { model }),
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

  #endWait(): boolean {
    const { retry, ...head } = this.#head;
    this.#head = head;
    return retry !== undefined;
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

/** What a person should know of an answer that is no failure. */
function describeEnd({ status, output, metadata }: ExecutionResult): string | undefined {
  if (status === 'interrupted')
    return l10n.t('The run was cut off: its window was closed or crashed. What had arrived by then is kept.');
  if (status !== 'success') return undefined;
  if (metadata.finishReason === 'length') return l10n.t('The answer was cut off at the token limit.');
  return output.trim() === '' ? l10n.t('The model ended its answer without any text.') : undefined;
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
