import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { Redactor } from '#common/redact.ts';
import { type ExecutionResult, openRunStore, type RunStart, type StoreProblem } from '#orchestration/index.ts';
import { redactRunStore } from '#orchestration/store/redactedRunStore.ts';
import { makeEnd, makeStart, makeTask } from '#test/orchestration/store/storeSetup.ts';
import { makeHostile, poison } from './hostileValues.ts';
import { createRandom, pick } from './random.ts';

type Store = Awaited<ReturnType<typeof openRunStore>>;

/** So many good runs are there at most; then the oldest are deleted. */
const maxGoodRuns = 200;

/** No more are told. */
const maxProblems = 5;

/** Rounds between two looks at everything. */
const roundsBetweenChecks = 50;

const columns = [
  'plan_id',
  'thread_id',
  'parent_run_id',
  'workspace',
  'session',
  'title',
  'agent',
  'model',
  'strategy',
  'status',
  'started_at',
  'completed_at',
  'duration_seconds',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'guessed_tokens',
] as const;

interface GoodRun {
  start: RunStart;
  end: ExecutionResult;
  /** Stands in its output, and nowhere else. */
  word: string;
}

/** Tells a real store what no run can have, and looks whether each good run is still listed, found, opened and deleted. */
export class StoreFuzz {
  readonly problems: string[] = [];
  roundCount = 0;
  readonly #folder: string;
  readonly #random: () => number;
  #store: Store;
  #good: GoodRun[] = [];
  #hostileIds: string[] = [];
  readonly #storeProblems: StoreProblem[] = [];

  private constructor(folder: string, seed: number, store: Store) {
    this.#folder = folder;
    this.#random = createRandom(seed);
    this.#store = store;
  }

  static async open(folder: string, seed: number): Promise<StoreFuzz> {
    const fuzz = new StoreFuzz(folder, seed, await openRunStore({ folder }));
    await fuzz.#reopen();
    return fuzz;
  }

  /** Does rounds until it is told to stop, with a pause after each, and looks at everything from time to time and at the end. */
  async run(isDone: (roundCount: number) => boolean): Promise<void> {
    while (!isDone(this.roundCount) && this.problems.length === 0) {
      this.#runGood();
      this.#runHostile();
      this.#disturb();
      this.roundCount += 1;
      if (this.roundCount % roundsBetweenChecks === 0) {
        this.#check();
        await this.#reopen();
        this.#check();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#check();
    this.#store.clear();
    // What belongs to a plan that goes on may stay.
    const left = this.#store.listRuns({ text: 'answer' }).runs.filter(({ runId }) => runId.startsWith('good'));
    this.#expect(left.length === 0, 'Clear History left good runs');
    this.#store.dispose();
    for (const problem of this.#storeProblems)
      this.problems.push(`the store has a problem: ${JSON.stringify(problem)}`);
  }

  async #reopen(): Promise<void> {
    this.#store.dispose();
    this.#store = await openRunStore({
      folder: this.#folder,
      onProblem: (problem) => this.#storeProblems.push(problem),
    });
  }

