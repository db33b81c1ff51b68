import type { Usage } from '#llm/core.ts';
import type { BudgetedRequest, RequestEstimate } from './budgetRequest.ts';
import { addTo, addUp, isAmount, nothing, type Spent, toSpent } from './spent.ts';
import type { AgentConfig } from '#orchestration/types.ts';

/** How a request that was let through ended. */
export interface RequestEnd {
  usage?: Usage | undefined;
  costUsd?: number | undefined;
  /** What the provider had counted when the answer broke. */
  counted?: Usage | undefined;
  /** No answer had begun. */
  isUnheard?: boolean;
  /** The provider did not take the request, so nothing is charged. */
  isRefused?: boolean;
}

/** A request that was let through. It counts with the most it may come to until it has ended. */
export interface Admission {
  /** The most tokens that its answer may have; `undefined` where nothing is limited. */
  readonly maxTokens: number | undefined;
  /** Whether the limits leave less than the agent's own settings do. */
  readonly isCut: boolean;
  /** What it may come to; what it has cost so far, where nothing is limited. */
  spent(): Spent;
  /**
   * Once: later calls change nothing. Without a usage an estimate is counted, for a provider charges a cut answer too: what
   * was counted besides the usage is handed back.
   */
  end(end: RequestEnd): Spent | undefined;
}

/** What one run spends. */
export interface BudgetMeter {
  /** Whether a limit in dollars is in force and the price of the agent's model is not known. */
  asksForPrice(agent: AgentConfig): boolean;
  /**
   * Asks for one more request, and waits for others to end where they may use up what is left. Rejects with a `RunError` of
   * kind `budget` when what was spent, what goes on and the estimate of this request together exceed a limit.
   */
  admit(request: BudgetedRequest): Promise<Admission>;
  /** The run is settled and, where there is a store, in it. */
  close(): void;
}

/** What a meter needs of its ledger. */
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

/** The meter of one run, as its ledger keeps it. */
export class RunMeter implements BudgetMeter {
  readonly planId: string | undefined;
  /** By requests that have ended: as providers reported it, or guessed where an answer was cut off. */
  readonly #ended = nothing();
  readonly #ledger: LedgerView;
  readonly #running = new Set<RunningRequest>();

  constructor(planId: string | undefined, ledger: LedgerView) {
    this.planId = planId;
    this.#ledger = ledger;
  }

  /** Whether a request goes on. */
  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /** At least, with what requests that go on have cost so far. */
  spent(): Spent {
    return addUp([this.#ended, ...[...this.#running].map(({ estimate, maxTokens }) => estimate.soFar({ maxTokens }))]);
  }

  /** With the most that requests that go on may come to. */
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
