import type { Usage } from '#llm/core.ts';
import type { BudgetedRequest, RequestEstimate } from './budgetRequest.ts';
import { addTo, addUp, isAmount, nothing, toSpent } from './spent.ts';
import type { AgentConfig, Spent } from '#orchestration/types.ts';

/** End of an admitted request. */
export interface RequestEnd {
  usage?: Usage | undefined;
  costUsd?: number | undefined;
  /** Usage that the provider had counted when the answer broke. */
  counted?: Usage | undefined;
  /** No answer had begun. */
  isUnheard?: boolean;
  /** The provider did not take the request, so nothing is charged. */
  isRefused?: boolean;
}

/** An admitted request. It counts with its maximum until it has ended. */
export interface Admission {
  /** Maximum number of tokens of its answer; `undefined` without a limit. */
  readonly maxTokens: number | undefined;
  /** True when the limits leave less than the agent's own settings do. */
  readonly isCut: boolean;
  /** Returns its maximum cost; its cost so far without a limit. */
  spent(): Spent;
  /**
   * Ends the request; later calls change nothing. Returns the estimate that is counted besides the reported usage: providers
   * charge cut answers too, which have none.
   */
  end(end: RequestEnd): Spent | undefined;
}

/** Counts the cost of one run. */
export interface BudgetMeter {
  /** Tells whether a limit in dollars is in force and the price of the agent's model is not known. */
  asksForPrice(agent: AgentConfig): boolean;
  /**
   * Admits one more request, after others have ended where they may use up the budget. Rejects with a `RunError` of kind
   * `budget` when costs so far, requests in progress and the estimate of this one together exceed a limit.
   */
  admit(request: BudgetedRequest): Promise<Admission>;
  /** To be called when the run has settled and, where there is a store, is recorded there. */
  close(): void;
}

/** Ledger, as its meters use it. */
interface LedgerView {
  admit(meter: RunMeter, request: BudgetedRequest): Promise<Admission>;
  asksForPrice(meter: RunMeter, agent: AgentConfig): boolean;
  requestEnded(): void;
  close(meter: RunMeter): void;
}

interface RunningRequest {
  estimate: RequestEstimate;
  maxTokens: number | undefined;
}

/** Meter of one run, as its ledger uses it. */
export class RunMeter implements BudgetMeter {
  readonly planId: string | undefined;
  /** Cost of requests that have ended: reported by providers, or guessed where an answer was cut off. */
  readonly #ended = nothing();
  readonly #ledger: LedgerView;
  readonly #running = new Set<RunningRequest>();

  constructor(planId: string | undefined, ledger: LedgerView) {
    this.planId = planId;
    this.#ledger = ledger;
  }

  /** True while a request is in progress. */
  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /** Returns the least cost, with that of requests in progress so far. */
  spent(): Spent {
    return addUp([this.#ended, ...[...this.#running].map(({ estimate, maxTokens }) => estimate.soFar({ maxTokens }))]);
  }

  /** Returns the cost with the maximum of requests in progress. */
  reserved(): Spent {
    return addUp([this.#ended, ...[...this.#running].map(toMost)]);
  }

  asksForPrice(agent: AgentConfig): boolean {
    return this.#ledger.asksForPrice(this, agent);
  }

  admit(request: BudgetedRequest): Promise<Admission> {
    return this.#ledger.admit(this, request);
  }

  /** Counts a request from now on. */
  begin(estimate: RequestEstimate, maxTokens: number | undefined): Admission {
    const running = { estimate, maxTokens };
    this.#running.add(running);
    return {
      maxTokens,
      isCut: maxTokens !== undefined && maxTokens < estimate.wantedTokens,
      spent: () => toMost(running),
      end: (end) => {
        if (!this.#running.delete(running)) return undefined;
        const guessed = this.#settle(running, end);
        this.#ledger.requestEnded();
        return guessed;
      },
    };
  }

  close(): void {
    this.#ledger.close(this);
  }

  #settle(
    { estimate, maxTokens }: RunningRequest,
    { usage, costUsd, counted, isUnheard, isRefused }: RequestEnd,
  ): Spent | undefined {
    if (isRefused) return undefined;
    const known = usage && isAmount(usage.inputTokens) && isAmount(usage.outputTokens) ? usage : undefined;
    const guessed = known ? estimate.addUnknown(known, costUsd) : estimate.soFar({ counted, maxTokens, isUnheard });
    if (known) addTo(this.#ended, toSpent(known, isAmount(costUsd) ? costUsd : undefined));
    if (guessed) addTo(this.#ended, guessed);
    return guessed;
  }
}

function toMost({ estimate, maxTokens }: RunningRequest): Spent {
  return maxTokens === undefined ? estimate.soFar() : estimate.with(maxTokens);
}
