import type { ChangeQueue } from './changeQueue.ts';
import type { PlanTable } from './planTable.ts';

/** So often a plan is asked for that others claim and release in the same moments. */
const attempts = 100;

export interface PlanClaimsOptions {
  plans: PlanTable;
  changes: ChangeQueue;
  /** This window's. */
  session: number;
  /** Reads, and gives the first value where nothing can be read. */
  read: <T>(otherwise: T, read: () => T) => T;
  /** Makes a change, now or later. */
  change: (apply: () => void) => void;
}

/** Makes plans this window's, so that no other runs them. */
export class PlanClaims {
  readonly #options: PlanClaimsOptions;

  constructor(options: PlanClaimsOptions) {
    this.#options = options;
  }

  /** Whether the plan is this window's now: with `isAlone`, as the only one of its file. */
  claim(planId: string, isAlone: boolean): boolean {
    const { plans, changes, session, read, change } = this.#options;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const holder = read(undefined, () => plans.findHolder(planId, session, isAlone));
      if (holder) return holder === 'us';
      let isClaimed = false;
      change(() => (isClaimed = plans.claim(planId, session, isAlone)));
      changes.retryAtOnce();
      if (isClaimed) return true;
      if (changes.blockedBy === 'busy') {
        // It may be this plan that another window claims. What waits must not claim it later on.
        this.release(planId);
        return false;
      }
      // Where the disk takes nothing, or there is no such plan, no other window has it either.
      if (changes.isBlocked || !read(false, () => plans.has(planId))) return true;
      // Another window had it, and may have let go since.
    }
    return false;
  }

  release(planId: string): void {
    const { plans, session, change } = this.#options;
    change(() => plans.release(planId, session));
  }
}
