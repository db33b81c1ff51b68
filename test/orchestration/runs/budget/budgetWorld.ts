import { strict as assert } from 'node:assert';
import type { GenerateOptions, LlmEvent, Message, Usage } from '#llm/index.ts';
import {
  type AgentConfig,
  AgentRegistry,
  type AgentTask,
  type Budget,
  type ExecuteOptions,
  type ExecutionResult,
  ProjectOrchestrator,
  type RunStart,
  type Strategy,
  TaskExecutor,
} from '#orchestration/index.ts';
import { estimateTokens } from '#orchestration/runs/budget/budgetRequest.ts';
import { addUp } from '#orchestration/runs/budget/spent.ts';
import type { Spent } from '#orchestration/types.ts';
import { FakeCredentials } from '#test/fakes/fakeCredentials.ts';
import { FakeRunStore } from '#test/fakes/fakeRunStore.ts';
import { FakeLlmFactory, type FakeRequest, finish, llmError, text, thinking } from '#test/fakes/fakeLlm.ts';

/** A whole number from 0 to `below`, that not included. */
export type Random = (below: number) => number;

export function makeRandom(seed: number): Random {
  let state = seed % 2_147_483_647 || 1;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

const day1 = new Date(2026, 9, 24, 12).getTime();
const dayMs = 24 * 3600 * 1000;
const strategies: Strategy[] = ['single', 'fallback', 'race', 'compare', 'synthesize'];

/** Charge of a provider for a run of a plan on a day. */
interface Charge extends Spent {
  task: string;
  plan: string;
  day: number;
  isRunning: boolean;
}

/**
 * Providers that charge for every token, written out or not, and windows with a budget that send to them, are killed and
 * opened again, while the calendar is set forth and back. Everything happens by chance, and the same for a seed.
 */
export class BudgetWorld {
  readonly charges: Charge[] = [];
  readonly budget: Budget;
  readonly #random: Random;
  readonly #agents: AgentConfig[];
  readonly #prices: Map<string, { input: number; output: number }>;
  /** Makes servers ignore the limit of an answer. */
  readonly #isLawless: boolean;
  readonly #stored = new Map<string, Spent & { session: number; isSettled: boolean; day: number; plan: string }>();
  readonly #begunTooLate: string[] = [];
  #session = 0;
  #steadyMs = 0;
  #day = 0;
  #taskCount = 0;

  constructor(random: Random, { isLawless = false } = {}) {
    this.#random = random;
    this.#isLawless = isLawless;
    this.#agents = ['a', 'b', 'c'].map((id) => ({
      id,
      type: 'openai-compatible',
      provider: id,
      model: id,
      auth: 'none',
      ...(random(3) === 0 && { maxTokens: 1 + random(5000) }),
    }));
    this.#prices = new Map(
      this.#agents.map(({ model }) => [model, { input: random(5) / 1e4, output: (1 + random(20)) / 1e4 }]),
    );
    const limit = () => ({
      ...(random(3) > 0 && { tokens: 200 + random(20_000) }),
      ...(random(3) > 0 && { usd: random(1000) / 100 }),
    });
    this.budget = {
      ...(random(2) === 0 && { perRun: limit() }),
      ...(random(2) === 0 && { perPlan: limit() }),
      perDay: limit(),
    };
  }

  /** Lets things happen, and checks after each window that no limit was passed, or that nothing began when one was. */
  async live(): Promise<void> {
    for (let count = 1 + this.#random(4); count > 0; count--) {
      this.#session += 1;
      const isKilled = await this.#openWindow();
      // What a killed one left behind counts as it stands.
      if (isKilled) for (const run of this.#stored.values()) run.isSettled = true;
      assert.deepEqual(this.#begunTooLate, []);
      if (!this.#isLawless) this.#check();
      if (this.#random(3) === 0) this.#day = this.#random(3);
    }
  }

  /** Each limit, for all that it holds for. */
  #check(): void {
    const { perRun, perPlan, perDay } = this.budget;
    for (const [limit, scope] of [
      [perRun, 'task'],
      [perPlan, 'plan'],
      [perDay, 'day'],
    ] as const) {
      const groups = new Map<string | number, Charge[]>();
      for (const charge of this.charges) groups.set(charge[scope], [...(groups.get(charge[scope]) ?? []), charge]);
      for (const [name, charges] of limit ? groups : []) {
        const { tokens, costUsd } = addUp(charges);
        assert.ok(tokens <= (limit?.tokens ?? Infinity), `${tokens} of ${limit?.tokens} tokens, ${scope} ${name}`);
        // Sums of dollars are not exact.
        assert.ok(costUsd <= (limit?.usd ?? Infinity) + 1e-6, `$${costUsd} of $${limit?.usd}, ${scope} ${name}`);
      }
    }
  }

  /** True once the window was killed while something ran. */
  async #openWindow(): Promise<boolean> {
    const random = this.#random;
    const plan = `plan${random(2)}`;
    const controllers: AbortController[] = [];
    const executor = this.#createExecutor();
    const spentBefore = addUp([...this.#stored.values()].filter((run) => run.plan === plan));
    const orchestrator = new ProjectOrchestrator({
      executor: {
        execute: (task: AgentTask, options?: ExecuteOptions) => {
          const controller = new AbortController();
          controllers.push(controller);
          return executor.execute(task, { ...options, spentBefore, signal: controller.signal });
        },
      },
      planId: plan,
      maxConcurrent: 1 + random(4),
    });
    for (let count = 1 + random(6); count > 0; count--) orchestrator.addTask(this.#makeTask(plan));
    const all = orchestrator.executeAll();
    // What a server wrote beyond its limit that nobody heard, nobody can count.
    const isKilled = random(4) === 0 && !this.#isLawless;
    for (let steps = random(40); steps > 0; steps--) {
      await turn();
      if (random(8) === 0) controllers[random(controllers.length || 1)]?.abort();
    }
    if (isKilled) this.#session += 1;
    else await all;
    // What a killed window still does is nothing that anybody hears of.
    for (const controller of controllers) controller.abort();
    await all;
    return isKilled;
  }

  #makeTask(plan: string): AgentTask {
    const id = `t${(this.#taskCount += 1)}`;
    const pick = () => this.#agents[this.#random(this.#agents.length)]?.id ?? 'a';
    const strategy = strategies[this.#random(strategies.length)] ?? 'single';
    return {
      id,
      description: `${plan} ${id} ${'word '.repeat(this.#random(300))}`,
      agent: pick(),
      ...(strategy !== 'single' && { strategy, agents: [pick(), pick(), pick()], judge: pick() }),
    };
  }

  #createExecutor(): TaskExecutor {
    const session = this.#session;
    const isAlive = () => this.#session === session;
    const begin = ({ result, planId = '' }: RunStart): void => {
      const entry = { tokens: 0, costUsd: 0, session, isSettled: false, day: this.#day, plan: planId };
      this.#stored.set(result.runId, entry);
    };
    const settle = ({ runId, metadata: { parts, usage, costUsd = 0, guessed } }: ExecutionResult): void => {
      const run = this.#stored.get(runId);
      if (!run) return;
      const known = { tokens: usage ? usage.inputTokens + usage.outputTokens : 0, costUsd };
      // A run with parts counts by them.
      const spent = parts ? { tokens: 0, costUsd: 0 } : addUp([known, guessed ?? { tokens: 0, costUsd: 0 }]);
      Object.assign(run, spent, { isSettled: true });
    };
    const store = new FakeRunStore((change) => {
      if (!isAlive()) return;
      if (change.type === 'runBegun') begin(change.start);
      if (change.type === 'runCost') Object.assign(this.#stored.get(change.runId) ?? {}, change.cost);
      if (change.type === 'runSettled') settle(change.result);
    });
    return new TaskExecutor({
      registry: new AgentRegistry(this.#agents),
      credentials: new FakeCredentials({}),
      factory: new WorldFactory((request) => this.#answer(request, isAlive)),
      budget: this.budget,
      costOf: (_agent, model, usage) => this.#costOf(model, usage),
      spentToday: async () => {
        await turn();
        return addUp([...this.#stored.values()].filter((run) => run.day === this.#day && run.isSettled));
      },
      store,
      now: () => day1 + this.#day * dayMs,
      steadyNow: () => this.#steadyMs,
      random: () => 0,
      sleep: turn,
    });
  }

  /** Any of what providers do. What it charges is known from the moment on in which it can be charged. */
  async *#answer({ config, messages, options }: FakeRequest, isAlive: () => boolean): AsyncIterable<LlmEvent> {
    if (!isAlive()) throw llmError({ kind: 'network' });
    const random = this.#random;
    const { model } = config;
    const [, plan = '', task = ''] = /(plan\d) (t\d+)/.exec(messages.map(({ content }) => content).join(' ')) ?? [];
    const inputTokens = countInput(messages);
    const charge: Charge = { tokens: 0, costUsd: 0, task, plan, day: this.#day, isRunning: true };
    const set = (outputTokens: number): void => {
      const usage = { inputTokens, outputTokens };
      Object.assign(charge, { tokens: inputTokens + outputTokens, costUsd: this.#costOf(model, usage) });
    };
    this.#checkBegin(charge);
    await turn();
    if (random(6) === 0) throw llmError({ kind: 'rateLimit', status: 429, retryAfterMs: 1 });
    if (random(6) === 0) throw llmError({ kind: 'network' });
    if (options.signal?.aborted) throw llmError({ kind: 'cancelled' });
    if (!isAlive()) return;
    this.charges.push(charge);
    set(0);
    try {
      yield* this.#write(options, set, isAlive, inputTokens);
    } finally {
      charge.isRunning = false;
    }
  }

  async *#write(
    options: GenerateOptions,
    set: (outputTokens: number) => void,
    isAlive: () => boolean,
    inputTokens: number,
  ): AsyncIterable<LlmEvent> {
    const random = this.#random;
    const most = this.#mostOf(options);
    let written = 0;
    const write = (tokens: number): number => {
      const count = Math.min(tokens, most - written);
      written += count;
      set(written);
      return count;
    };
    // One that is cancelled after its window was killed goes on, for nobody tells its server.
    let isCancelled = false;
    options.signal?.addEventListener('abort', () => (isCancelled ||= isAlive()));
    const seconds = random(3);
    // What even a lawless one does not say beyond its limit, nobody can know.
    if (seconds > 0 && (options.maxTokens ?? most) >= seconds * 100) {
      write(seconds * 100);
      this.#steadyMs += seconds * 1000;
    }
    for (let pieces = random(5); pieces > 0; pieces--) {
      await turn();
      if (isCancelled) throw llmError({ kind: 'cancelled' });
      // Nobody is left to hear it: it is written and charged to its end.
      if (!isAlive()) return void write(most);
      const piece = 'xyz'.repeat(write(1 + random(400)));
      if (piece !== '') yield random(3) === 0 ? thinking(piece) : text(piece);
    }
    await turn();
    if (isCancelled) throw llmError({ kind: 'cancelled' });
    if (!isAlive()) return void write(most);
    if (random(6) === 0) throw llmError({ kind: 'network', hasBegun: true });
    if (random(8) === 0)
      throw llmError({ kind: 'overloaded', hasBegun: true, usage: { inputTokens, outputTokens: written } });
    // Greedy ones write on to the end of what they may, without showing it.
    if (random(3) === 0) write(most);
    const usage = { inputTokens, outputTokens: written };
    yield finish({ usage, reason: written === most ? 'length' : 'stop' });
  }

  /** Servers may make a limit be passed. Nothing begins from then on. */
  #checkBegin({ day }: Charge): void {
    const { tokens, costUsd } = addUp(this.charges.filter((charge) => charge.day === day && !charge.isRunning));
    const { perDay = {} } = this.budget;
    const isWithin = tokens < (perDay.tokens ?? Infinity) && costUsd < (perDay.usd ?? Infinity);
    if (!isWithin) this.#begunTooLate.push(`${tokens} tokens, $${costUsd}`);
  }

  #mostOf({ maxTokens }: GenerateOptions): number {
    return maxTokens === undefined || this.#isLawless ? 2000 : maxTokens;
  }

  #costOf(model: string, { inputTokens, outputTokens }: Usage): number {
    const { input, output } = this.#prices.get(model) ?? assert.fail();
    return inputTokens * input + outputTokens * output;
  }
}

/** As many as the ledger takes them for: its estimate is not what is tried here. */
function countInput(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content) + 8, 0);
}

class WorldFactory extends FakeLlmFactory {
  readonly #answer: (request: FakeRequest) => AsyncIterable<LlmEvent>;

  constructor(answer: (request: FakeRequest) => AsyncIterable<LlmEvent>) {
    super();
    this.#answer = answer;
  }

  override async *play(request: FakeRequest): AsyncIterable<LlmEvent> {
    yield* this.#answer(request);
  }
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
