import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ChangedChoice } from '#editor/plans/resumeDecision.ts';
import type { Plan } from '#orchestration/index.ts';
import { FakeLlmFactory, finish, llmError, text } from '#test/fakes/fakeLlm.ts';
import { openPlanWindow as openWindow } from '#test/support/planWindow.ts';
import { waitUntil } from '#test/support/waitUntil.ts';

const plan: Plan = {
  version: 1,
  goal: 'Three steps.',
  tasks: [
    { id: 'one', description: 'First.', agent: 'gpt' },
    { id: 'two', description: 'Second: {{tasks.one.output}}', agent: 'gpt', dependencies: ['one'] },
    { id: 'three', description: 'Third: {{tasks.two.output}}', agent: 'gpt', dependencies: ['two'] },
  ],
};

const success = (output: string) => [text(output), finish()];
const failure = [llmError({ kind: 'invalidRequest' })];

describe('The plans of a window', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const uriOf = (...names: string[]): string => pathToFileURL(join(folder, ...names)).href;

  const write = async (name: string, content: Plan): Promise<string> => {
    await writeFile(join(folder, name), JSON.stringify(content));
    return uriOf(name);
  };

  it('can be gone on with in the next one, where only what is left is run, with what was received before', async () => {
    const factory = new FakeLlmFactory([success('from one'), failure, success('from two'), success('from three')]);
    const first = openWindow(folder, factory);
    const source = await write('three.switchyard.json', plan);
    const results = await first.plans.run(plan, { source });
    assert.deepEqual(
      results.map(({ taskId, status }) => [taskId, status]),
      [
        ['one', 'success'],
        ['two', 'failed'],
      ],
    );
    first.close();

    const second = openWindow(folder, factory);
    const [unfinished, ...others] = await second.plans.listUnfinished();
    assert.ok(unfinished && others.length === 0);
    const { planId, goal, counts } = unfinished;
    assert.deepEqual(
      [goal, unfinished.source, counts],
      ['Three steps.', source, { blocked: 1, completed: 1, failed: 1 }],
    );
    const resumed = await second.plans.resume(planId);
    assert.deepEqual(
      resumed?.map(({ taskId, output }) => [taskId, output]),
      [
        ['two', 'from two'],
        ['three', 'from three'],
      ],
    );
    assert.match(factory.requests[2]?.messages.at(-1)?.content ?? '', /^Second: [^]*from one/);
    const state = second.plans.getPlan(planId);
    assert.deepEqual(
      [state?.isRunning, state?.tasks.map(({ status }) => status)],
      [false, ['completed', 'completed', 'completed']],
    );
    assert.equal(second.plans.findBySource(source)?.planId, planId);
    assert.deepEqual(await second.plans.listUnfinished(), []);
    second.close();
  });

  it('is begun in one of two windows that run its file in the same moment, and in the other one not at all', async () => {
    const factory = new FakeLlmFactory([success('from one'), success('from two'), success('from three')]);
    const source = await write('one.switchyard.json', plan);
    const windows = [openWindow(folder, factory), openWindow(folder, factory)];
    await Promise.all(windows.map(({ store }) => store.open()));
    const outcomes = await Promise.all(windows.map(({ plans }) => plans.runAlone(plan, { source })));
    assert.deepEqual(outcomes.map((results) => String(results?.length ?? 'elsewhere')).toSorted(), ['3', 'elsewhere']);
    assert.equal(factory.requests.length, 3);
    const loser = windows[outcomes.indexOf(undefined)] ?? assert.fail();
    assert.equal(loser.plans.findBySource(source), undefined);
    const history = await loser.store.open();
    assert.deepEqual(
      history.listPlans().map(({ counts }) => counts),
      [{ completed: 3 }],
    );
    // When the other has ended it can be run here.
    assert.equal((await loser.plans.runAlone(plan, { source }))?.length, 3);
    for (const window of windows) window.close();
  });

  it('is gone on with in one of two windows that want it in the same moment, and told to the other', async () => {
    const factory = new FakeLlmFactory([failure, success('from one'), success('from two'), success('from three')]);
    const source = await write('two.switchyard.json', plan);
    const first = openWindow(folder, factory);
    await first.plans.run(plan, { source });
    const second = openWindow(folder, factory);
    const { planId } = (await second.plans.sources.findUnfinished(source)) ?? assert.fail();
    const windows = [first, second];
    const outcomes = await Promise.all(
      windows.map(async ({ plans }) => {
        const results = await plans.resume(planId);
        return results?.length ?? ((await plans.isElsewhere(planId)) ? 'elsewhere' : 'unknown');
      }),
    );
    // Whoever comes second is told that it runs elsewhere or, where the first was quick, finds nothing left.
    const said = outcomes.map(String).toSorted().join();
    assert.match(said, /^(?:3,elsewhere|0,3)$/);
    assert.equal(factory.requests.length, 4);
    // Whoever did not run it still has it in memory as it was: it is not run again.
    for (const { plans } of windows) assert.deepEqual(await plans.resume(planId), []);
    for (const { plans } of windows) assert.equal(await plans.sources.findUnfinished(source), undefined);
    assert.equal(factory.requests.length, 4);
    for (const window of windows) {
      window.close();
    }
  });

  it('is offered no more once its file was run anew, in whichever window', async () => {
    const factory = new FakeLlmFactory([failure, success('one'), success('two'), success('three')]);
    const source = await write('anew.switchyard.json', plan);
    const first = openWindow(folder, factory);
    await first.plans.run(plan, { source });
    assert.equal((await first.plans.sources.findUnfinished(source))?.leftCount, 3);
    const second = openWindow(folder, factory);
    await second.plans.run(plan, { source });
    assert.equal(await first.plans.sources.findUnfinished(source), undefined);
    assert.deepEqual(await first.plans.listUnfinished(), []);
    for (const window of [first, second]) {
      window.close();
    }
  });

  it('runs a failed task again on its own, and then what waited for it', async () => {
    const factory = new FakeLlmFactory([success('from one'), failure, success('from two'), success('from three')]);
    const { plans, close } = openWindow(folder, factory);
    const changes: string[] = [];
    plans.onDidChangePlan((planId) => changes.push(planId));
    await plans.run(plan);
    const planId = changes[0] ?? '';
    assert.deepEqual(
      plans.getPlan(planId)?.tasks.map(({ status }) => status),
      ['completed', 'failed', 'blocked'],
    );
    assert.deepEqual(
      (await plans.retry(planId, 'two'))?.map(({ taskId }) => taskId),
      ['two', 'three'],
    );
    assert.equal(await plans.retry(planId, 'four'), undefined);
    assert.equal(await plans.retry('nothing', 'two'), undefined);
    assert.equal(plans.cancel(planId), false);
    close();
  });

  it('runs the plan of a document once, however often it is asked to', async () => {
    const factory = new FakeLlmFactory([['hang']]);
    const { plans, close } = openWindow(folder, factory);
    const source = 'untitled:plan';
    const calls = [plans.run(plan, { source }), plans.run(plan, { source })];
    assert.equal(plans.cancel(), true);
    const [first, second] = await Promise.all(calls);
    assert.equal(first, second);
    assert.deepEqual(
      first?.map(({ status }) => status),
      ['cancelled'],
    );
    close();
  });

  describe('whose file has changed', () => {
    const changed: Plan = {
      ...plan,
      tasks: plan.tasks.map((task) =>
        task.id === 'two' ? { ...task, description: 'Changed: {{tasks.one.output}}' } : task,
      ),
    };
    const answers = [success('from one'), failure, success('from two'), success('from three')];
    const sent = (factory: FakeLlmFactory) => factory.requests.map(({ messages }) => messages.at(-1)?.content ?? '');

    /** Runs the plan until its second task fails, and changes its file then. */
    const begin = async (choices: (ChangedChoice | undefined)[], outputs = answers, edited = changed) => {
      const factory = new FakeLlmFactory(outputs);
      const first = openWindow(folder, factory, choices);
      const source = await write('changed.switchyard.json', plan);
      await first.plans.run(plan, { source });
      const { planId } = (await first.plans.sources.findUnfinished(source)) ?? assert.fail();
      await write('changed.switchyard.json', edited);
      return { factory, first, planId, source };
    };

    it('send nothing before somebody has said what to send', async () => {
      const { factory, first, planId } = await begin([undefined, undefined]);
      assert.deepEqual(await first.plans.resume(planId), []);
      assert.deepEqual(await first.plans.retry(planId, 'two'), []);
      assert.deepEqual([factory.requests.length, first.asked.length], [2, 2]);
      first.close();
    });

    it('send the new text of what is left, also when they come from the history', async () => {
      const { factory, first, planId, source } = await begin([]);
      first.close();
      const second = openWindow(folder, factory, ['withChanges']);
      const resumed = await second.plans.resume(planId);
      assert.deepEqual(
        resumed?.map(({ taskId, output }) => [taskId, output]),
        [
          ['two', 'from two'],
          ['three', 'from three'],
        ],
      );
      assert.match(sent(factory)[2] ?? '', /^Changed: [^]*from one/);
      assert.deepEqual(second.asked, [
        { plan: changed, changes: { added: [], removed: [], changed: ['two'], again: [] } },
      ]);
      assert.equal(
        (await second.store.open()).getPlan(planId)?.plan.tasks[1]?.description,
        changed.tasks[1]?.description,
      );
      assert.equal(await second.plans.sources.findUnfinished(source), undefined);
      second.close();
    });

    it('send it once, however often it is asked for in the same moment', async () => {
      const { factory, first, planId } = await begin(['withChanges', 'withChanges']);
      await Promise.all([first.plans.resume(planId), first.plans.resume(planId)]);
      assert.equal(factory.requests.length, 4);
      first.close();
    });

    it('send the old text where that was chosen', async () => {
      const { factory, first, planId } = await begin(['asItWas']);
      assert.equal((await first.plans.resume(planId))?.length, 2);
      assert.match(sent(factory)[2] ?? '', /^Second: /);
      first.close();
    });

    it('run anew where that was chosen, and ask nobody where the caller says so', async () => {
      const { factory, first, planId, source } = await begin([], [...answers, success('more')]);
      const results = await first.plans.resume(planId, { changed: 'anew' });
      assert.deepEqual(
        results?.map(({ taskId }) => taskId),
        ['one', 'two', 'three'],
      );
      assert.deepEqual(sent(factory).slice(2, 3), ['First.']);
      assert.notEqual(first.plans.findBySource(source)?.planId, planId);
      first.close();
    });

    it('run a failed task again as the file says it now, too', async () => {
      const { factory, first, planId } = await begin(['withChanges']);
      assert.equal((await first.plans.retry(planId, 'two'))?.length, 2);
      assert.match(sent(factory)[2] ?? '', /^Changed: /);
      first.close();
    });

    it('take new tasks, and leave out those that are gone', async () => {
      const edited: Plan = {
        version: 1,
        tasks: [...plan.tasks.slice(0, 1), { id: 'new', description: 'New.', agent: 'gpt' }],
      };
      const { factory, first, planId } = await begin(
        ['withChanges'],
        [success('from one'), failure, success('new')],
        edited,
      );
      const results = await first.plans.resume(planId);
      assert.deepEqual(
        results?.map(({ taskId }) => taskId),
        ['new'],
      );
      assert.deepEqual(
        first.plans.getPlan(planId)?.tasks.map(({ id }) => id),
        ['one', 'new'],
      );
      assert.equal(sent(factory)[2], 'New.');
      assert.deepEqual(await first.plans.listUnfinished(), []);
      first.close();
    });

    it('go on as they were alone where the file is gone, or says no plan', async () => {
      const { factory, first, planId, source } = await begin([undefined, 'asItWas']);
      await writeFile(fileURLToPath(source), '{');
      assert.deepEqual(await first.plans.resume(planId), []);
      await assert.rejects(async () => first.plans.resume(planId, { changed: 'withChanges' }), /holds no plan/);
      await rm(fileURLToPath(source));
      await assert.rejects(async () => first.plans.resume(planId, { changed: 'anew' }), /is gone/);
      assert.equal(factory.requests.length, 2);
      assert.equal((await first.plans.resume(planId))?.length, 2);
      assert.match(sent(factory)[2] ?? '', /^Second: /);
      first.close();
    });
  });

  describe('whose document', () => {
    it('was never saved belong to it alone: not to the next one of its name', async () => {
      const factory = new FakeLlmFactory([failure]);
      const first = openWindow(folder, factory);
      const source = 'untitled:Untitled-1';
      await first.plans.run(plan, { source });
      assert.equal((await first.plans.sources.findUnfinished(source))?.leftCount, 3);
      const second = openWindow(folder, factory);
      assert.equal(await second.plans.sources.findUnfinished(source), undefined);
      first.plans.sources.replace(source, undefined);
      assert.equal(first.plans.findBySource(source), undefined);
      assert.equal(await first.plans.sources.findUnfinished(source), undefined);
      const [{ planId, source: stored } = assert.fail()] = await first.plans.listUnfinished();
      assert.deepEqual([first.plans.getPlan(planId)?.source, stored], [undefined, undefined]);
      first.close();
      second.close();
    });

    it('was saved for the first time are those of its file', async () => {
      const first = openWindow(folder, new FakeLlmFactory([failure]));
      await first.plans.run(plan, { source: 'untitled:Untitled-1' });
      const file = await write('saved.switchyard.json', plan);
      first.plans.sources.replace('untitled:Untitled-1', file);
      assert.equal((await first.plans.sources.findUnfinished(file))?.leftCount, 3);
      assert.ok((await first.store.open()).findLatestPlan(file));
      first.close();
    });

    it('is of a workspace that is not trusted do not run', async () => {
      const first = openWindow(
        folder,
        new FakeLlmFactory([failure, failure, success('one'), success('two'), success('three')]),
      );
      const source = await write('untrusted.switchyard.json', plan);
      await first.plans.run(plan, { source });
      await first.plans.run(plan, { source: 'untitled:Untitled-1' });
      const { planId } = first.plans.findBySource(source) ?? assert.fail();
      const untitled = first.plans.findBySource('untitled:Untitled-1') ?? assert.fail();
      first.trust.isTrusted = false;
      assert.equal(await first.plans.resume(planId), undefined);
      assert.equal((await first.plans.resume(untitled.planId, { changed: 'asItWas' }))?.length, 3);
      first.close();
    });

    it('was renamed are those of the new name, in this window and in the history, also while they run', async () => {
      const { plans, close, store } = openWindow(folder, new FakeLlmFactory([['hang'], failure]));
      const source = await write('old.switchyard.json', plan);
      const results = plans.run(plan, { source });
      const newUri = uriOf('new.switchyard.json');
      await rename(fileURLToPath(source), fileURLToPath(newUri));
      await plans.sources.move([{ from: source, to: newUri }]);
      const joined = plans.run(plan, { source: newUri });
      assert.equal(plans.cancel(), true);
      assert.equal(await joined, await results);
      assert.equal((await plans.sources.findUnfinished(newUri))?.leftCount, 3);
      assert.equal(plans.findBySource(source), undefined);
      const history = await store.open();
      assert.ok(history.findLatestPlan(newUri) && !history.findLatestPlan(source));
      close();
    });

    it('was moved outside of VS Code are found again, as long as it says the same', async () => {
      const first = openWindow(folder, new FakeLlmFactory([failure]));
      const source = await write('here.switchyard.json', plan);
      await first.plans.run(plan, { source });
      const copy = await write('copy.switchyard.json', plan);
      assert.equal(await first.plans.sources.findUnfinished(copy), undefined, 'a copy is not the file');
      const second = openWindow(folder, new FakeLlmFactory([]));
      await mkdir(join(folder, 'sub'));
      const moved = uriOf('sub', 'there.switchyard.json');
      await rename(fileURLToPath(source), fileURLToPath(moved));
      const other = await write('other.switchyard.json', { ...plan, goal: 'Another one.' });
      assert.equal(await second.plans.sources.findUnfinished(other), undefined);
      assert.equal((await second.plans.sources.findUnfinished(moved))?.leftCount, 3);
      await first.plans.sources.follow(moved);
      assert.equal((await first.plans.sources.findUnfinished(moved))?.leftCount, 3);
      first.close();
      second.close();
    });

    it('another window runs are said to be there, and offered when that has ended', async () => {
      const first = openWindow(folder, new FakeLlmFactory([['hang']]));
      const second = openWindow(folder, new FakeLlmFactory([]));
      const source = await write('both.switchyard.json', plan);
      const results = first.plans.run(plan, { source });
      const { planId } = first.plans.findBySource(source) ?? assert.fail();
      await waitUntil('the other window to know', () => second.plans.sources.findElsewhere(source));
      assert.equal(await second.plans.sources.findElsewhere(source), planId);
      assert.equal(await first.plans.sources.findElsewhere(source), undefined);
      assert.equal(await second.plans.sources.findUnfinished(source), undefined);
      first.plans.cancel();
      await results;
      await waitUntil('the plan to be free', () => second.plans.sources.findUnfinished(source));
      assert.equal(await second.plans.sources.findElsewhere(source), undefined);
      first.close();
      second.close();
    });
  });
});
