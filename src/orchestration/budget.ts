import { toPhrase } from '../common/phrase.ts';
import type { Message, Usage } from '../llm/core.ts';
import type { CostOf } from './activeRun.ts';
import { RunError } from './runError.ts';
import type { AgentConfig, ExecutionError, ExecutionResult } from './types.ts';

/** A limit in tokens (input and output together), in dollars, or both. */
export interface BudgetLimit {
  tokens?: number;
  usd?: number;
}

/** What may be spent. A run of several agents is one run: its parts and its judge count together. */
export interface Budget {
  perRun?: BudgetLimit;
  perPlan?: BudgetLimit;
  /** From midnight to midnight, local time, in all windows. */
  perDay?: BudgetLimit;
}

export interface Spent {
  tokens: number;
  costUsd: number;
}

export interface BudgetLedgerOptions {
  /** Asked anew before each request. */
  budget: () => Budget;
  /**
   * What runs have spent since midnight, as the store of all windows knows it: those that go on in this window left out.
   * Asked before each request while a day has a limit. Without it, or when it says less, this session's runs count.
   */
  spentToday?: (() => Spent | Promise<Spent>) | undefined;
  /** A model without a known price counts nothing towards a limit in dollars. */
  costOf?: CostOf | undefined;
  /** Milliseconds since the epoch. */
  now?: (() => number) | undefined;
}

/** How a request that was let through ended. */
export interface RequestEnd {
  usage?: Usage | undefined;
  costUsd?: number | undefined;
  /** The provider answered with an error, so nothing is charged. */
  isRefused?: boolean;
}

/** A request that was let through. It counts with its estimate until it has ended. */
export interface Admission {
  /** What it has cost so far, at least. */
  spent(): Spent;
  /**
   * Once: later calls change nothing. Without a usage the estimate stays, for a provider charges a cut answer too: that is
   * handed back.
   */
  end(end: RequestEnd): Spent | undefined;
}

/** What one run spends. */
export interface BudgetMeter {
  /**
   * Asks for one more request. Rejects with a {@link RunError} of kind `budget` when what was spent, what goes on and the
   * estimate of this request's input together exceed a limit.
   */
  admit(agent: AgentConfig, messages: readonly Message[], outputLength: () => number): Promise<Admission>;
  /** The run is settled and, where there is a store, in it. */
  close(): void;
}

/**
 * At least how many tokens a text has for about any tokenizer in use: a third of its ASCII characters (prose has about
 * four a token, code three and more) and one for each other UTF-16 unit (Chinese and Japanese have about one).
 */
export function estimateTokens(text: string): number {
  let others = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) others += 1;
  return Math.ceil((text.length - others) / 3) + others;
}

/** What runs have spent, as far as their results know it. Parts are in the sums of the runs that they belong to. */
export function sumSpent(results: readonly ExecutionResult[]): Spent {
  return addUp(
    results.flatMap(({ metadata: { usage, costUsd, guessed } }) => [toSpent(usage, costUsd), guessed ?? nothing()]),
  );
}

/** What role and separators add to a message, generously. */
const tokensPerMessage = 8;

/** Knows what was spent and refuses what would exceed a limit. One a window. */
export class BudgetLedger {
  readonly #options: BudgetLedgerOptions;
  readonly #open = new Set<RunMeter>();
  readonly #plans = new Map<string, { before: Spent; spent: Spent }>();
  /** By runs of this session that are settled. */
  #today = { day: '', spent: nothing() };
  #closedCount = 0;

  constructor(options: BudgetLedgerOptions) {
    this.#options = options;
  }

