import { type Admission, type BudgetMeter, RunMeter } from './budgetMeter.ts';
import { checkLimit, toUnknownPriceError, toUnreadableError } from './budgetErrors.ts';
import { type BudgetPriceOptions, BudgetPrices } from './budgetPrices.ts';
import { type BudgetedRequest, RequestEstimate, type Room } from './budgetRequest.ts';
import { addTo, addUp, atLeast, nothing, toCountable } from './spent.ts';
import type { BudgetScope } from '#common/vocabulary.ts';
import type { AgentConfig, BudgetLimit, Budget, Spent } from '#orchestration/types.ts';

export interface BudgetLedgerOptions extends BudgetPriceOptions {
  /** Asked anew before each request. */
  budget: () => Budget;
  /**
   * Reads the cost of runs since midnight from the store of all windows, without runs in progress in this window. Called before each request while a day has a limit. Without it, or when it says less, this session's runs count.
   */
  spentToday?: (() => Spent | Promise<Spent>) | undefined;
  /** Milliseconds since the epoch. */
  now?: (() => number) | undefined;
}

/** Limit that holds for a request, and its use so far. */
interface LimitInForce {
  name: BudgetScope;
  limit: BudgetLimit;
  /** At least. */
  spent: Spent;
  /** At most, when all requests in progress have ended. */
  reserved: Spent;
  /** True while a request is in progress that may turn out to cost less. */
  isBusy: boolean;
}

/** Least number of tokens with which a request is sent while others may still free some. */
const usefulTokens = 4096;

/**
 * Sums costs and refuses requests that would exceed a limit. One per window. A request is admitted with a limit for its answer
 * that keeps it, and all requests in progress, within the budget.
 */
export class BudgetLedger {
  readonly #options: BudgetLedgerOptions;
  readonly #prices: BudgetPrices;
  readonly #open = new Set<RunMeter>();
  readonly #plans = new Map<string, { before: Spent; spent: Spent }>();
  /** Cost of settled runs of this session, by the day. A clock may go back. */
  readonly #days = new Map<string, Spent>();
  readonly #waiting = new Set<() => void>();
  #closedCount = 0;

  constructor(options: BudgetLedgerOptions) {
    this.#options = options;
    this.#prices = new BudgetPrices(options);
  }

  /**
   * Opens a meter for a run that begins. It must be closed.
   * @param spentBefore cost of the plan before, as a store knows it. When that is another amount than the last time,
   *   the store was read anew and knows the cost of this session, too.
   */
  open(planId?: string, spentBefore?: Spent): BudgetMeter {
    const meter = new RunMeter(planId, {
      admit: (...request) => this.#admit(...request),
      asksForPrice: (asking, agent) => this.#asksForPrice(this.#findLimits(asking), agent),
      requestEnded: () => this.#wake(),
      close: (closed) => this.#close(closed),
    });
    this.#open.add(meter);
    if (planId !== undefined) this.#addPlan(planId, toCountable(spentBefore));
    return meter;
  }

