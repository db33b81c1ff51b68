import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import { maxTeamSize } from '#common/settingLimits.ts';
import type { AgentRegistry } from './agentRegistry.ts';
import { RunError } from '#orchestration/runError.ts';
import type { AgentTask } from '#orchestration/types.ts';
import { isTeamStrategy, strategies, type Strategy, type TeamStrategy } from '#common/vocabulary.ts';

/** Agents that serve a task, and the strategy by which they do. */
export type AgentChoice =
  | { strategy: 'single'; agent: string | undefined }
  | { strategy: TeamStrategy; agents: readonly string[]; judge: string };

/** Agents that are asked for. */
export interface AgentRequest {
  agent?: string | undefined;
  agents?: string[] | undefined;
  strategy?: Strategy | undefined;
  judge?: string | undefined;
}

/**
 * Reads from a task and the options of its run who serves it. The options come first: an agent named there alone runs the
 * task by itself, whatever the task's own strategy. Throws a {@link RunError} where that makes no sense. An agent that does
 * not exist is not looked for here: under a strategy it is one of several that fails.
 */
export function chooseAgents(
  task: AgentTask,
  options: AgentRequest,
  registry: AgentRegistry,
  defaultAgent: string | undefined,
): AgentChoice {
  const isAgentNamed = options.agent !== undefined && options.agents === undefined;
  const strategy = options.strategy ?? (isAgentNamed ? 'single' : task.strategy) ?? 'single';
  const findOne = (): string | undefined =>
    options.agent ?? options.agents?.[0] ?? task.agent ?? task.agents?.[0] ?? recommend(task, registry) ?? defaultAgent;
  if (strategy === 'single') return { strategy, agent: findOne() };
  if (!isTeamStrategy(strategy)) {
    const message = l10n.t('There is no strategy "{0}". There are: {1}.', String(strategy), strategies.join(', '));
    throw new RunError('invalidRequest', message);
  }
  const agents: unknown = options.agents ?? task.agents ?? [findOne() ?? []].flat();
  if (!isListOfNames(agents)) throw new RunError('invalidRequest', l10n.t('The agents are not a list of ids.'));
  const [first] = agents;
  if (first === undefined)
    throw new RunError('unknownAgent', l10n.t('The strategy "{0}" needs agents, and none was named.', strategy));
  if (agents.length > maxTeamSize) {
    const message = l10n.t(
      'A task can have {0} agents at most, not {1}.',
      formatNumber(maxTeamSize),
      formatNumber(agents.length),
    );
    throw new RunError('invalidRequest', message);
  }
  return { strategy, agents, judge: options.judge ?? task.judge ?? first };
}

/** The agent that fits what a task asks for; `undefined` when it asks for nothing. */
function recommend(task: AgentTask, registry: AgentRegistry): string | undefined {
  const { capabilities = [], preferredTypes = [] } = task;
  if (capabilities.length === 0 && preferredTypes.length === 0) return undefined;
  const [best] = registry.recommend({ capabilities, preferredTypes });
  if (capabilities.length > 0) {
    if (best) return best.id;
    const wanted = capabilities.map((capability) => `"${capability}"`).join(', ');
    throw new RunError('unknownAgent', l10n.t('No agent that can run has what the task asks for: {0}.', wanted));
  }
  // Preferred, not needed: where no agent has one of the types, the default is as good.
  return best && preferredTypes.includes(best.type) ? best.id : undefined;
}

function isListOfNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
