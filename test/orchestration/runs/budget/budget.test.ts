import assert from 'node:assert/strict';
import { type Budget, type TaskExecutorOptions, parseBudget, ProjectOrchestrator } from '#orchestration/index.ts';
import { estimateTokens } from '#orchestration/runs/budget/budgetRequest.ts';
import { sumSpent } from '#orchestration/runs/budget/spent.ts';
import { FakeRunStore } from '#test/fakes/fakeRunStore.ts';
import { finish, type FakeStep, llmError, text } from '#test/fakes/fakeLlm.ts';
import { settled } from '#test/fakes/fakeTaskRunner.ts';
import { fails, setUp, task } from '#test/orchestration/executorSetup.ts';
import { task as planned } from '#test/orchestration/orchestratorSetup.ts';
import { partsOf, setUpTeam } from '#test/orchestration/teamSetup.ts';

const usage = { inputTokens: 600, outputTokens: 400 };
const answer: FakeStep[] = [text('done'), finish({ usage })];
/** A dollar for a thousand tokens. */
const costOf: TaskExecutorOptions['costOf'] = (_agent, _model, { inputTokens, outputTokens }) =>
  (inputTokens + outputTokens) / 1000;
const ok = 'success';

/** Runs the task some times in a row and tells how each run ended. */
async function runTimes(count: number, over: Parameters<typeof setUp>[0], planIds: (string | undefined)[] = []) {
  const { executor, factory } = setUp({ scripts: [answer], costOf, ...over });
  const ends: string[] = [];
  for (let index = 0; index < count; index++) {
    const planId = planIds[index];
    const { status, error } = await executor.execute(task, { ...(planId !== undefined && { planId }) });
    ends.push(error ? `${error.kind} ${error.limit}: ${error.message}` : status);
  }
  return { ends, requests: factory.requests.length };
}