  /**
   * A meter for a run that begins. It must be closed.
   * @param spentBefore what the plan had spent before, as a store knows it. When that is another amount than the last time,
   *   the store was asked anew and knows what this session has spent, too.
   */
  open(planId?: string, spentBefore?: Spent): BudgetMeter {
    const meter: RunMeter = new RunMeter(planId, this.#options.costOf, {
      check: (estimate) => this.#check(meter, estimate),
      readToday: () => this.#readToday(),
      close: () => this.#close(meter),
    });
    this.#open.add(meter);
    if (planId !== undefined) this.#notePlan(planId, spentBefore);
    return meter;
  }

  #notePlan(planId: string, spentBefore: Spent | undefined): void {
    const before = spentBefore ?? this.#plans.get(planId)?.before ?? nothing();
    const last = this.#plans.get(planId)?.before;
    if (last?.tokens === before.tokens && last.costUsd === before.costUsd) return;
    this.#plans.set(planId, { before: { ...before }, spent: { ...before } });
  }

  /** What is to be known before a check, which itself must not wait: others would be let through meanwhile. */
  async #readToday(): Promise<Spent | undefined> {
    const { spentToday, budget } = this.#options;
    if (!spentToday || !budget().perDay) return undefined;
    try {
      for (;;) {
        const closedCount = this.#closedCount;
        const spent = await spentToday();
        // A run that was settled meanwhile may be missing there, and is no longer among those that go on.
        if (closedCount === this.#closedCount) return spent;
      }
    } catch {
      return undefined;
    }
  }

  #check(meter: RunMeter, { estimate, stored }: CheckedRequest): void {
    const { perRun, perPlan, perDay } = this.#options.budget();
    if (perRun) check('perRun', perRun, meter.spent(), estimate());
    if (perPlan && meter.planId !== undefined) {
      const { planId } = meter;
      const running = [...this.#open].filter((other) => other.planId === planId).map((other) => other.spent());
      check('perPlan', perPlan, addUp([this.#plans.get(planId)?.spent ?? nothing(), ...running]), estimate());
    }
    if (perDay) {
      const running = [...this.#open].map((other) => other.spent());
      check('perDay', perDay, addUp([atLeast(this.#day().spent, stored), ...running]), estimate());
    }
  }

  #close(meter: RunMeter): void {
    if (!this.#open.delete(meter)) return;
    this.#closedCount += 1;
    const { planId } = meter;
    const spent = meter.spent();
    addTo(this.#day().spent, spent);
    const plan = planId === undefined ? undefined : this.#plans.get(planId);
    if (plan) addTo(plan.spent, spent);
  }

  #day() {
    const day = new Date(this.#options.now?.() ?? Date.now()).toDateString();
    if (this.#today.day !== day) this.#today = { day, spent: nothing() };
    return this.#today;
  }
}

interface CheckedRequest {
  /** What it costs at least. */
  estimate: () => Spent;
  /** What the store knows of today. */
  stored: Spent | undefined;
}

/** What a meter needs of its ledger. */
interface LedgerView {
  check(request: CheckedRequest): void;
  readToday(): Promise<Spent | undefined>;
  close(): void;
}

class RunMeter implements BudgetMeter {
  readonly planId: string | undefined;
  /** By requests that have ended: as providers reported it, or guessed where an answer was cut off. */
  readonly #ended = nothing();
  readonly #costOf: CostOf | undefined;
  readonly #ledger: LedgerView;
  /** The requests that go on, each with what it has cost so far, at least. */
  readonly #running = new Set<() => Spent>();

  constructor(planId: string | undefined, costOf: CostOf | undefined, ledger: LedgerView) {
    this.planId = planId;
    this.#costOf = costOf;
    this.#ledger = ledger;
  }

  spent(): Spent {
    return addUp([this.#ended, ...[...this.#running].map((tell) => tell())]);
  }

  async admit(agent: AgentConfig, messages: readonly Message[], outputLength: () => number): Promise<Admission> {
    let inputTokens: number | undefined;
    const tell = (): Spent => {
      inputTokens ??= messages.reduce((sum, { content }) => sum + estimateTokens(content) + tokensPerMessage, 0);
      const usage: Usage = { inputTokens, outputTokens: Math.ceil(outputLength() / 3) };
      return toSpent(usage, this.#price(agent, usage));
    };
    const stored = await this.#ledger.readToday();
    this.#ledger.check({ estimate: tell, stored });
    this.#running.add(tell);
    return {
      spent: tell,
      end: ({ usage, costUsd, isRefused }) => {
        if (!this.#running.delete(tell)) return undefined;
        const guessed = usage || isRefused ? undefined : tell();
        addTo(this.#ended, guessed ?? toSpent(usage, costUsd));
        return guessed;
      },
    };
  }

  close(): void {
    this.#ledger.close();
  }

  /** A price that cannot be computed is none. The run says so when it has its usage. */
  #price(agent: AgentConfig, usage: Usage): number | undefined {
    try {
      return this.#costOf?.(agent, agent.model, usage);
    } catch {
      return undefined;
    }
  }
}

const limitNames: Record<NonNullable<ExecutionError['limit']>, string> = {
  perRun: 'a run',
  perPlan: 'this plan',
  perDay: 'today',
};

function check(name: keyof typeof limitNames, limit: BudgetLimit, spent: Spent, estimate: Spent): void {
  const refuse = (amounts: NonNullable<ExecutionError['amounts']>, used: string, most: string, next: string): never => {
    const message = `The budget for ${limitNames[name]} is reached: ${used} of ${most} are spent or under way, and the next request needs at least ${next}.`;
    throw new RunError('budget', toPhrase(message), { limit: name, amounts });
  };
  if (limit.tokens !== undefined && isBeyond(spent.tokens, estimate.tokens, limit.tokens)) {
    const [used, most, next] = [spent.tokens, limit.tokens, estimate.tokens].map((count) => count.toLocaleString('en'));
    const amounts = { unit: 'tokens', used: spent.tokens, most: limit.tokens, next: estimate.tokens } as const;
    refuse(amounts, `${used}`, `${most} tokens`, `${next}`);
  }
  if (limit.usd !== undefined && isBeyond(spent.costUsd, estimate.costUsd, limit.usd)) {
    const amounts = { unit: 'usd', used: spent.costUsd, most: limit.usd, next: estimate.costUsd } as const;
    refuse(amounts, toDollars(spent.costUsd), toDollars(limit.usd), toDollars(estimate.costUsd));
  }
}

function isBeyond(spent: number, next: number, limit: number): boolean {
  return spent >= limit || spent + next > limit;
}

function toDollars(amount: number): string {
  return `$${amount.toFixed(amount !== 0 && amount < 0.01 ? 6 : 2)}`;
}

function toSpent(usage: Usage | undefined, costUsd: number | undefined): Spent {
  return { tokens: usage ? usage.inputTokens + usage.outputTokens : 0, costUsd: costUsd ?? 0 };
}

function nothing(): Spent {
  return { tokens: 0, costUsd: 0 };
}

/** A store that could not be written knows less than this session. */
function atLeast(here: Spent, stored: Spent = here): Spent {
  return { tokens: Math.max(here.tokens, stored.tokens), costUsd: Math.max(here.costUsd, stored.costUsd) };
}

/** What all of these come to together. */
export function addUp(amounts: readonly Spent[]): Spent {
  const sum = nothing();
  for (const amount of amounts) addTo(sum, amount);
  return sum;
}

function addTo(sum: Spent, { tokens, costUsd }: Spent): void {
  sum.tokens += tokens;
  sum.costUsd += costUsd;
}
