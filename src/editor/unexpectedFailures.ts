import { l10n } from 'vscode';
import { createDetach, type Detach } from '../common/detach.ts';
import { toErrorMessage } from '../common/errors.ts';
import { showError } from './notifications.ts';
import type { OutputLogger } from './outputLogger.ts';

/** For what was asked for and nobody waits for: a failure for which there are no words yet is shown and noted. */
export function createTellingDetach(logger: OutputLogger): Detach {
  return createDetach(async (error) => {
    const message = toErrorMessage(error);
    logger.error('Something that was asked for failed.', { error: message });
    const log = l10n.t('Show Log');
    if ((await showError(l10n.t('That did not work. {0}', message), log)) === log) logger.show();
  });
}
