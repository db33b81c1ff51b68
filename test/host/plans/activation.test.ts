import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { closeEditors } from '#test/host/support/editors.ts';
import { writePlan } from './planFiles.ts';

// Runs first in its window (files run in the order of their names): whatever runs before would activate the extension.
describe('A plan that is opened', () => {
  it('has a language of its own, which activates the extension', async () => {
    const extension = vscode.extensions.getExtension('switchyard.switchyard');
    assert.ok(extension);
    assert.equal(extension.isActive, false);
    const uri = await writePlan('activation.switchyard.yaml', 'version: 1\n');
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'switchyard-plan');
    await waitUntil('the extension to be active', async () => extension.isActive);
    await closeEditors();
  });
});