describe('a budget', () => {
  it('limits nothing by default', async () => {
    assert.deepEqual((await runTimes(3, {})).ends, [ok, ok, ok]);
  });

  it('for the day stops requests once it is reached, and says what was spent of how much', async () => {
    const { ends, requests } = await runTimes(4, { budget: { perDay: { tokens: 2000 } } });
    assert.equal(requests, 2);
    assert.deepEqual(ends.slice(0, 2), [ok, ok]);
    assert.match(
      ends[2] ?? '',
      /^budget perDay: The budget of today is reached: 2,000 tokens of 2,000 tokens are spent or under way, and the next request needs at least \d+ tokens\.$/,
    );
    assert.equal(ends[3], ends[2]);
  });

  it('in dollars stops requests that would exceed it', async () => {
    const { ends, requests } = await runTimes(3, { budget: { perDay: { usd: 2.001 } } });
    assert.equal(requests, 2);
    assert.match(ends[2] ?? '', /\$2\.00 of \$2\.00 are spent or under way, and the next request needs at least \$0\./);
  });

  it('of nothing lets nothing through', async () => {
    for (const limit of [{ tokens: 0 }, { usd: 0 }]) {
      assert.equal((await runTimes(1, { budget: { perRun: limit } })).requests, 0);
    }
  });

  it('of a run refuses a task that is too long, before anything is sent', async () => {
    const { executor, factory } = setUp({ budget: { perRun: { tokens: 1000 } } });
    const result = await fails('budget', executor.execute({ ...task, context: { code: 'x'.repeat(3000) } }));
    assert.equal(result.error?.limit, 'perRun');
    assert.equal(factory.requests.length, 0);
    assert.equal((await executor.execute(task)).status, 'success');
  });

  it('of a plan counts the runs of that plan alone', async () => {
    const { ends } = await runTimes(5, { budget: { perPlan: { tokens: 1000 } } }, [
      'p',
      'p',
      'q',
      undefined,
      undefined,
    ]);
    assert.deepEqual(
      ends.map((end) => end.slice(0, 14)),
      [ok, 'budget perPlan', ok, ok, ok],
    );
  });

  it('of a plan counts what it had spent before this session', async () => {
    const { executor } = setUp({ budget: { perPlan: { tokens: 1000 } } });
    const spentBefore = { tokens: 1000, costUsd: 0 };
    await fails('budget', executor.execute(task, { planId: 'p', spentBefore }));
    assert.equal((await executor.execute(task, { planId: 'q' })).status, 'success');
  });

  it('of a plan counts what other windows spent on it meanwhile, and what this one did once', async () => {
    const { executor } = setUp({ scripts: [answer], budget: { perPlan: { tokens: 3500 } } });
    const run = (tokens: number) => executor.execute(task, { planId: 'p', spentBefore: { tokens, costUsd: 0 } });
    assert.equal((await run(0)).status, 'success');
    // Restored again: the store knows the thousand of before.
    assert.equal((await run(1000)).status, 'success');
    assert.equal((await run(1000)).status, 'success');
    assert.match((await fails('budget', run(4000))).error?.message ?? '', /4,000 tokens of 3,500/);
  });

  it('of a plan forgets nothing that this session spent, though a store knows of less', async () => {
    const { executor } = setUp({ scripts: [answer], budget: { perPlan: { tokens: 2000 } } });
    const run = (tokens: number) => executor.execute(task, { planId: 'p', spentBefore: { tokens, costUsd: 0 } });
    assert.equal((await run(0)).status, 'success');
    // The disk took only a part of it, and the user has deleted runs since.
    assert.equal((await run(10)).status, 'success');
    assert.match((await fails('budget', run(5))).error?.message ?? '', /2,000 tokens of 2,000/);
  });

  it('counts what was stopped, as far as can be told: by its result, by a sum of results and by a store', async () => {
    const store = new FakeRunStore();
    const { executor } = setUp({
      scripts: [[{ type: 'thinking', text: 'x'.repeat(600) }, text('x'.repeat(300)), 'hang']],
      costOf,
      budget: { perDay: { tokens: 600 } },
      store,
    });
    const controller = new AbortController();
    const running = executor.execute(task, { signal: controller.signal });
    await settled();
    controller.abort();
    const result = await running;
    const { usage: known, guessed = assert.fail() } = result.metadata;
    assert.equal(known, undefined);
    assert.ok(guessed.tokens > 300 && guessed.costUsd === guessed.tokens / 1000);
    // What a crash would leave behind is the most that it may have come to.
    const told = store.only('runCost');
    assert.deepEqual(told.at(-1)?.cost, { tokens: 600, costUsd: 0.6 });
    assert.ok(told.length > 1, 'also before the answer began');
    assert.deepEqual(sumSpent([result, result]), { tokens: guessed.tokens * 2, costUsd: guessed.costUsd * 2 });
    await fails('budget', executor.execute({ ...task, description: 'y'.repeat(600) }));
  });

  it('keeps no guess of what is known, or was refused', async () => {
    const { executor } = setUp({ scripts: [[llmError({ kind: 'rateLimit', status: 429 })], answer], costOf });
    assert.equal('guessed' in (await executor.execute(task)).metadata, false);
  });

  it('of a day counts this session where the store could not be written', async () => {
    const { ends } = await runTimes(2, {
      budget: { perDay: { tokens: 1000 } },
      spentToday: () => ({ tokens: 0, costUsd: 0 }),
    });
    assert.match(ends.join(), /^success,budget perDay/);
  });

  it('begins anew at midnight', async () => {
    let now = new Date(2026, 10, 1, 23, 59).getTime();
    const { executor } = setUp({ scripts: [answer], budget: { perDay: { tokens: 1000 } }, now: () => now });
    assert.equal((await executor.execute(task)).status, 'success');
    await fails('budget', executor.execute(task));
    now = new Date(2026, 10, 2, 0, 1).getTime();
    assert.equal((await executor.execute(task)).status, 'success');
  });

  it('is read anew for each request', async () => {
    let budget: Budget = { perDay: { tokens: 1 } };
    const { executor } = setUp({ budget: () => budget });
    await fails('budget', executor.execute(task));
    budget = { perDay: { tokens: 100_000 } };
    assert.equal((await executor.execute(task)).status, 'success');
  });

  it('counts what a retry needs, too', async () => {
    const { executor, factory, slept } = setUp({
      scripts: [[llmError({ kind: 'timeout' })]],
      budget: { perRun: { tokens: 300 } },
    });
    const result = await fails('budget', executor.execute(task));
    assert.deepEqual([factory.requests.length, result.metadata.attempts, slept.length], [2, 2, 2]);
  });

  it('counts nothing for a request that the provider refused', async () => {
    const refused = llmError({ kind: 'rateLimit', status: 429 });
    const { executor, factory } = setUp({ scripts: [[refused]], budget: { perRun: { tokens: 300 } } });
    await fails('rateLimit', executor.execute(task));
    assert.equal(factory.requests.length, 3);
  });

  it('counts requests that go on, with what they have said so far', async () => {
    const { executor } = setUp({
      scripts: [[text('x'.repeat(3000)), 'hang']],
      budget: { perDay: { tokens: 1000 } },
    });
    const controller = new AbortController();
    const running = executor.execute(task, { signal: controller.signal });
    await settled();
    const refused = await fails('budget', executor.execute(task));
    assert.match(refused.error?.message ?? '', /1,\d\d\d tokens of 1,000 tokens/);
    controller.abort();
    await running;
    // A provider charges what it had sent, though it did not say how much that was.
    await fails('budget', executor.execute(task));
  });

  it('lets no two requests through at once that together exceed it', async () => {
    const { executor, factory } = setUp({
      scripts: [answer],
      budget: { perDay: { tokens: 300 } },
      spentToday: async () => ({ tokens: 0, costUsd: 0 }),
    });
    const results = await Promise.all(Array.from({ length: 9 }, () => executor.execute(task)));
    assert.equal(factory.requests.length, 1);
    assert.equal(results.filter(({ error }) => error?.kind === 'budget').length, 8);
  });

  it('for the day holds over all windows, through the store', async () => {
    const stored = { tokens: 0, costUsd: 0 };
    const store = new FakeRunStore(({ type }) => {
      if (type === 'runSettled') stored.tokens += 1000;
    });
    const { executor } = setUp({
      scripts: [answer],
      budget: { perDay: { tokens: 3500 } },
      spentToday: async () => ({ ...stored }),
      store,
    });
    assert.equal((await executor.execute(task)).status, 'success');
    assert.equal((await executor.execute(task)).status, 'success');
    stored.tokens += 1500;
    const result = await fails('budget', executor.execute(task));
    assert.match(result.error?.message ?? '', /3,500 tokens of 3,500/);
  });

  it('misses no run that is settled while the store is asked', async () => {
    const asked: PromiseWithResolvers<{ tokens: number; costUsd: number }>[] = [];
    const { executor } = setUp({
      scripts: [answer],
      budget: { perDay: { tokens: 1000 } },
      spentToday: () => {
        const next = Promise.withResolvers<{ tokens: number; costUsd: number }>();
        asked.push(next);
        return next.promise;
      },
    });
    const first = executor.execute(task);
    const second = executor.execute(task);
    await settled();
    asked[0]?.resolve({ tokens: 0, costUsd: 0 });
    assert.equal((await first).status, 'success');
    // What the second was told does not hold any longer: it asks again.
    asked[1]?.resolve({ tokens: 0, costUsd: 0 });
    await settled();
    asked[2]?.resolve({ tokens: 1000, costUsd: 0 });
    await fails('budget', second);
  });

  it('counts this session where the store cannot say', async () => {
    const { ends } = await runTimes(2, {
      budget: { perDay: { tokens: 1000 } },
      spentToday: () => Promise.reject(new Error('The disk is gone.')),
    });
    assert.match(ends.join(), /^success,budget perDay/);
  });

  for (const limit of ['perRun', 'perDay'])
    it(`${limit} counts the parts of a run together, and the judge`, async () => {
      const { executor, factory } = setUpTeam(
        { a: [answer], b: [answer], judge: [answer] },
        { budget: { [limit]: { tokens: 2000 } } },
      );
      const result = await executor.execute(task, { strategy: 'synthesize', agents: ['a', 'b'], judge: 'judge' });
      assert.deepEqual(factory.asked, ['a', 'b']);
      assert.deepEqual([result.status, result.output], ['success', 'done']);
      assert.deepEqual(partsOf(result), ['a success done', 'b success done', 'judge failed']);
      assert.equal(result.metadata.parts?.[2]?.error?.kind, 'budget');
    });

  it('is no reason to go on to another agent', async () => {
    const { executor, factory } = setUpTeam({ a: [answer], b: [answer] }, { budget: { perRun: { tokens: 1 } } });
    await fails('budget', executor.execute(task, { strategy: 'fallback', agents: ['a', 'b'] }));
    assert.deepEqual(factory.asked, []);
  });

  it('of a plan ends the plan cleanly: what is done is kept, what is left stays pending', async () => {
    const budget: { perPlan: { tokens: number } } = { perPlan: { tokens: 2000 } };
    const { executor, factory } = setUp({ scripts: [answer], budget: () => budget });
    const orchestrator = new ProjectOrchestrator({ executor, planId: 'p', maxConcurrent: 1 });
    orchestrator.addTasks(['1', '2', '3', '4'].map((id) => planned(id, [], { agent: 'gpt' })));
    const results = await orchestrator.executeAll();
    assert.deepEqual(
      results.map(({ taskId, status, error }) => [taskId, status, error?.kind]),
      [
        ['1', 'success', undefined],
        ['2', 'success', undefined],
        ['3', 'failed', 'budget'],
      ],
    );
    assert.match(results[2]?.error?.message ?? '', /of this plan is reached: 2,000 tokens of 2,000 tokens/);
    assert.deepEqual(
      orchestrator.getTasks().map(({ status }) => status),
      ['completed', 'completed', 'pending', 'pending'],
    );
    assert.equal(factory.requests.length, 2);
    budget.perPlan.tokens = 9000;
    assert.equal((await orchestrator.executeAll()).length, 2);
  });
});

