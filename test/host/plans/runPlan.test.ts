import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExecutionResult, Plan } from '#orchestration/index.ts';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { familyOf, promptOf } from '#test/support/taskRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, waitForAbort, waitForRequest } from '#test/host/support/requests.ts';
import { activate } from '#test/host/support/switchyard.ts';
import { clickLens, openPlan, readLenses, titleOf, writePlan } from './planFiles.ts';

const planText = [
  'version: 1',
  'goal: Greet the world.',
  'tasks:',
  '  - id: english',
  '    description: Say hello in English.',
  '    agent: claude',
  '  - id: french',
  '    description: Say hello in French.',
  '    agent: gpt',
  '  - id: both',
  '    title: Put them together',
  '    description: |',
  '      Put these together.',
  '      {{tasks.english.output}}',
  '      {{tasks.french.output}}',
  '    agent: gemini',
  '    dependencies: [english, french]',
  '',
].join('\n');

function runPlan(argument?: unknown): Thenable<ExecutionResult[]> {
  return vscode.commands.executeCommand<ExecutionResult[]>('switchyard.runPlan', argument);
}

function summarize(results: readonly ExecutionResult[]): string[] {
  return results.map(({ taskId, agent, status }) => `${taskId} ${agent} ${status}`).toSorted();
}

async function titles(uri: vscode.Uri): Promise<string[]> {
  return (await readLenses(uri)).map(titleOf);
}