  #runGood(): void {
    const word = `good${this.roundCount}x`;
    const start = makeStart(word, { startedAt: new Date(Date.UTC(2026, 10, 1) + this.roundCount).toISOString() });
    const end = makeEnd(start, { output: `The answer is ${word}.` });
    this.#store.record({ type: 'runBegun', start });
    this.#store.record({ type: 'runOutput', runId: word, text: 'The answer' });
    this.#store.record({ type: 'runSettled', result: end });
    this.#good.push({ start, end, word });
  }

  #runHostile(): void {
    const random = this.#random;
    const runId = `bad${this.roundCount}`;
    this.#hostileIds.push(runId);
    const place = {
      threadId: runId,
      ...(random() < 0.3 && { planId: 'plan' }),
      ...(random() < 0.1 && { parentRunId: 'bad0' }),
    };
    const start = makeStart(runId, { startedAt: new Date().toISOString() }, place);
    const end = makeEnd(start, {
      metadata: { thinking: 'Hm.', parts: [makeEnd(start)], guessed: { tokens: 1, costUsd: 1 } },
    });
    // Many of them keep their id, so that what follows is about a run that is there.
    const begun = poison(start, random);
    if (random() < 0.6) this.#attempt(() => (begun.result = { ...Object(begun.result), runId }));
    const target = random() < 0.5 ? this.#store : redactRunStore(this.#store, new Redactor());
    this.#attempt(() => target.record({ type: 'runBegun', start: begun }));
    this.#attempt(() =>
      target.record({ type: 'runOutput', runId, ...poison({ text: 'The ', thinking: 'Hm' }, random) }),
    );
    this.#attempt(() =>
      target.record({ type: 'runCost', runId, cost: poison({ tokens: 5, costUsd: 1 }, random, 0.5) }),
    );
    this.#attempt(() =>
      target.record({
        type: 'runSettled',
        result: Object.assign(Object(poison(end, random)), random() < 0.7 && { runId }),
      }),
    );
    this.#attempt(() =>
      target.record({
        type: 'planSaved',
        planId: 'plan',
        facts: poison({ goal: 'Ship', maxConcurrent: 2, source: 'file:///p' }, random),
      }),
    );
    this.#attempt(() =>
      target.record({
        type: 'tasksSaved',
        planId: 'plan',
        tasks: [poison(makeTask(`t${this.roundCount % 20}`, { context: { code: 'x' } }), random)],
      }),
    );
    this.#attempt(() =>
      target.record({
        type: 'taskStateChanged',
        ...poison({ planId: 'plan', taskId: 't1', status: 'in_progress', runId }, random),
      }),
    );
  }

  /** Disturbs the history as a user, another window or a vandal does meanwhile. */
  #disturb(): void {
    const random = this.#random;
    const store = this.#store;
    const hostile = (): ReturnType<typeof JSON.parse> => makeHostile(random);
    const victim = pick(random, [this.#hostileIds[0] ?? '', ...this.#hostileIds]);
    pick<() => unknown>(random, [
      () =>
        this.#attempt(() =>
          store.listRuns(poison({ text: 'a', status: 'success', workspace: '', limit: 5, after: '5' }, random, 0.5)),
        ),
      () => this.#attempt(() => store.getRun(hostile())),
      () => this.#attempt(() => store.deleteRun(random() < 0.5 ? victim : hostile())),
      () => this.#attempt(() => store.record({ type: 'answerChosen', runId: victim, partRunId: hostile() })),
      () => this.#attempt(() => store.sumSpent(hostile(), hostile())),
      () => this.#attempt(() => store.claimPlan(random() < 0.5 ? 'plan' : hostile())),
      () => this.#attempt(() => store.deletePlan('plan')),
      () => this.#attempt(() => store.listPlans(hostile(), hostile())),
      () => this.#vandalize(victim),
      () => this.#vandalize(victim),
      () => this.#deleteOld(),
    ])();
    this.#attempt(() => store.releasePlan('plan'));
    if (this.#hostileIds.length > maxGoodRuns) this.#hostileIds = this.#hostileIds.slice(-maxGoodRuns / 2);
  }

  /** Changes a hostile run's row behind the store's back. */
  #vandalize(runId: string): void {
    const random = this.#random;
    using database = new DatabaseSync(join(this.#folder, 'history.db'));
    const column = pick(random, columns);
    const value = pick<string | number | bigint | null>(random, [
      null,
      -5,
      9_200_000_000_000_000_000n,
      Infinity,
      '',
      '{',
      '[]',
      'hostile',
      0.5,
    ]);
    const change = pick(random, [
      `UPDATE runs SET ${column} = ? WHERE run_id = ?`,
      'UPDATE run_texts SET metadata = ? WHERE seq = (SELECT seq FROM runs WHERE run_id = ?)',
      'UPDATE run_texts SET task = ? WHERE seq = (SELECT seq FROM runs WHERE run_id = ?)',
      'UPDATE run_texts SET error = ? WHERE seq = (SELECT seq FROM runs WHERE run_id = ?)',
    ]);
    // A column takes only values of its type.
    this.#attempt(() => database.prepare(change).run(value, runId));
  }

  #deleteOld(): void {
    while (this.#good.length > maxGoodRuns) {
      const [oldest] = this.#good.splice(0, 1);
      if (!oldest) return;
      this.#expect(this.#store.deleteRun(oldest.word), `${oldest.word} could not be deleted`);
      this.#expect(this.#store.getRun(oldest.word) === undefined, `${oldest.word} is still there`);
    }
  }

  #check(): void {
    this.#deleteOld();
    const listed = new Set<string>();
    for (let after: string | undefined, page = 0; page < 1_000; page += 1) {
      const { runs, next } = this.#store.listRuns({ limit: 100, ...(after !== undefined && { after }) });
      for (const { runId } of runs) listed.add(runId);
      if (next === undefined) break;
      after = next;
    }
    for (const { word, end } of this.#good) {
      this.#expect(listed.has(word), `${word} is not listed`);
      const result = this.#store.getRun(word)?.result;
      this.#expect(isDeepStrictEqual(result, end), `${word} is ${JSON.stringify(result)}`);
      const found = this.#store.listRuns({ text: word }).runs.map(({ runId }) => runId);
      this.#expect(found.length === 1 && found[0] === word, `${word} is not found: ${found.join()}`);
    }
    const { tokens, costUsd } = this.#store.sumSpent(0);
    const least = this.#good.length;
    this.#expect(Number.isFinite(tokens) && tokens >= least * 30, `${tokens} tokens are spent`);
    this.#expect(Number.isFinite(costUsd) && costUsd >= least * 0.25, `$${costUsd} are spent`);
  }

  #attempt(action: () => unknown): void {
    try {
      void action();
    } catch {
      // What a store throws is logged, and loses the hostile run alone.
    }
  }

  #expect(isSo: boolean, problem: string): void {
    if (!isSo && this.problems.length < maxProblems)
      this.problems.push(`in round ${this.roundCount}: ${problem.slice(0, 300)}`);
  }
}