describe('estimateTokens', () => {
  it('counts a third of what is ASCII and all of the rest', () => {
    assert.equal(estimateTokens(''), 0);
    assert.equal(estimateTokens('abcd'), 2);
    assert.equal(estimateTokens('日本語'), 3);
    assert.equal(estimateTokens('abc 日本'), 4);
  });
});

describe('parseBudget', () => {
  it('takes limits in tokens and dollars for a run, a plan and a day', () => {
    const budget = { perRun: { tokens: 1 }, perPlan: { usd: 0.5 }, perDay: { tokens: 0, usd: 3 } };
    assert.deepEqual(parseBudget(budget), { budget, problems: [] });
    for (const none of [undefined, null, {}, { perDay: {} }])
      assert.deepEqual(parseBudget(none), { budget: {}, problems: [] });
  });

  it('says what is wrong, without the value', () => {
    const { budget, problems } = parseBudget({
      perRun: { tokens: -1, usd: 2 },
      perPlan: 'sk-secret',
      perDay: { tokens: Number.NaN, dollars: 1 },
      perWeek: {},
    });
    assert.deepEqual(budget.problem, problems[0]);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'switchyard.budget › perWeek: unknown setting; expected one of perRun, perPlan, perDay',
        'switchyard.budget › perRun › tokens: expected a number that is not negative',
        'switchyard.budget › perPlan: expected an object, got a string',
        'switchyard.budget › perDay › dollars: unknown setting; expected one of tokens, usd',
        'switchyard.budget › perDay › tokens: expected a number that is not negative',
      ],
    );
    assert.deepEqual(parseBudget([]).problems[0]?.message, 'switchyard.budget: expected an object, got a list');
  });
});
