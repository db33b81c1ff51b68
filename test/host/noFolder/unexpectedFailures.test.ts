import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { Redactor } from '../../../src/common/redact.ts';
import { OutputLogger } from '../../../src/editor/outputLogger.ts';
import { createTellingDetach } from '../../../src/editor/unexpectedFailures.ts';
import { waitUntil } from '../../support/waitUntil.ts';
import { useCleanWindow } from '../support/cleanWindow.ts';
import { shownMessages } from '../support/messages.ts';

describe('What was asked for and failed, while nobody waited', () => {
  useCleanWindow();
  const logger = new OutputLogger(vscode.window.createOutputChannel('Switchyard Test', { log: true }), new Redactor());
  const detach = createTellingDetach(logger);

  after(() => logger.dispose());

  const told = (error: Error) => {
    detach(async () => {
      throw error;
    });
    return waitUntil('a message', async () => shownMessages()[0]);
  };

  it('is told', async () => assert.equal(await told(new Error('no disk')), 'That did not work. no disk'));

  it('is told without a link that would run a command', async () => {
    const message = await told(new Error('see [this](command:workbench.action.quit)'));
    assert.match(message, /^That did not work\. see \[this\]\u2060\(command/);
  });

  it('is told with a reload where a part of the extension could not be loaded', async () => {
    const error = Object.assign(new Error('Cannot find module'), { code: 'ERR_MODULE_NOT_FOUND' });
    assert.match(await told(error), /^A part of Switchyard could not be loaded\. Reload the window/);
  });
});
