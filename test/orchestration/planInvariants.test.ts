import assert from 'node:assert/strict';
import type { AgentTask, ExecutionStatus, TaskPriority } from '#orchestration/index.ts';
import { FakeTaskRunner, settled } from '#test/fakes/fakeTaskRunner.ts';
import { setUp, task } from './orchestratorSetup.ts';

const priorities: TaskPriority[] = ['low', 'medium', 'high', 'critical'];
const providers = ['p', 'q', 'r'];

function makeRandom(seed: number): (below: number) => number {
  return (below) => (seed = (seed * 48_271) % 2_147_483_647) % below;
}

/** Checks as it goes: a task starts once at a time, after its dependencies, and within the limits. */
class CheckingRunner extends FakeTaskRunner {
  /** Tasks whose latest run succeeded. */
  readonly succeeded = new Set<string>();
  readonly #limits: { total: number; lane: number };

  constructor(limits: { total: number; lane: number }) {
    super();
    this.#limits = limits;
  }

  providersOf({ agents = [] }: Pick<AgentTask, 'agents'>): string[] {
    return agents;
  }

  override execute(...parameters: Parameters<FakeTaskRunner['execute']>) {
    const [started, options] = parameters;
    const { id, dependencies = [], agents = [] } = started;
    assert.ok(!this.running.has(id), `${id} runs twice at once`);
    if (!options?.signal?.aborted) {
      for (const dependency of dependencies) assert.ok(this.succeeded.has(dependency), `${id} before ${dependency}`);
    }
    const outcome = super.execute(...parameters);
    assert.ok(this.running.size <= this.#limits.total);
    const lanes = [...this.running.values()].flatMap(({ task }) => task.agents ?? []);
    for (const agent of agents) {
      const used = lanes.filter((lane) => lane === agent).length;
      assert.ok(used <= this.#limits.lane, `${used} at ${agent}`);
    }
    return outcome;
  }
}

function makePlan(random: (below: number) => number) {
  const tasks = Array.from({ length: 5 + random(60) }, (_, index): AgentTask => {
    const count = index === 0 ? 0 : random(4);
    const dependencies = Array.from({ length: count }, () => `t${random(index)}`);
    const agents = random(3) === 0 ? [] : [providers[random(3)] ?? 'p'];
    return task(`t${index}`, dependencies, { agents, priority: priorities[random(4)] ?? 'medium' });
  });
  const limits = { total: 1 + random(6), lane: 1 + random(3) };
  const runner = new CheckingRunner(limits);
  const { orchestrator } = setUp(random(2) === 0 ? tasks : tasks.toReversed(), {
    executor: runner,
    maxConcurrent: limits.total,
    maxConcurrentPerProvider: limits.lane,
  });
  return { tasks, runner, orchestrator };
}

/** Ends what runs, one after the other and in any order, until nothing runs. */
async function drive(runner: CheckingRunner, random: (below: number) => number, failIn: number): Promise<number> {
  let ended = 0;
  for (;;) {
    await settled();
    const running = [...runner.running.keys()];
    const id = running[random(Math.max(1, running.length))];
    if (id === undefined) return ended;
    const status: ExecutionStatus = failIn > 0 && random(failIn) === 0 ? 'failed' : 'success';
    if (status === 'success') runner.succeeded.add(id);
    else runner.succeeded.delete(id);
    await runner.end(id, status);
    ended += 1;
  }
}

describe('any plan', () => {
  for (let seed = 1; seed <= 60; seed++) {
    it(`ends with every task settled once or blocked for a reason, and can be finished (seed ${seed})`, async () => {
      const random = makeRandom(seed * 7919);
      const { tasks, runner, orchestrator } = makePlan(random);
      const all = orchestrator.executeAll();
      const ended = await drive(runner, random, 6);
      const results = await all;
      assert.equal(results.length, ended);
      assert.equal(new Set(results.map(({ taskId }) => taskId)).size, ended);
      for (const { id, dependencies = [] } of tasks) {
        const planned = orchestrator.getTask(id);
        const statuses = dependencies.map((dependency) => orchestrator.getTask(dependency)?.status);
        const isBroken = statuses.some((status) => status === 'failed' || status === 'blocked');
        const result = results.find(({ taskId }) => taskId === id);
        assert.equal(planned?.status === 'blocked', isBroken, id);
        assert.equal(result === undefined, isBroken, id);
        if (result) assert.equal(planned?.status, result.status === 'success' ? 'completed' : 'failed');
        for (const blocker of planned?.blockedBy ?? []) assert.equal(orchestrator.getTask(blocker)?.status, 'failed');
        assert.equal(planned?.blockedBy === undefined, !isBroken);
      }
      for (const { id, status } of orchestrator.getTasks()) if (status === 'failed') void orchestrator.retry(id);
      await drive(runner, random, 0);
      assert.ok(orchestrator.getTasks().every(({ status }) => status === 'completed'));
    });

    it(`can be cancelled at any moment and gone on with (seed ${seed})`, async () => {
      const random = makeRandom(seed * 104_729);
      const { tasks, runner, orchestrator } = makePlan(random);
      const controller = new AbortController();
      const all = orchestrator.executeAll({ signal: controller.signal });
      for (let step = random(tasks.length); step > 0; step--) {
        const [id] = runner.running.keys();
        if (id === undefined) break;
        runner.succeeded.add(id);
        await runner.end(id);
      }
      const running = runner.running.size;
      controller.abort();
      const results = await all;
      assert.equal(runner.running.size, 0);
      assert.equal(results.filter(({ status }) => status === 'cancelled').length, running);
      assert.ok(orchestrator.getTasks().every(({ status }) => status !== 'in_progress'));
      const rest = orchestrator.executeAll();
      await drive(runner, random, 0);
      await rest;
      assert.ok(orchestrator.getTasks().every(({ status }) => status === 'completed'));
    });
  }
});
