// A window's extension host, as far as the history goes: a process of its own that does what `storeWindow.ts` says.
import { AgentRegistry, openRunStore, TaskExecutor, type AgentTask } from '#orchestration/index.ts';
import { LlmFactory, registerBuiltInLlms } from '#llm/core.ts';
import { makeEnd, makeStart } from '#test/orchestration/store/storeSetup.ts';
import type { Claim, WindowOrder, WindowReport } from './storeWindow.ts';

type Store = Awaited<ReturnType<typeof openRunStore>>;

let store: Store | undefined;

function report(message: WindowReport): void {
  process.send?.(message);
}

/** Runs and settles many at once, and says how long the longest call took. */
async function runMany(prefix: string, count: number): Promise<number> {
  let longestMs = 0;
  for (let run = 0; run < count; run += 1) {
    const start = makeStart(`${prefix}${run}`);
    const before = performance.now();
    store?.record({ type: 'runBegun', start });
    store?.record({ type: 'runOutput', runId: start.result.runId, text: 'The ' });
    store?.record({ type: 'runSettled', result: makeEnd(start) });
    longestMs = Math.max(longestMs, performance.now() - before);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return longestMs;
}

async function claimMany(planId: string, count: number): Promise<string> {
  const claims: Claim[] = [];
  const now = (): number => Number(process.hrtime.bigint() / 1_000n);
  while (claims.length < count) {
    if (store?.claimPlan(planId)) {
      const from = now();
      claims.push({ from, to: now() });
      store.releasePlan(planId);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return JSON.stringify(claims);
}

async function execute(baseUrl: string, task: AgentTask, runId: string): Promise<unknown> {
  if (!store) throw new Error('No store is open.');
  const factory = new LlmFactory();
  registerBuiltInLlms(factory);
  const executor = new TaskExecutor({
    registry: new AgentRegistry([
      { id: 'local', type: 'openai-compatible', provider: 'local', model: 'm', auth: 'none', baseUrl },
    ]),
    factory,
    credentials: { getKey: async () => undefined },
    store,
  });
  const onEvent = (event: { type: string; text?: string }) => {
    if (event.type === 'text') report({ text: event.text ?? '', at: Date.now() });
  };
  return executor.execute(task, { agent: 'local', runId, onEvent });
}

async function obey(order: WindowOrder): Promise<unknown> {
  switch (order.do) {
    case 'open':
      store = await openRunStore({ folder: order.folder, onProblem: (problem) => report({ problem }) });
      return undefined;
    case 'call':
      return Reflect.apply(Reflect.get(store ?? {}, order.method), store, order.values);
    case 'runMany':
      return runMany(order.prefix, order.count);
    case 'claimMany':
      return claimMany(order.planId, order.count);
    case 'execute':
      return execute(order.baseUrl, order.task, order.runId);
  }
}

process.on('message', (order: WindowOrder) => {
  obey(order).then(
    (value) => report({ id: order.id, value }),
    (error: unknown) => report({ id: order.id, error: String(error) }),
  );
});
report({ isReady: true });
