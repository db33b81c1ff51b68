import type { BaseLlm } from './baseLlm.ts';
import type { AgentType, LlmConfig } from './types.ts';

/** A class that {@link LlmFactory} can build. */
export type LlmClass = new (config: LlmConfig) => BaseLlm;

/** Loads the class when it is first needed, so that no SDK loads before a task uses it. */
export type LlmLoader = () => Promise<LlmClass>;

/** Builds the LLM of an agent type. */
export class LlmFactory {
  readonly #loaders = new Map<AgentType, LlmLoader>();

  /** Adds a type. Throws if it exists: one extension cannot take over another's requests. */
  register(type: AgentType, loader: LlmLoader): void {
    if (this.#loaders.has(type)) throw new Error(`An LLM is already registered for agent type "${type}".`);
    this.#loaders.set(type, loader);
  }

  /** Removes a type that was registered. */
  unregister(type: AgentType): void {
    this.#loaders.delete(type);
  }

  /** Builds the LLM of a type. Rejects when there is none. */
  async create(type: AgentType, config: LlmConfig): Promise<BaseLlm> {
    const load = this.#loaders.get(type);
    if (!load) throw new Error(`No LLM implementation found for agent type "${type}".`);
    const Llm = await load();
    return new Llm(config);
  }

  /** Returns true for a type that can be built. */
  has(type: AgentType): boolean {
    return this.#loaders.has(type);
  }

  /** The types that can be built, in the order they were registered. */
  types(): AgentType[] {
    return [...this.#loaders.keys()];
  }
}
