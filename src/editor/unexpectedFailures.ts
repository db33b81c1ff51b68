import { commands, l10n } from 'vscode';
import { createDetach, type Detach } from '../common/detach.ts';
import { toErrorMessage } from '../common/errors.ts';
import { describeError } from './phrases.ts';
import { showError } from './notifications.ts';
import type { OutputLogger } from './outputLogger.ts';

/** For what was asked for and nobody waits for: a failure for which there are no words yet is shown and noted. */
export function createTellingDetach(logger: OutputLogger): Detach {
  return createDetach(async (error) => {
    logger.error('Something that was asked for failed.', { error: toErrorMessage(error) });
    if (isMissingPart(error)) await offerReload();
    else await offerLog(error, logger);
  });
}

async function offerLog(error: unknown, logger: OutputLogger): Promise<void> {
  const log = l10n.t('Show Log');
  const answer = await showError(l10n.t('That did not work. {0}', describeError(error)), log);
  if (answer === log) logger.show();
}

/** What is loaded late belongs to another version once the extension was updated under an open window. */
async function offerReload(): Promise<void> {
  const reload = l10n.t('Reload Window');
  const message = l10n.t(
    'A part of Switchyard could not be loaded. Reload the window, and install Switchyard again if that does not help.',
  );
  if ((await showError(message, reload)) === reload) await commands.executeCommand('workbench.action.reloadWindow');
}

function isMissingPart(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
