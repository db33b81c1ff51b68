import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { PlanProblem } from '#orchestration/index.ts';
import { formatNumber } from '#common/language.ts';

/** Place of the first problem of a plan: the file and the line. */
export function placeOf([first]: readonly PlanProblem[], uri: vscode.Uri): string {
  return l10n.t('{0}, line {1}', nameOf(uri), formatNumber(first?.range.start.line ?? 1));
}

/** Explains that a plan with problems is not run: their number, and the first one with its place. */
export function describePlanProblems(count: number, first: string | undefined, place: string): string {
  const words = first ?? '';
  return count > 1
    ? l10n.t('The plan was not run, since it has {0} problems. {1}: {2}', formatNumber(count), place, words)
    : l10n.t('The plan was not run. {0}: {1}', place, words);
}

/** Last segment of a path. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').pop() ?? uri.path;
}
