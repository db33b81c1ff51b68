import assert from 'node:assert/strict';
import { type ProjectOrchestratorOptions, RunSlots } from '../../src/orchestration/index.ts';
import { FakeTaskRunner, settled } from '../fakes/fakeTaskRunner.ts';
import { setUp, task } from './orchestratorSetup.ts';

class Runner extends FakeTaskRunner {
  providersOf({ agents = [] }: { agents?: string[] }): string[] {
    return agents;
  }
}

/** Plans that share their slots and have one runner. Of each task: its id, and the providers that it needs. */
function setUpPlans(
  plans: Record<string, string[]>[],
  over: Partial<ProjectOrchestratorOptions> = { maxConcurrentPerProvider: 1 },
) {
  const runner = new Runner();
  const slots = new RunSlots();
  const orchestrators = plans.map((tasks) => {
    const list = Object.entries(tasks).map(([id, agents]) => task(id, [], { agents }));
    return setUp(list, { maxConcurrent: 9, ...over, executor: runner, slots }).orchestrator;
  });
  return { runner, orchestrators, running: () => [...runner.running.keys()] };
}

describe('plans that share their slots', () => {
  it('keep the limit of a provider together, and one goes on the moment that another frees a slot', async () => {
    const { runner, orchestrators, running } = setUpPlans([{ a: ['x'] }, { b: ['x'], c: ['y'] }]);
    const all = orchestrators.map((orchestrator) => orchestrator.executeAll());
    assert.deepEqual(running(), ['a', 'c']);
    await runner.end('a');
    assert.deepEqual(running(), ['c', 'b']);
    for (const id of ['b', 'c']) await runner.end(id);
    assert.equal((await Promise.all(all)).flat().length, 3);
  });

  it('take turns', async () => {
    const { runner, orchestrators } = setUpPlans([
      { a1: ['x'], a2: ['x'], a3: ['x'], a4: ['x'] },
      { b1: ['x'], b2: ['x'] },
      { c1: ['x'] },
    ]);
    const all = orchestrators.map((orchestrator) => orchestrator.executeAll());
    for (let index = 0; index < 7; index += 1) await runner.end(runner.started.at(-1) ?? '');
    await Promise.all(all);
    assert.deepEqual(runner.started, ['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('do not keep a task waiting for ever that needs two slots at once', async () => {
    const narrow = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`n${index}`, ['x']]));
    const { runner, orchestrators, running } = setUpPlans([narrow, { wide: ['x', 'x'] }], {
      maxConcurrentPerProvider: 2,
    });
    for (const orchestrator of orchestrators) void orchestrator.executeAll();
    let endedCount = 0;
    for (; !runner.running.has('wide') && endedCount < 40; endedCount += 1) await runner.end(running()[0] ?? '');
    assert.ok(endedCount < 15, `after ${endedCount}`);
    assert.deepEqual(running(), ['wide']);
    await runner.end('wide');
    assert.equal(running().length, 2);
  });

  it('go on when the task is withdrawn that slots were kept for', async () => {
    const narrow = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`n${index}`, ['x']]));
    const { runner, orchestrators, running } = setUpPlans([narrow, { wide: ['x', 'x', 'x'] }], {
      maxConcurrentPerProvider: 3,
    });
    const [first, second] = orchestrators;
    const all = first?.executeAll();
    const controller = new AbortController();
    void second?.executeAll({ signal: controller.signal });
    // From then on slots are kept free.
    while (running().length === 3) await runner.end(running()[0] ?? '');
    assert.equal(runner.running.has('wide'), false);
    controller.abort();
    await settled();
    assert.equal(running().length, 3);
    while (running().length > 0) await runner.end(running()[0] ?? '');
    assert.equal((await all)?.length, 20);
  });

  it('tell each how much of the others goes on, when it changes', async () => {
    const { runner, orchestrators, running } = setUpPlans(
      [
        { a: [], b: [] },
        { c: [], d: [], e: [] },
      ],
      {
        maxConcurrent: (otherCount) => 3 - otherCount,
      },
    );
    for (const orchestrator of orchestrators) void orchestrator.executeAll();
    assert.deepEqual(running(), ['a', 'b', 'c']);
    await runner.end('a');
    assert.deepEqual(running(), ['b', 'c', 'd']);
    await runner.end('b');
    assert.deepEqual(running(), ['c', 'd', 'e']);
  });
});
