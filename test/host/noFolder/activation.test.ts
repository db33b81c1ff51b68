import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeEditors } from '#test/host/support/editors.ts';

// Runs first in its window (files run in the order of their names): whatever runs before would activate the extension.
describe('The extension', () => {
  it('is not activated by the start of VS Code, nor by an editor, but by its first command', async () => {
    const extension = vscode.extensions.getExtension('switchyard.switchyard');
    assert.ok(extension);
    const document = await vscode.workspace.openTextDocument({ content: 'let a = 1;', language: 'typescript' });
    await vscode.window.showTextDocument(document);
    assert.equal(extension.isActive, false);
    assert.equal(await vscode.commands.executeCommand('switchyard.cancelTask'), false);
    assert.equal(extension.isActive, true);
    await closeEditors();
  });

  it('registers every command that it contributes', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = vscode.extensions.getExtension('switchyard.switchyard')?.packageJSON ?? {};
    const contributed: { command: string }[] = contributes.commands;
    assert.ok(contributed.length > 10);
    for (const { command } of contributed) assert.ok(registered.has(command), command);
  });
});
