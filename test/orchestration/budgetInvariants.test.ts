import assert from 'node:assert/strict';
import { BudgetWorld, makeRandom } from '#test/orchestration/runs/budget/budgetWorld.ts';

/** Each is another history. More of them: `SWITCHYARD_SEEDS=5000 npx mocha test/orchestration/budgetInvariants.test.ts`. */
const seedCount = Number(process.env['SWITCHYARD_SEEDS'] ?? 45);

async function live(seed: number, options?: { isLawless: boolean }): Promise<BudgetWorld> {
  const world = new BudgetWorld(makeRandom(seed * 7919), options);
  await world.live().catch((error: unknown) => assert.fail(`Seed ${seed}: ${String(error)}`));
  return world;
}

describe('any budget', () => {
  it('is not passed by any plans, strategies, faults, kills and clocks, and lets answers through', async () => {
    let requestCount = 0;
    for (let seed = 1; seed <= seedCount; seed++) requestCount += (await live(seed)).charges.length;
    assert.ok(requestCount > seedCount * 3, String(requestCount));
  }).timeout(600_000);

  it('lets nothing more begin once servers that ignore the limits of answers made it be passed', async () => {
    for (let seed = 1; seed <= seedCount; seed++) await live(seed, { isLawless: true });
  }).timeout(600_000);
});
