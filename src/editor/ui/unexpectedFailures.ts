import * as l10n from '@vscode/l10n';
import { commands } from 'vscode';
import { createBackground, type Background } from '#common/background.ts';
import { toErrorMessage } from '#common/errors.ts';
import { describeError, describeUpdate, isMissingPart } from '#common/missingPart.ts';
import { showError } from './notifications.ts';
import type { OutputLogger } from './outputLogger.ts';

/** Starts what the user asked for and nobody waits for. An unexpected failure is shown and logged. */
export function createWindowBackground(logger: OutputLogger): Background {
  let isReloadOffered = false;
  return createBackground(async (error) => {
    logger.error('Something that was asked for failed.', { error: toErrorMessage(error) });
    if (!isMissingPart(error)) return offerLog(error, logger);
    // Everything that is asked for from then on fails alike: one message is enough.
    if (isReloadOffered) return undefined;
    isReloadOffered = true;
    return offerReload().finally(() => (isReloadOffered = false));
  });
}

/** Runs an action that others wait for. Where an update removed a part of the extension, the user is told and it rejects. */
export async function withParts<Result>(background: Background, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!isMissingPart(error)) throw error;
    background(() => Promise.reject(error));
    throw new Error(describeUpdate(), { cause: error });
  }
}

async function offerLog(error: unknown, logger: OutputLogger): Promise<void> {
  const log = l10n.t('Show Log');
  const answer = await showError(l10n.t('That did not work. {0}', describeError(error)), log);
  if (answer === log) logger.show();
}

/** Shows that an update removed a part of the extension, with the way out. */
async function offerReload(): Promise<void> {
  const reload = l10n.t('Reload Window');
  const answer = await showError(describeUpdate(), reload);
  if (answer === reload) await commands.executeCommand('workbench.action.reloadWindow');
}
