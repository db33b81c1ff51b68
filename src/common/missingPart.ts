import * as l10n from '@vscode/l10n';
import { toErrorMessage } from './errors.ts';

/** Returns the message for a part of the program that an update removed. */
export function describeUpdate(): string {
  return l10n.t('Switchyard was updated. Reload the window.');
}

/** Returns the message of anything that was thrown, or that the program was updated where that is the cause. */
export function describeError(error: unknown): string {
  return isMissingPart(error) ? describeUpdate() : toErrorMessage(error);
}

/**
 * Tells whether an error was caused by a part of the program that could not be loaded. Parts are loaded when they are first
 * used; an update under an open window removes them or puts others in their place.
 */
export function isMissingPart(error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let found = error; found instanceof Error && !seen.has(found); found = found.cause) {
    seen.add(found);
    if ('code' in found && found.code === 'ERR_MODULE_NOT_FOUND') return true;
    if (found instanceof SyntaxError && /^The requested module .* does not provide an export/.test(found.message))
      return true;
    if (found instanceof AggregateError && found.errors.some((each) => isMissingPart(each))) return true;
  }
  return false;
}
