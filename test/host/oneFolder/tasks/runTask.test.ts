import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { promptOf } from '#test/support/taskRequests.ts';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile } from '#test/host/support/editors.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, onlyPrompt, onlyRequest } from '#test/host/support/requests.ts';
import { assertFailed, assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';

describe('Run Task', () => {
  useCleanWindow();

  it('runs a description on the agent in force and resolves to the whole result', async () => {
    const result = assertSuccess(await runTask({ description: 'Name three prime numbers.' }));
    assert.equal(result.agent, 'gemini');
    assert.match(result.output, /^## Name three prime numbers\.\n[^]*simulated/);
    assert.deepEqual(
      [result.metadata.provider, result.metadata.attempts, result.metadata.finishReason, result.metadata.simulated],
      ['gemini', 1, 'stop', true],
    );
    assert.ok(result.metadata.usage && result.metadata.usage.outputTokens > 0);
    assert.ok(result.completedAt && Date.parse(result.completedAt) >= Date.parse(result.startedAt));
    assert.equal(await onlyPrompt(), 'Name three prime numbers.');
  });

  it('runs on the agent that is named', async () => {
    const result = assertSuccess(await runTask({ description: 'Say hello.', agent: 'gpt' }));
    assert.deepEqual([result.agent, result.metadata.provider], ['gpt', 'gpt']);
    assert.equal((await onlyRequest()).path, '/v1/responses');
  });

  it('runs on the first of several agents when no strategy asks for more', async () => {
    assert.equal((await runTask({ description: 'Say hello.', agents: ['local', 'gpt'] })).agent, 'local');
    assert.equal((await onlyRequest()).path, '/v1/chat/completions');
  });

  it('takes the selection along, with where it comes from', async () => {
    await openFile('src/greet.ts', 2, 4);
    assertSuccess(await runTask({ description: 'Review this.' }));
    const prompt = await onlyPrompt();
    assert.match(prompt, /^Review this\.\n/);
    for (const fact of [
      'File: src/greet.ts',
      'Language: typescript',
      'Lines: 2-4',
      '```typescript\nexport function greet(',
    ])
      assert.ok(prompt.includes(fact), fact);
    assert.ok(!prompt.includes('TODO'), 'no more than the selection');
  });

  it('takes the problems in the selection along, and no others', async () => {
    const editor = await openFile('src/cart.py', 13, 18);
    const problems = vscode.languages.createDiagnosticCollection('tests');
    const at = (line: number, message: string, severity = vscode.DiagnosticSeverity.Error) => {
      const range = new vscode.Range(line - 1, 0, line - 1, 5);
      return Object.assign(new vscode.Diagnostic(range, message, severity), { source: 'pylint' });
    };
    try {
      problems.set(editor.document.uri, [
        at(16, 'off by one'),
        at(15, 'unused', vscode.DiagnosticSeverity.Warning),
        at(3, 'elsewhere'),
      ]);
      assertSuccess(await runTask({ description: 'Fix this.' }));
    } finally {
      problems.dispose();
    }
    const prompt = await onlyPrompt();
    assert.match(prompt, /line 16: error: \[pylint\] off by one\nline 15: warning: \[pylint\] unused\n/);
    assert.ok(!prompt.includes('elsewhere'));
  });

  it('sends text that is not saved yet, as it stands in the editor', async () => {
    const editor = await openFile('src/greet.ts', 3);
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 2), '/* unsaved */ '));
    const line = editor.document.lineAt(2);
    editor.selection = new vscode.Selection(line.range.start, line.range.end);
    assertSuccess(await runTask({ description: 'Review this.' }));
    assert.match(await onlyPrompt(), /unsaved/);
  });

  it('goes without context where nothing is selected', async () => {
    await openFile('src/greet.ts');
    assertSuccess(await runTask({ description: 'Say hello.' }));
    assert.equal(await onlyPrompt(), 'Say hello.');
  });

  it('keeps a description of several lines as it is', async () => {
    const description = 'First do this.\n\n- then this\n- and that';
    assertSuccess(await runTask({ description }));
    assert.equal(await onlyPrompt(), description);
  });

  for (const description of ['', ' \n\t ']) {
    it(`refuses the description ${JSON.stringify(description)} before anything is sent, and says why`, async () => {
      const result = await runTask({ description, agent: 'claude' });
      const { message, retryable } = assertFailed(result, 'emptyDescription');
      assert.deepEqual([result.agent, result.output, retryable], ['claude', '', false]);
      assert.match(message, /no description/);
      assert.deepEqual(shownMessages(), [message]);
      await assertNoRequest();
    });
  }

  const badArguments: [string, unknown][] = [
    ['a description that is no text', { description: 5 }],
    ['an agent that is no text', { description: 'x', agent: ['claude'] }],
    ['agents that are no list', { description: 'x', agents: 'claude' }],
    ['an unknown strategy', { description: 'x', strategy: 'dice' }],
    ['a text in place of the object', 'do it'],
    ['a list in place of the object', ['do it']],
  ];
  for (const [what, argument] of badArguments) {
    it(`resolves as failed, and says so, when it is called with ${what}`, async () => {
      const { message } = assertFailed(await call('runTask', argument), 'invalidRequest');
      assert.match(message, /^The command was called with a bad argument/);
      assert.deepEqual(shownMessages(), [message]);
      await assertNoRequest();
    });
  }

  it('asks for the description when it has none, and resolves to nothing when that is dismissed', async () => {
    let isSettled = false;
    const outcome = Promise.resolve(vscode.commands.executeCommand('switchyard.runTask')).finally(() => {
      isSettled = true;
    });
    await waitUntil('the question to be dismissed', async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return isSettled;
    });
    assert.equal(await outcome, undefined);
    await assertNoRequest();
  });

  it('runs a task a second time as a task of its own', async () => {
    const first = await runTask({ description: 'Say hello.' });
    const second = await runTask({ description: 'Say hello.' });
    assert.notEqual(first.runId, second.runId);
    assert.notEqual(first.taskId, second.taskId);
    assert.deepEqual((await readSimulatedRequests()).map(promptOf), ['Say hello.', 'Say hello.']);
  });
});
