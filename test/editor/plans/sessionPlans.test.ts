import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type SessionPlan, SessionPlans, toState } from '#editor/plans/sessionPlans.ts';
import { ProjectOrchestrator } from '#orchestration/index.ts';
import { FakeTaskRunner } from '#test/fakes/fakeTaskRunner.ts';

/** A plan of one task, from a document. */
function makePlan(planId: string, source?: string): SessionPlan & { runner: FakeTaskRunner } {
  const runner = new FakeTaskRunner();
  const orchestrator = new ProjectOrchestrator({ executor: runner });
  orchestrator.addTasks([
    { id: 'one', description: 'First.' },
    { id: 'two', description: 'Second.', dependencies: ['one'] },
  ]);
  return { planId, plan: { goal: 'Two steps.' }, source, orchestrator, runner };
}

/** Marks a plan as active. */
function start(live: SessionPlan): AbortController {
  const abort = new AbortController();
  live.activeRun = { abort, results: Promise.resolve([]) };
  return abort;
}

describe('The plans of a session', () => {
  it('are found by their document, the newest first, and emit a pause after several changes once', async () => {
    const plans = new SessionPlans();
    const changes: string[] = [];
    plans.onDidChange((planId) => changes.push(planId));
    const live = makePlan('new', 'file:///a.yaml');
    plans.add(makePlan('old', 'file:///a.yaml'));
    plans.add(live);
    assert.equal(plans.findBySource('file:///a.yaml'), live);
    const results = live.orchestrator.executeAll();
    await live.runner.end('one');
    await delay(50);
    assert.deepEqual(changes, ['new']);
    await live.runner.end('two');
    await results;
    const { goal, source, isRunning, tasks } = toState(live);
    assert.deepEqual([goal, source, isRunning, tasks.length], ['Two steps.', 'file:///a.yaml', false, 2]);
    plans.dispose();
  });

  it('follow a renamed file or folder, and lose their place to a file that comes to it', () => {
    const plans = new SessionPlans();
    const [moved, replaced, other] = [
      makePlan('moved', 'file:///old/a.yaml'),
      makePlan('replaced', 'file:///new/a.yaml'),
      makePlan('other', 'file:///older/a.yaml'),
    ];
    for (const live of [moved, replaced, other]) plans.add(live);
    plans.moveSource('file:///old', 'file:///new');
    assert.deepEqual(
      [moved.source, replaced.source, other.source],
      ['file:///new/a.yaml', undefined, 'file:///older/a.yaml'],
    );
    assert.deepEqual(plans.replaceSource('file:///new/a.yaml', 'file:///c.yaml'), [moved]);
    assert.equal(plans.findBySource('file:///c.yaml'), moved);
  });

  it('are twenty that have ended at most; those that run stay, and stop with the window', () => {
    const plans = new SessionPlans();
    const active = makePlan('active');
    const abort = start(active);
    plans.add(active);
    for (let count = 0; count <= 20; count += 1) plans.add(makePlan(String(count)));
    plans.removeOldest();
    assert.deepEqual([plans.get('0'), plans.get('1')?.planId], [undefined, '1']);
    assert.deepEqual(plans.running, [active]);
    plans.dispose();
    assert.ok(abort.signal.aborted);
  });
});