describe('Run Plan', () => {
  useCleanWindow();

  it('runs the tasks of a file from its code lens, each on its agent, with the outputs that it uses', async () => {
    const { document } = await openPlan('greet.switchyard.yaml', planText);
    assert.deepEqual(await titles(document.uri), ['$(play) Run Plan']);
    const results = await clickLens<ExecutionResult[]>(document.uri, 'Run Plan');
    assert.deepEqual(summarize(results), ['both gemini success', 'english claude success', 'french gpt success']);
    assert.equal(results.at(-1)?.taskId, 'both');
    const requests = await readSimulatedRequests();
    assert.deepEqual(requests.map(familyOf).toSorted(), ['claude', 'gemini', 'gpt']);
    const prompt = promptOf(requests.find((request) => familyOf(request) === 'gemini')!);
    assert.match(prompt, /^Put these together\.\n[^]*## Say hello in English\.[^]*## Say hello in French\./);
    const after = await titles(document.uri);
    assert.deepEqual([after[0], after.length], ['$(play) Run Plan', 4]);
    for (const title of after.slice(1)) assert.match(title, /^\$\(pass\) Done · /);
  });

  it('runs the plan of the active editor, and a plan that is handed in', async () => {
    await openPlan('active.switchyard.yaml', planText);
    assert.equal((await runPlan()).length, 3);
    const plan: Plan = { version: 1, tasks: [{ id: 'a', description: 'Say hello.' }] };
    assert.deepEqual(summarize(await runPlan({ plan })), ['a gemini success']);
  });

  it('runs a JSON plan by its path', async () => {
    const plan = { version: 1, tasks: [{ id: 'a', description: 'Say hello.', agent: 'local' }] };
    const uri = await writePlan('run.switchyard.json', JSON.stringify(plan));
    assert.deepEqual(summarize(await runPlan({ uri: uri.toString() })), ['a local success']);
  });

  const refused: [what: string, argument: unknown, message: RegExp][] = [
    ['a text in place of the object', 'plan', /bad argument: the argument: expected Object, got string$/],
    ['a list in place of the object', [], /expected Object, got Array$/],
    ['a number for the uri', { uri: 5 }, /uri: expected \(Uri \| string\), got number$/],
    ['a uri that is undefined', { uri: undefined }, /uri: expected \(Uri \| string\), got undefined$/],
    ['a plan that is undefined', { plan: undefined }, /[Ee]xpected an object/],
    ['a plan in place of the object', { tasks: [] }, /expected \{ uri \} or \{ plan \}, got object$/],
    [
      'something else for the plan',
      { plan: 5 },
      /was not run\. : Expected an object, got a number\.|Expected an object/,
    ],
    [
      'a plan with a cycle',
      { plan: { version: 1, tasks: [{ id: 'a', description: 'x', dependencies: ['a'] }] } },
      /"a" depends on itself/,
    ],
    [
      'an agent that does not exist',
      { plan: { version: 1, tasks: [{ id: 'a', description: 'x', agent: 'nobody' }] } },
      /no agent "nobody"/,
    ],
    ['a file that does not exist', { uri: 'file:///nowhere/x.switchyard.yaml' }, /cannot be opened/],
  ];
  for (const [what, argument, message] of refused) {
    it(`runs nothing and says why when it is called with ${what}`, async () => {
      assert.deepEqual(await runPlan(argument), []);
      assert.match(shownMessages().join(), message);
      await assertNoRequest();
    });
  }

  it('runs nothing of a file that has problems, and says where the first one is', async () => {
    const uri = await writePlan('bad.switchyard.yaml', planText.replace('[english, french]', '[english, german]'));
    assert.deepEqual(await runPlan({ uri }), []);
    assert.match(
      shownMessages().join(),
      /^The plan was not run, since it has 2 problems\. bad\.switchyard\.yaml, line \d+: /,
    );
    await assertNoRequest();
  });

  it('shows how far it has come, stops all of it, and resumes what is left', async () => {
    const { document } = await openPlan(
      'stop.switchyard.yaml',
      planText.replace('Say hello in French.', '"Say hello in French. simulate: hang"'),
    );
    const { uri } = document;
    const outcome = clickLens<ExecutionResult[]>(uri, 'Run Plan');
    await waitForRequest('French');
    await waitUntil('the lens to count', async () => (await titles(uri))[0]?.includes('1 of 3 tasks, 1 running'));
    assert.equal(await clickLens(uri, 'Stop'), true);
    assert.deepEqual(summarize(await outcome), ['english claude success', 'french gpt cancelled']);
    await waitForAbort('French');
    const left = await titles(uri);
    assert.match(left.join(), /Resume Plan \(2 left\).*Blocked by french/);
    const again = clickLens<ExecutionResult[]>(uri, 'Resume');
    await waitUntil(
      'the task to be sent again',
      async () =>
        (await readSimulatedRequests()).filter((request) => promptOf(request).includes('in French')).length === 2,
    );
    await clickLens(uri, 'Stop');
    assert.deepEqual(summarize(await again), ['french gpt cancelled']);
    const english = (await readSimulatedRequests()).filter((request) => promptOf(request).includes('in English'));
    assert.equal(english.length, 1, 'what has ended is not run again');
  });

  it('goes on after a failure with what does not depend on it, and resumes with the failed task', async () => {
    const text = planText.replace('Say hello in French.', '"Say hello in French.\\nsimulate: bad request once"');
    const { document } = await openPlan('fail.switchyard.yaml', text);
    const results = await runPlan({ uri: document.uri });
    assert.deepEqual(summarize(results), ['english claude success', 'french gpt failed']);
    const resumed = await clickLens<ExecutionResult[]>(document.uri, 'Resume');
    assert.deepEqual(summarize(resumed), ['both gemini success', 'french gpt success']);
  });

  it('says that there is no plan to resume with an id that it does not know', async () => {
    const results = await vscode.commands.executeCommand('switchyard.resumePlan', { planId: 'nothing' });
    assert.deepEqual(results, []);
    assert.match(shownMessages().join(), /no plan to resume/);
  });
});

describe('A plan in Restricted Mode', () => {
  useCleanWindow();

  it('is not run from a file, and the message leads to the trust of the workspace', async () => {
    const { PlanCommands } = await import('#editor/plans/planCommands.ts');
    const uri = await writePlan('untrusted.switchyard.yaml', planText);
    const never = () => assert.fail('nothing may be read or run');
    const commands = new PlanCommands({
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what must not be called
      ...({ editor: {}, documents: { read: never }, plans: { run: never } } as unknown as ConstructorParameters<
        typeof PlanCommands
      >[0]),
      isTrusted: () => false,
    });
    assert.deepEqual(await commands.runPlan({ uri }), []);
    assert.deepEqual(shownMessages(), ['Plans of a workspace are run only when you trust it.']);
    await assertNoRequest();
  });
});

describe('The API for plans', () => {
  useCleanWindow();

  it('runs a plan and tells its events with the task they are of', async () => {
    const api = await activate();
    const { plan } = await api.parsePlan(planText, 'yaml');
    assert.ok(plan);
    const tasks = new Set<string>();
    const results = await api.executePlan(plan, { onEvent: (_event, taskId) => tasks.add(taskId) });
    assert.equal(results.length, 3);
    assert.deepEqual([...tasks].toSorted(), ['both', 'english', 'french']);
  });

  it('stops a plan with its signal', async () => {
    const api = await activate();
    const abort = new AbortController();
    const plan: Plan = { version: 1, tasks: [{ id: 'a', description: 'simulate: hang', agent: 'gpt' }] };
    const outcome = api.executePlan(plan, { signal: abort.signal });
    await waitForRequest('hang');
    abort.abort();
    assert.deepEqual(summarize(await outcome), ['a gpt cancelled']);
  });

  it('rejects what is no plan', async () => {
    const api = await activate();
    const plan = { version: 1, tasks: [{ id: 'a', description: 'x', dependencies: ['b'] }] } satisfies Plan;
    await assert.rejects(
      api.executePlan(plan),
      /^TypeError: The plan cannot be run\. tasks\.0\.dependencies\.0: There is no/,
    );
  });
});
