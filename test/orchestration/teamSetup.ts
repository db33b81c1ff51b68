import type { LlmEvent } from '#llm/index.ts';
import { AgentRegistry, type AgentConfig, type ExecutionEvent, type ExecutionResult } from '#orchestration/index.ts';
import { FakeLlmFactory, type FakeRequest, type FakeStep } from '#test/fakes/fakeLlm.ts';
import { setUp, type Setup } from './executorSetup.ts';

/** Answers of each agent's model, one script a request; the last one again and again. */
export type Scripts = Record<string, FakeStep[][]>;

/** A factory whose LLMs play the scripts of their own model. */
export class FakeTeamFactory extends FakeLlmFactory {
  readonly #scripts: Scripts;
  /** Models in the order in which they were asked. */
  readonly asked: string[] = [];
  /** Models whose answers were closed. */
  readonly closed: string[] = [];

  constructor(scripts: Scripts) {
    super();
    this.#scripts = scripts;
  }

  override async *play(request: FakeRequest): AsyncIterable<LlmEvent> {
    const { model } = request.config;
    const scripts = this.#scripts[model] ?? [];
    const turn = this.asked.filter((other) => other === model).length;
    this.asked.push(model);
    this.requests.push(request);
    try {
      yield* new FakeLlmFactory([scripts[Math.min(turn, scripts.length - 1)] ?? []]).play(request);
    } finally {
      this.closed.push(model);
    }
  }
}

interface TeamSetup extends Setup {
  factory?: FakeTeamFactory;
}

/** An agent for each of the models, called as its model, and an executor that runs them. */
export function setUpTeam(scripts: Scripts, { factory = new FakeTeamFactory(scripts), ...over }: TeamSetup = {}) {
  const agents = Object.keys(scripts).map((id): AgentConfig => ({
    id,
    type: 'openai-compatible',
    provider: `at-${id}`,
    model: id,
    auth: 'none',
  }));
  const registry = new AgentRegistry(agents);
  return { ...setUp({ registry, ...over, factory }), factory, agents: agents.map(({ id }) => id) };
}

/** Of each part: its agent, how it ended and what it said. */
export const partsOf = ({ metadata: { parts = [] } }: ExecutionResult): string[] =>
  parts.map(({ agent, status, output }) => `${agent} ${status} ${output}`.trimEnd());

/** The text that a listener is left with who forgets what was said when another agent takes over. */
export function readAnswer(events: readonly ExecutionEvent[]): string {
  let answer = '';
  for (const event of events) {
    if (event.type === 'agent') answer = '';
    if (event.type === 'text') answer += event.text;
  }
  return answer;
}

/** One line for each event of a part that is not text. */
export const partLines = (events: readonly ExecutionEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.type !== 'part' || event.event.type === 'text') return [];
    const { agent, role } = event.part;
    const detail = event.event.type === 'status' ? event.event.status : event.event.type;
    return [`${agent} ${role} ${detail}`];
  });
