import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createBackground } from '#common/background.ts';
import { findBlockText } from '#editor/panel/blockText.ts';
import { PanelPlans } from '#editor/panel/panelPlans.ts';
import { type PanelHandlers, PanelRequests, type PanelWindow } from '#editor/panel/panelRequests.ts';
import { PanelRuns } from '#editor/panel/panelRuns.ts';
import type { HostMessage } from '#protocol/messages.ts';
import { makePlanNode, makePlanView } from '#test/fakes/makePlanView.ts';
import { maxTextLength } from '#protocol/limits.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';

type Handler = (...parameters: unknown[]) => unknown;

/** A handler for every button, by its name. */
function makeHandlers(make: (name: string) => Handler): Omit<PanelHandlers, 'restore'> {
  return {
    planAction: make('planAction'),
    openTask: make('openTask'),
    stop: make('stop'),
    followUp: make('followUp'),
    chooseAnswer: make('chooseAnswer'),
    action: make('action'),
    code: make('code'),
    submitTask: make('submitTask'),
    dismissTask: make('dismissTask'),
    addContext: make('addContext'),
    removeContext: make('removeContext'),
  };
}

/** The panel's parts with handlers that note what reaches them. `isThere` is whether the page is still in view. */
function setUp(changes: Partial<PanelHandlers & PanelWindow> = {}, isThere = () => true) {
  const posted: HostMessage[] = [];
  const done: unknown[][] = [];
  const told: unknown[] = [];
  const working: unknown[] = [];
  const background = createBackground((error) => told.push(error));
  const runs = new PanelRuns({ post: (message) => posted.push(message) });
  const plans = new PanelPlans((message) => runs.post(message));
  const note =
    (name: string) =>
    (...parameters: unknown[]) => {
      done.push([name, ...parameters]);
    };
  const requests = new PanelRequests({
    runs,
    plans,
    handlers: { ...makeHandlers(note), restore: async () => [], ...changes },
    window: {
      copy: note('copy'),
      findBlock: async (...block) => findBlockText(...block),
      openLink: note('openLink'),
      openFile: note('openFile'),
      openDifferences: note('openDifferences'),
      openDiagram: note('openDiagram'),
      pageReady: note('pageReady'),
      ...changes,
    },
    background: (work) =>
      background(() => {
        const result = work();
        working.push(result);
        return result;
      }),
  });
  const receive = async (message: object): Promise<void> => {
    requests.receive(message, isThere);
    await Promise.allSettled(working.splice(0));
    await setImmediate();
  };
  return { runs, plans, receive, posted, told, take: () => done.splice(0) };
}

const ready = { type: 'ready', runIds: ['run-1'], planIds: [] };

describe('a page that has loaded', () => {
  it('gets its snapshot once what it has kept is known again, and the colors after that', async () => {
    const { receive, posted, take } = setUp({ restore: async (runIds) => [...runIds] });
    await receive(ready);
    assert.deepEqual(
      posted.map((message) => message.type === 'snapshot' && message.deletedRunIds),
      [['run-1']],
    );
    assert.deepEqual(take(), [['pageReady']]);
  });

  it('gets its snapshot also where the history cannot be read, which is told', async () => {
    const failure = new Error('no history');
    const { receive, posted, told } = setUp({ restore: () => Promise.reject(failure) });
    await receive(ready);
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['snapshot'],
    );
    assert.deepEqual(told, [failure]);
  });

  it('gets nothing where another has taken its place meanwhile', async () => {
    const { receive, posted, take } = setUp({}, () => false);
    await receive(ready);
    assert.deepEqual([posted, take()], [[], []]);
  });
});

