import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { Redactor } from '#common/redact.ts';
import { OutputLogger } from '#editor/ui/outputLogger.ts';
import { createWindowBackground, withParts } from '#editor/ui/unexpectedFailures.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { offeredButtons, shownMessages } from '#test/host/support/messages.ts';

describe('What was asked for and failed, while nobody waited', () => {
  useCleanWindow();
  const logger = new OutputLogger(vscode.window.createOutputChannel('Switchyard Test', { log: true }), new Redactor());
  const background = createWindowBackground(logger);

  const updated = 'Switchyard was updated. Reload the window.';
  const missing = () => Object.assign(new Error('Cannot find module'), { code: 'ERR_MODULE_NOT_FOUND' });

  after(() => logger.dispose());

  const told = (error: Error) => {
    background(async () => {
      throw error;
    });
    return waitUntil('a message', async () => shownMessages()[0]);
  };

  it('is told', async () => assert.equal(await told(new Error('no disk')), 'That did not work. no disk'));

  it('is told without a link that would run a command', async () => {
    const message = await told(new Error('see [this](command:workbench.action.quit)'));
    assert.match(message, /^That did not work\. see \[this\]\u2060\(command/);
  });

  it('is told with a reload where a part of the extension is not there any more, in one message', async () => {
    assert.equal(await told(missing()), updated);
    assert.deepEqual(offeredButtons(), ['Reload Window']);
    background(() => Promise.reject(missing()));
    await told(new Error('no disk'));
    assert.deepEqual(shownMessages(), [updated, 'That did not work. no disk']);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is told to the user and to the other extension that waits for it', async () => {
    await assert.rejects(
      withParts(background, () => Promise.reject(missing())),
      { message: updated },
    );
    await waitUntil('the message', async () => shownMessages().includes(updated));
    await vscode.commands.executeCommand('notifications.clearAll');
    const other = new Error('no disk');
    await assert.rejects(
      withParts(background, () => Promise.reject(other)),
      other,
    );
  });
});