  #addPlan(planId: string, spentBefore: Spent | undefined): void {
    const known = this.#plans.get(planId);
    const before = spentBefore ?? known?.before ?? nothing();
    if (known?.before.tokens === before.tokens && known.before.costUsd === before.costUsd) return;
    // A store that could not be written, or from which runs were deleted, knows less than this session.
    this.#plans.set(planId, { before: { ...before }, spent: atLeast(before, known?.spent) });
  }

  async #admit(meter: RunMeter, request: BudgetedRequest): Promise<Admission> {
    const estimate = new RequestEstimate(request, this.#prices);
    for (;;) {
      request.signal?.throwIfAborted();
      const closedCount = this.#closedCount;
      const stored = await this.#readToday();
      // A run that was settled meanwhile may be missing there, and is no longer in progress.
      if (stored && closedCount !== this.#closedCount) continue;
      // From here on nothing waits: others would be let through meanwhile.
      const maxTokens = this.#measure(meter, request, estimate, stored);
      if (maxTokens !== 'wait') return meter.begin(estimate, maxTokens);
      await this.#nextEnd(request.signal);
    }
  }

  async #readToday(): Promise<Spent | undefined> {
    const { spentToday, budget } = this.#options;
    if (!spentToday || !budget().perDay) return undefined;
    try {
      return toCountable(await spentToday());
    } catch {
      return undefined;
    }
  }

  /** Returns the maximum length of the answer in tokens; `undefined` without a limit. Throws where there is no room for one. */
  #measure(
    meter: RunMeter,
    { agent, isPriceAgreed = false }: BudgetedRequest,
    estimate: RequestEstimate,
    stored: Spent | undefined,
  ): number | undefined | 'wait' {
    const limits = this.#findLimits(meter, stored);
    if (limits.length === 0) return undefined;
    if (!isPriceAgreed && this.#asksForPrice(limits, agent)) throw toUnknownPriceError(agent);
    for (const { name, limit, spent } of limits) checkLimit(name, limit, spent, estimate.soFar());
    const rooms = limits.map((inForce) => ({ ...inForce, tokens: estimate.findRoom(toLeft(inForce)) }));
    const room = Math.min(estimate.wantedTokens, ...rooms.map(({ tokens }) => tokens));
    const least = estimate.leastTokens;
    const isWorthIt = (tokens: number): boolean => tokens >= Math.min(estimate.wantedTokens, usefulTokens);
    if (rooms.some(({ isBusy, tokens }) => isBusy && !isWorthIt(tokens))) return 'wait';
    if (room < least) {
      for (const { name, limit, reserved } of limits) checkLimit(name, limit, reserved, estimate.with(least));
    }
    return Math.max(room, least);
  }

  /** @param stored today's cost by the store. Throws where the budget cannot be read. */
  #findLimits(meter: RunMeter, stored?: Spent): LimitInForce[] {
    const { perRun, perPlan, perDay, problem } = this.#options.budget();
    if (problem) throw toUnreadableError(problem);
    const { planId } = meter;
    const limits: LimitInForce[] = [];
    const add = (
      name: BudgetScope,
      limit: BudgetLimit | undefined,
      settled: Spent,
      meters: readonly RunMeter[],
    ): void => {
      if (!limit) return;
      limits.push({
        name,
        limit,
        spent: addUp([settled, ...meters.map((other) => other.spent())]),
        reserved: addUp([settled, ...meters.map((other) => other.reserved())]),
        isBusy: meters.some((other) => other.isBusy),
      });
    };
    const open = [...this.#open];
    add('perRun', perRun, nothing(), [meter]);
    if (planId !== undefined) {
      const ofPlan = open.filter((other) => other.planId === planId);
      add('perPlan', perPlan, this.#plans.get(planId)?.spent ?? nothing(), ofPlan);
    }
    // A store that could not be written knows less than this session.
    add('perDay', perDay, atLeast(this.#today(), stored), open);
    return limits;
  }

  #asksForPrice(limits: readonly LimitInForce[], agent: AgentConfig): boolean {
    return limits.some(({ limit }) => limit.usd !== undefined) && this.#prices.isUnknown(agent);
  }

  /** Resolves when a request of this window has ended, or the signal is aborted. */
  async #nextEnd(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    this.#waiting.add(wake);
    signal?.addEventListener('abort', wake, { once: true });
    await promise;
    signal?.removeEventListener('abort', wake);
    this.#waiting.delete(wake);
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #close(meter: RunMeter): void {
    if (!this.#open.delete(meter)) return;
    this.#closedCount += 1;
    const { planId } = meter;
    const spent = meter.spent();
    addTo(this.#today(), spent);
    const plan = planId === undefined ? undefined : this.#plans.get(planId);
    if (plan) addTo(plan.spent, spent);
    this.#wake();
  }

  #today(): Spent {
    const day = new Date(this.#options.now?.() ?? Date.now()).toDateString();
    const spent = this.#days.get(day) ?? nothing();
    this.#days.set(day, spent);
    return spent;
  }
}

function toLeft({ limit, reserved }: LimitInForce): Room {
  return {
    tokens: limit.tokens === undefined ? undefined : limit.tokens - reserved.tokens,
    costUsd: limit.usd === undefined ? undefined : limit.usd - reserved.costUsd,
  };
}
