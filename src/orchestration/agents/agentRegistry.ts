import type { AgentType } from '#llm/core.ts';
import type { AgentConfig } from '#orchestration/types.ts';

/** Wishes of a task that names no agent. */
export interface AgentWishes {
  /** Every one of them is needed. */
  capabilities?: readonly string[];
  /** Agents of these types come first, in this order. */
  preferredTypes?: readonly AgentType[];
}

/** The agents that can be named. Made anew whenever the settings change. */
export class AgentRegistry {
  readonly #agents = new Map<string, AgentConfig>();

  /** Takes an already merged list. Throws when two agents have the same id: which one was meant cannot be known. */
  constructor(agents: readonly AgentConfig[]) {
    for (const agent of agents) {
      if (this.#agents.has(agent.id)) throw new Error(`There are two agents with the id "${agent.id}".`);
      this.#agents.set(agent.id, agent);
    }
  }

  get(id: string): AgentConfig | undefined {
    return this.#agents.get(id);
  }

  has(id: string): boolean {
    return this.#agents.has(id);
  }

  /** All agents, those that cannot run included, in the order they were given. */
  list(): AgentConfig[] {
    return [...this.#agents.values()];
  }

  /** The agents that can run and have every capability asked for, those of a preferred type first. */
  recommend(wishes: AgentWishes = {}): AgentConfig[] {
    const preferred = wishes.preferredTypes ?? [];
    const rank = (agent: AgentConfig): number => {
      const position = preferred.indexOf(agent.type);
      return position === -1 ? preferred.length : position;
    };
    return this.list()
      .filter((agent) => canRun(agent) && hasAll(agent.capabilities ?? [], wishes.capabilities ?? []))
      .sort((left, right) => rank(left) - rank(right));
  }
}

function canRun(agent: AgentConfig): boolean {
  return agent.enabled !== false && agent.problem === undefined;
}

function hasAll(owned: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((capability) => owned.includes(capability));
}
