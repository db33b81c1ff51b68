import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile, openText } from '#test/host/support/editors.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, onlyPrompt, onlyRequest } from '#test/host/support/requests.ts';
import { setSetting } from '#test/host/support/settings.ts';
import { assertFailed, assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';

const presetCommands = {
  explain: 'explain',
  fix: 'fix',
  refactor: 'refactor',
  tests: 'writeTests',
  document: 'document',
};

function defaultPrompts(): Record<string, string> {
  return vscode.workspace.getConfiguration('switchyard').inspect<Record<string, string>>('prompts')?.defaultValue ?? {};
}

describe('Run Task on Selection', () => {
  useCleanWindow();

  for (const [preset, command] of Object.entries(presetCommands)) {
    it(`runs the preset "${preset}", also through switchyard.${command}`, async () => {
      await openFile('src/cart.py', 13, 18);
      const viaArgument = assertSuccess(await call('runTaskOnSelection', { preset }));
      assert.equal(viaArgument.agent, 'gemini');
      const viaCommand = assertSuccess(await call(command, { agent: 'gemini' }));
      assert.equal(viaCommand.output, viaArgument.output);
      const title = defaultPrompts()[preset]?.split('. ')[0];
      assert.ok(title && viaArgument.output.startsWith(`## ${title.slice(0, 90)}`), viaArgument.output.slice(0, 100));
    });
  }

  it('sends the prompt of the preset with the code and its place', async () => {
    await openFile('src/cart.py', 13, 18);
    assertSuccess(await call('runTaskOnSelection', { preset: 'fix', agent: 'claude' }));
    const prompt = await onlyPrompt();
    assert.ok(prompt.startsWith(`${defaultPrompts()['fix']}\n\n## Context\n\nFile: src/cart.py`));
    for (const fact of ['Language: python', 'Lines: 13-18', '```python\ndef total('])
      assert.ok(prompt.includes(fact), fact);
    assert.equal((await onlyRequest()).path, '/v1/messages');
  });

  it('runs a description of its own', async () => {
    await openFile('src/greet.ts', 2, 4);
    assertSuccess(await call('runTaskOnSelection', { description: 'Translate the greeting.' }));
    assert.match(await onlyPrompt(), /^Translate the greeting\.\n[^]*export function greet/);
  });

  it('adds a description to the prompt of a preset', async () => {
    await openFile('src/greet.ts', 2, 4);
    assertSuccess(await call('runTaskOnSelection', { preset: 'explain', description: 'For a child.' }));
    assert.ok((await onlyPrompt()).startsWith(`${defaultPrompts()['explain']}\n\nFor a child.\n`));
  });

  it('runs a preset that was added in the settings', async () => {
    await setSetting('prompts', { 'find-races': 'Find the data races.' });
    await openFile('src/greet.ts', 2, 4);
    assertSuccess(await call('runTaskOnSelection', { preset: 'find-races' }));
    assert.match(await onlyPrompt(), /^Find the data races\.\n/);
  });

  it('runs the prompt as it was edited, the workspace before the user, and the default where it was emptied', async () => {
    await setSetting('prompts', { fix: 'Mend it (user).', explain: 'Tell me (user).' });
    await setSetting('prompts', { fix: 'Mend it (workspace).', document: ' ' }, 'workspace');
    await openFile('src/greet.ts', 2, 4);
    assert.match((await call('fix')).output, /^## Mend it \(workspace\)/);
    assert.match((await call('explain')).output, /^## Tell me \(user\)/);
    assert.match((await call('document')).output, /^## Document this code/);
  });

  it('refuses a preset that does not exist, and names those that do', async () => {
    await openFile('src/greet.ts', 2, 4);
    const { message } = assertFailed(await call('runTaskOnSelection', { preset: 'sing' }), 'invalidRequest');
    assert.match(message, /^There is no preset "sing"\. There are: explain, fix, refactor, tests, document\.$/);
    await assertNoRequest();
  });

  it('refuses a preset that is no text', async () => {
    await openFile('src/greet.ts', 2, 4);
    assertFailed(await call('runTaskOnSelection', { preset: {} }), 'invalidRequest');
    await assertNoRequest();
  });

  for (const command of ['runTaskOnSelection', 'runSelection', 'explain']) {
    it(`says so when nothing is selected (${command})`, async () => {
      await openFile('src/greet.ts');
      const { message } = assertFailed(await call(command, {}), 'emptySelection');
      assert.match(message, /^Nothing is selected/);
      assert.deepEqual(shownMessages(), [message]);
      await assertNoRequest();
    });

    it(`says so when no editor is open (${command})`, async () => {
      assertFailed(await call(command, {}), 'emptySelection');
      await assertNoRequest();
    });
  }

  it('takes a selection of nothing but white space for none', async () => {
    await openText('  \n\t\n');
    assertFailed(await call('explain'), 'emptySelection');
    await assertNoRequest();
  });

  it('takes several selections together', async () => {
    const editor = await openFile('src/greet.ts');
    editor.selections = [new vscode.Selection(0, 0, 0, 30), new vscode.Selection(2, 2, 2, 8)];
    assertSuccess(await call('explain'));
    const prompt = await onlyPrompt();
    assert.ok(prompt.includes('Lines: 1-3') && prompt.includes('/** Greets somebody by name. *\nreturn'), prompt);
  });
});

describe('Run Selection as Task', () => {
  useCleanWindow();

  it('takes the selected text as the description, and says where it stands', async () => {
    const editor = await openFile('src/greet.ts', 6);
    const todo = editor.document.lineAt(5).text;
    const result = assertSuccess(await call('runSelection'));
    const prompt = await onlyPrompt();
    assert.ok(prompt.startsWith(todo), prompt);
    assert.ok(prompt.includes('File: src/greet.ts') && prompt.includes('Lines: 6-6'), prompt);
    assert.equal(prompt.split(todo).length, 2, 'the text goes along once');
    assert.match(result.output, /greetAll/);
  });

  it('runs on the agent that is named', async () => {
    await openFile('src/greet.ts', 6);
    assert.equal(assertSuccess(await call('runSelection', { agent: 'local' })).agent, 'local');
  });

  it('resolves as failed when it is called with a bad argument', async () => {
    await openFile('src/greet.ts', 6);
    assertFailed(await call('runSelection', { agent: 7 }), 'invalidRequest');
    await assertNoRequest();
  });
});

describe('A selection that should not go out as it is', () => {
  useCleanWindow();
  const hugeText = `${'const answer = 42; // and much more of it\n'.repeat(26_000)}// the end`;

  for (const command of ['runTask', 'runTaskOnSelection', 'runSelection']) {
    it(`is not sent by ${command} before the user agreed, when it holds more than 1 MB`, async () => {
      await openText(hugeText);
      const { promise: answer, resolve: dismiss } = Promise.withResolvers<undefined>();
      const { promise: asked, resolve: tellAsked } = Promise.withResolvers<string>();
      answerModals((message) => {
        tellAsked(message);
        return answer;
      });
      const outcome = vscode.commands.executeCommand(`switchyard.${command}`, { description: 'Explain this.' });
      assert.match(await asked, /1\.1 MB of text/);
      await assertNoRequest();
      dismiss(undefined);
      assert.equal(await outcome, undefined, 'a dismissed question resolves to nothing');
      await assertNoRequest();
    });
  }

  it('is sent whole once the user agreed', async () => {
    await openText(hugeText);
    answerModals(() => 'Send Anyway');
    assertSuccess(await runTask({ description: 'Explain this. simulate: length', agent: 'claude' }));
    const prompt = await onlyPrompt();
    assert.ok(prompt.length > hugeText.length && prompt.includes('// the end'));
  });

  it('is asked about as well when the description itself is what is huge', async () => {
    const asked: string[] = [];
    answerModals((message) => {
      asked.push(message);
      return undefined;
    });
    await vscode.commands.executeCommand('switchyard.runTask', { description: hugeText });
    assert.match(asked.join(), /^The description holds 1\.1 MB/);
    await openFile('src/greet.ts', 2, 4);
    await vscode.commands.executeCommand('switchyard.runTask', { description: hugeText });
    assert.equal(asked.length, 2, 'also beside a small selection');
    await assertNoRequest();
  });

  for (const command of ['runTask', 'runTaskOnSelection', 'runSelection']) {
    it(`is refused by ${command} when it is not text`, async () => {
      await openText('\u007fELF\0\0\u0001 binary');
      const { message } = assertFailed(await call(command, { description: 'Explain this.' }), 'invalidRequest');
      assert.match(message, /looks like a binary file\. Only text can be sent\.$/);
      assert.deepEqual(shownMessages(), [message]);
      await assertNoRequest();
    });
  }
});
