import assert from 'node:assert/strict';
import { type ProjectOrchestratorOptions, RunSlots } from '#orchestration/index.ts';
import { finish, text } from '#test/fakes/fakeLlm.ts';
import { FakeTaskRunner, settled } from '#test/fakes/fakeTaskRunner.ts';
import { setUp, task } from '#test/orchestration/orchestratorSetup.ts';
import { setUpTeam } from '#test/orchestration/teamSetup.ts';

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

function makeRandom(seed: number): (below: number) => number {
  return (below) => (seed = (seed * 48_271) % 2_147_483_647) % below;
}

/** Tasks of one agent, of several at different providers, and of several at one. */
function makeTasks(prefix: string, count: number, random: (below: number) => number): Record<string, string[]> {
  const providers = ['x', 'y', 'z'];
  const pick = (): string => providers[random(3)] ?? 'x';
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${prefix}${index}`, Array.from({ length: random(5) }, pick)]),
  );
}

/** A task that needs more of a provider than it ever has goes alone there. */
function checkLimit(runner: Runner, limit: number): void {
  const running = [...runner.running.values()].map(({ task: { agents = [] } }) => agents);
  for (const provider of ['x', 'y', 'z']) {
    const counts = running.map((agents) => agents.filter((agent) => agent === provider).length).filter(Boolean);
    const sum = counts.reduce((total, one) => total + one, 0);
    assert.ok(sum <= limit || counts.length === 1, `${counts.join(' + ')} at ${provider}, of ${limit}`);
  }
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

  it('let teams and their judges through, each at a busy provider of its own or of others', async () => {
    const answer = [text('done'), finish()];
    const { executor, factory } = setUpTeam({ x: [answer], y: [answer], z: [answer] });
    const slots = new RunSlots();
    const options = { executor, slots, maxConcurrent: 9, maxConcurrentPerProvider: 1 };
    const names = ['x', 'y', 'z'];
    const pairs = names.flatMap((first) => names.map((second) => [first, second]));
    const toTeams = (judge: string) =>
      pairs.map((agents) => task(`${agents.join('')}-${judge}`, [], { agents, judge, strategy: 'synthesize' }));
    const plans = names.map((judge) => setUp(toTeams(judge), options).orchestrator);
    const single = setUp([task('single', [], { agent: 'x' })], options).orchestrator;
    const all = [...plans.map((plan) => plan.executeAll()), single.executeAll()];
    const results = (await Promise.all(all)).flat();
    assert.equal(results.length, 28);
    assert.ok(results.every(({ status }) => status === 'success'));
    assert.equal(factory.asked.length, 27 * 3 + 1);
    assert.equal(slots.runningCount, 0);
  });

  for (let seed = 1; seed <= 40; seed++) {
    it(`leave no task waiting for ever and pass no limit, whatever is withdrawn, fails or throws (seed ${seed})`, async () => {
      const random = makeRandom(seed * 7919);
      const limit = 1 + random(3);
      const plans = Array.from({ length: 2 + random(3) }, (_, plan) => makeTasks(`p${plan}-`, 5 + random(25), random));
      const { runner, orchestrators } = setUpPlans(plans, {
        maxConcurrentPerProvider: limit,
        maxConcurrent: (otherCount) => Math.max(1, 1 + random(5) - otherCount),
      });
      const aborts = orchestrators.map(() => new AbortController());
      const all = orchestrators.map((orchestrator, index) =>
        orchestrator.executeAll({ signal: aborts[index]?.signal ?? AbortSignal.abort() }),
      );
      const single = orchestrators[0]?.executeTask('p0-0', {
        signal: AbortSignal.any(aborts.map(({ signal }) => signal)),
      });
      for (let steps = 0; runner.running.size > 0; steps += 1) {
        checkLimit(runner, limit);
        if (random(12) === 0) aborts[random(aborts.length)]?.abort();
        await settled();
        const ids = [...runner.running.keys()];
        const id = ids[random(Math.max(1, ids.length))];
        if (id !== undefined) await runner.end(id, random(5) === 0 ? 'failed' : 'success');
        assert.ok(steps < 1_000);
      }
      await Promise.all([...all, single]);
      const rest = orchestrators.map((orchestrator) => orchestrator.executeAll());
      while (runner.running.size > 0) await runner.end([...runner.running.keys()][0] ?? '');
      await Promise.all(rest);
      for (const { status } of orchestrators.flatMap((orchestrator) => orchestrator.getTasks())) {
        assert.ok(status === 'completed' || status === 'failed', status);
      }
    });
  }

  it('get back the slots of a run whose executor threw or rejected', async () => {
    const runner = new Runner();
    const slots = new RunSlots();
    const bad = Object.assign(new Runner(), {
      execute({ id }: { id: string }) {
        if (id === 'throws') throw new Error('thrown');
        return Promise.reject(new Error('rejected'));
      },
    });
    const options = { maxConcurrent: 9, maxConcurrentPerProvider: 1, slots };
    const tasks = (ids: string[]) => ids.map((id) => task(id, [], { agents: ['x'] }));
    const first = setUp(tasks(['throws', 'rejects']), { ...options, executor: bad }).orchestrator;
    const second = setUp(tasks(['good']), { ...options, executor: runner }).orchestrator;
    const results = await first.executeAll();
    assert.deepEqual(
      results.map(({ status }) => status),
      ['failed', 'failed'],
    );
    void second.executeAll();
    assert.deepEqual([...runner.running.keys()], ['good']);
    await runner.end('good');
    assert.equal(slots.runningCount, 0);
  });
});