describe('a button of the page', () => {
  it('whose handler cannot be loaded is told, whichever it is', async () => {
    const failure = new Error('Cannot find module');
    const { runs, plans, receive, told } = setUp(makeHandlers(() => () => Promise.reject(failure)));
    runs.update(makeRunHead({ runId: 'ended', threadId: 'ended', status: 'success' }));
    runs.update(makeRunHead({ runId: 'part', threadId: 'ended', parentRunId: 'ended', status: 'success' }));
    runs.append('part', { text: 'An answer.' });
    runs.update(makeRunHead({ runId: 'running', threadId: 'running' }));
    runs.compose({ description: '', agent: 'Claude', context: ['a.ts'] });
    plans.update(makePlanView({ nodes: [makePlanNode({ taskId: 'a', hasRun: true })] }));
    const messages: object[] = [
      { type: 'planAction', planId: 'plan-1', action: 'cancel' },
      { type: 'openTask', planId: 'plan-1', taskId: 'a' },
      { type: 'stop', runId: 'running' },
      { type: 'followUp', runId: 'ended', description: 'And?' },
      { type: 'chooseAnswer', runId: 'part' },
      { type: 'action', runId: 'ended', action: 'retry' },
      { type: 'code', runId: 'ended', action: 'apply', block: 0, text: 'a' },
      { type: 'submitTask', description: 'Do it.' },
      { type: 'addContext' },
      { type: 'removeContext', index: 0 },
      { type: 'dismissTask' },
    ];
    for (const message of messages) {
      await receive(message);
      assert.deepEqual(told.splice(0), [failure], JSON.stringify(message));
    }
  });

  it('does nothing that the panel does not offer now', async () => {
    const { runs, plans, receive, take, told } = setUp();
    runs.update(makeRunHead({ runId: 'ended', threadId: 'ended', status: 'success' }));
    runs.update(makeRunHead({ runId: 'running', threadId: 'running' }));
    plans.update(makePlanView({ actions: ['cancel'], nodes: [makePlanNode({ taskId: 'a' })] }));
    const messages: object[] = [
      { type: 'stop', runId: 'ended' },
      { type: 'stop', runId: 'unknown' },
      { type: 'followUp', runId: 'running', description: 'And?' },
      { type: 'chooseAnswer', runId: 'ended' },
      { type: 'action', runId: 'running', action: 'retry' },
      { type: 'code', runId: 'unknown', action: 'apply', block: 0, text: 'a' },
      { type: 'openDiagram', runId: 'unknown', block: 0, text: 'pie' },
      { type: 'openDifferences', runId: 'ended' },
      { type: 'openLink', href: 'command:workbench.action.quit' },
      { type: 'planAction', planId: 'plan-1', action: 'resume' },
      { type: 'planAction', planId: 'plan-1', action: 'cancel', taskId: 'a' },
      { type: 'planAction', planId: 'plan-1', action: 'retry', taskId: 'unknown' },
      { type: 'openTask', planId: 'plan-1', taskId: 'a' },
      { type: 'submitTask', description: 'Do it.' },
      { type: 'addContext' },
      { type: 'removeContext', index: 0 },
      { type: 'dismissTask' },
      { type: 'executeCommand', command: 'workbench.action.quit' },
    ];
    for (const message of messages) await receive(message);
    assert.deepEqual([take(), told], [[], []]);
  });

  it('copies an answer as the host has it, and opens what may be opened', async () => {
    const { runs, receive, take } = setUp();
    runs.update(makeRunHead({ runId: 'ended', status: 'success' }));
    runs.append('ended', { text: 'An answer.' });
    await receive({ type: 'action', runId: 'ended', action: 'copy' });
    await receive({ type: 'openLink', href: 'https://example.com/a' });
    await receive({ type: 'openLink', href: 'http://2130706433:8080/reboot' });
    await receive({ type: 'openFile', path: 'a.ts', line: 2, runId: 'ended' });
    assert.deepEqual(take(), [
      ['copy', 'An answer.'],
      ['openLink', 'https://example.com/a', false],
      ['openLink', 'http://127.0.0.1:8080/reboot', true],
      ['openFile', { path: 'a.ts', line: 2 }, 'ended'],
    ]);
  });

  it('copies a block as the host has it, however long, and of text that is no block what is shown', async () => {
    const { runs, receive, take } = setUp();
    const code = `\tlet a = 1;\n${'// long\n'.repeat(maxTextLength / 8)}let end = 2;`;
    runs.update(makeRunHead());
    runs.append('run-1', { text: `Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n`, thinking: '~~~\n\tb();\n~~~\n' });
    const copy = (text: string, block = 0) => receive({ type: 'code', runId: 'run-1', action: 'copy', block, text });
    await copy(code.replace('\t', '    ').slice(0, maxTextLength));
    await copy('    b();');
    await copy('not there');
    const [whole, ...others] = take();
    assert.ok(whole?.[1] === code, 'neither cut nor written differently');
    assert.deepEqual(others, [
      ['copy', '\tb();'],
      ['copy', 'not there'],
    ]);
  });

  it('opens a diagram as the host has it', async () => {
    const { runs, receive, take } = setUp();
    runs.update(makeRunHead());
    runs.append('run-1', { text: 'See:\n\n```mermaid\nflowchart TD\n\tA --> B\n```\n' });
    await receive({ type: 'openDiagram', runId: 'run-1', block: 0, text: 'flowchart TD\n    A --> B' });
    assert.deepEqual(take(), [['openDiagram', 'flowchart TD\n\tA --> B']]);
  });

  it('copies no beginning of what the host cannot find, which is told instead', async () => {
    const { runs, receive, take } = setUp();
    runs.update(makeRunHead());
    const text = 'x'.repeat(maxTextLength);
    await receive({ type: 'code', runId: 'run-1', action: 'copy', block: 0, text });
    assert.deepEqual(take(), [['code', 'run-1', 'copy', { block: 0, shown: text }]]);
  });
});
