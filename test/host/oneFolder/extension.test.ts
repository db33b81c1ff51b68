import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { simulatedOrigin } from '#test/support/simulatedRequests.ts';

describe('the extension', () => {
  it('is there', () => {
    assert.ok(vscode.extensions.getExtension('switchyard.switchyard'));
  });

  it('sees the settings that send its providers to the simulated one', () => {
    const providers: Record<string, { baseUrl: string }> = vscode.workspace
      .getConfiguration('switchyard')
      .get('providers', {});
    assert.equal(providers['claude']?.baseUrl, simulatedOrigin());
  });
});
