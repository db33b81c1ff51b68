import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Redactor } from '#common/redact.ts';
import type { ChangedChoice, ChangedQuestion, PlanText } from '#editor/plans/resumeDecision.ts';
import { PlanRuns } from '#editor/plans/planRuns.ts';
import { deferRunStore, openRunStore, parsePlan, RunSlots } from '#orchestration/index.ts';
import type { FakeLlmFactory } from '#test/fakes/fakeLlm.ts';
import { FakeLogger } from '#test/fakes/fakeLogger.ts';
import { setUp } from '#test/orchestration/executorSetup.ts';

/** The plans of a window over a history that windows share, without the window. */
export function openPlanWindow(folder: string, factory: FakeLlmFactory, answers: (ChangedChoice | undefined)[] = []) {
  const store = deferRunStore(() => openRunStore({ folder }));
  const { executor } = setUp({ factory, store });
  const asked: ChangedQuestion[] = [];
  const trust = { isTrusted: true };
  const plans = new PlanRuns({
    createRunner: () => executor,
    readLimits: () => ({ maxConcurrent: 4, maxConcurrentPerProvider: 4 }),
    store,
    slots: new RunSlots(),
    logger: new FakeLogger(),
    redactor: new Redactor(),
    isTrusted: () => trust.isTrusted,
    readPlan,
    isGone: async (source) => {
      const file = await stat(fileURLToPath(source)).catch(() => undefined);
      return file === undefined;
    },
    showProgress: async ({ until }) => {
      await until;
    },
    ask: async (question) => {
      asked.push(question);
      assert.ok(answers.length > 0, 'nothing is to be asked');
      return answers.shift();
    },
  });
  const close = (): void => {
    plans.dispose();
    store.dispose();
  };
  return { plans, store, asked, trust, close };
}

async function readPlan(source: string): Promise<PlanText> {
  const isFile = source.startsWith('file:');
  const text = isFile ? await readFile(fileURLToPath(source), 'utf8').catch(() => undefined) : undefined;
  if (text === undefined) return { problem: 'The file is gone.' };
  const { plan, problems } = await parsePlan(text, 'json');
  return { plan, problem: problems.length > 0 ? 'The file holds no plan.' : undefined };
}
