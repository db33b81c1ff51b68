import type { PlanTable } from './planTable.ts';
import type { StoreAccess } from './storeAccess.ts';

/** Attempts to claim a plan that others claim and release in the same moments. */
const attempts = 100;

/** Makes plans this window's, so that no other runs them. */
export class PlanClaims {
  readonly #access: StoreAccess;
  readonly #plans: PlanTable;
  readonly #session: number;

  /** @param session this window's. */
  constructor(access: StoreAccess, plans: PlanTable, session: number) {
    this.#access = access;
    this.#plans = plans;
    this.#session = session;
  }

  /** Claims a plan, with `isAlone` as the only one of its file. Returns whether it is this window's now. */
  claim(planId: string, isAlone: boolean): boolean {
    const { changes } = this.#access;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const holder = this.#access.read(undefined, () => this.#plans.findHolder(planId, this.#session, isAlone));
      if (holder) return holder === 'us';
      let isClaimed = false;
      this.#access.change(() => (isClaimed = this.#plans.claim(planId, this.#session, isAlone)));
      changes.retryAtOnce();
      if (isClaimed) return true;
      if (changes.blockedBy === 'busy') {
        // It may be this plan that another window claims. The claim that waits must not succeed later on.
        this.release(planId);
        return false;
      }
      // Where the disk takes nothing, or there is no such plan, no other window has it either.
      if (changes.isBlocked || !this.#access.read(false, () => this.#plans.has(planId))) return true;
      // Another window had it, and may have released it since.
    }
    return false;
  }

  release(planId: string): void {
    this.#access.change(() => this.#plans.release(planId, this.#session));
  }
}
