import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { activate } from '#test/host/support/switchyard.ts';
import { openText } from '#test/host/support/editors.ts';
import { setSetting } from '#test/host/support/settings.ts';
import { openPlan, waitForProblems } from './planFiles.ts';

const plan = 'version: 1\ntasks:\n  - id: first\n    title: The first\n    description: Do it.\n    agent: claude\n';

/** The labels that are offered at the `¦` of a text. */
async function complete(text: string, name?: string): Promise<string[]> {
  const offset = text.indexOf('¦');
  const content = text.replace('¦', '');
  const editor = name ? await openPlan(name, content) : await openText(content, 'switchyard-plan');
  const { document } = editor;
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(offset),
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function hoverOver(text: string, word: string): Promise<string> {
  const { document } = await openText(text, 'switchyard-plan');
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(text.indexOf(word) + 1),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

describe('The editor of a plan', () => {
  useCleanWindow();
  before(activate);

  it('shows problems where they are, and takes them back as they are mended', async () => {
    const editor = await openPlan(
      'problems.switchyard.yaml',
      `${plan}    priority: hihg\n    dependencies: [second]\n`,
    );
    const { document } = editor;
    assert.deepEqual(await waitForProblems(document.uri, 2), [
      '7: Expected one of low, medium, high, critical. Did you mean "high"?',
      '8: There is no task "second".',
    ]);
    await editor.edit((change) => change.replace(new vscode.Range(6, 14, 6, 18), 'high'));
    assert.deepEqual(await waitForProblems(document.uri, 1), ['8: There is no task "second".']);
    await editor.edit((change) => change.delete(new vscode.Range(7, 0, 8, 0)));
    assert.deepEqual(await waitForProblems(document.uri, 0), []);
  });

  it('warns of an agent that does not exist, until it does', async () => {
    const { document } = await openPlan('agents.switchyard.yaml', plan.replace('claude', 'reviewer'));
    const [problem] = await waitForProblems(document.uri, 1);
    assert.match(problem ?? '', /^6: There is no agent "reviewer"\. There are: gemini, claude, gpt, local, vscode\./);
    assert.equal(vscode.languages.getDiagnostics(document.uri)[0]?.severity, vscode.DiagnosticSeverity.Warning);
    await setSetting('agents', { reviewer: { provider: 'claude', model: 'claude-fable-5-2' } });
    await waitForProblems(document.uri, 0);
  });

  it('offers properties that are not there yet, with what they mean', async () => {
    const labels = await complete(`${plan}    ¦`);
    assert.deepEqual(labels.slice(0, 2), ['agents', 'strategy']);
    for (const taken of ['id', 'title', 'description', 'agent']) assert.ok(!labels.includes(taken), taken);
  });

  it('offers what a property may be', async () => {
    assert.deepEqual(await complete(`${plan}    priority: ¦`), ['low', 'medium', 'high', 'critical'].toSorted());
    assert.ok((await complete(`${plan}    strategy: sy¦`)).includes('synthesize'));
  });

  it('offers the agents there are, and the other tasks of the plan', async () => {
    const second = `${plan}  - id: second\n    description: Do it.\n`;
    assert.deepEqual(await complete(`${second}    agent: ¦`), ['claude', 'gemini', 'gpt', 'local', 'vscode']);
    assert.deepEqual(await complete(`${second}    dependencies: [¦]`), ['first']);
    assert.deepEqual(await complete(`${second}    title: Use {{tasks.¦`), ['first']);
  });

  it('offers agents and tasks in a JSON plan as well, whose schema VS Code itself knows', async () => {
    const json = (middle: string) =>
      `{\n  "version": 1,\n  "tasks": [\n    { "id": "first", "description": "x" },\n    { "id": "b", "description": "x", ${middle} }\n  ]\n}\n`;
    assert.ok((await complete(json('"agent": "¦"'), 'agent.switchyard.json')).includes('claude'));
    assert.ok((await complete(json('"dependencies": ["¦"]'), 'tasks.switchyard.json')).includes('first'));
    // VS Code's JSON support starts with its first document and takes its time.
    await waitUntil('the schema to be known', async () =>
      (await complete(json('"priority": ¦"low"'), 'schema.switchyard.json')).includes('"critical"'),
    );
  });

  it('says what is wrong with a JSON plan beyond its schema', async () => {
    const text = '{\n  "version": 1,\n  "tasks": [{ "id": "a", "description": "x", "dependencies": ["a"] }]\n}\n';
    const { document } = await openPlan('relations.switchyard.json', text);
    assert.deepEqual(await waitForProblems(document.uri, 1), ['3: The task "a" depends on itself.']);
  });

  it('says what a property means, and what an agent is', async () => {
    assert.match(await hoverOver(plan, 'description'), /^What the agent is to do\./);
    assert.match((await hoverOver(plan, 'claude')).replaceAll('\\', ''), /^Claude.*claude-sonnet/);
  });

  it('lists the tasks', async () => {
    const { document } = await openText(plan, 'switchyard-plan');
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name, detail, selectionRange }) => [name, detail, selectionRange.start.line]),
      [['The first', 'first', 2]],
    );
  });
});
