import * as l10n from '@vscode/l10n';
import { commands } from 'vscode';
import { createDetach, type Detach } from '#common/detach.ts';
import { toErrorMessage } from '#common/errors.ts';
import { isMissingPart, describeUpdate } from '#common/missingPart.ts';
import { describeError } from '#common/missingPart.ts';
import { showError } from './notifications.ts';
import type { OutputLogger } from './outputLogger.ts';

/** For what was asked for and nobody waits for: a failure for which there are no words yet is shown and noted. */
export function createTellingDetach(logger: OutputLogger): Detach {
  let isReloadOffered = false;
  return createDetach(async (error) => {
    logger.error('Something that was asked for failed.', { error: toErrorMessage(error) });
    if (!isMissingPart(error)) return offerLog(error, logger);
    // All that is asked for from then on fails alike: one message is enough.
    if (isReloadOffered) return undefined;
    isReloadOffered = true;
    return offerReload().finally(() => (isReloadOffered = false));
  });
}

/** For what others wait for: where a part of the extension is not there any more, that is told, and is what they are told. */
export async function withParts<Result>(detach: Detach, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!isMissingPart(error)) throw error;
    detach(() => Promise.reject(error));
    throw new Error(describeUpdate(), { cause: error });
  }
}

async function offerLog(error: unknown, logger: OutputLogger): Promise<void> {
  const log = l10n.t('Show Log');
  const answer = await showError(l10n.t('That did not work. {0}', describeError(error)), log);
  if (answer === log) logger.show();
}

/** Tells that a part of the extension is not there any more, with the way out. */
async function offerReload(): Promise<void> {
  const reload = l10n.t('Reload Window');
  const answer = await showError(describeUpdate(), reload);
  if (answer === reload) await commands.executeCommand('workbench.action.reloadWindow');
}
