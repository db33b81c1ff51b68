import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlanChanges } from '#orchestration/index.ts';
import type { ChangedChoice, ChangedQuestion } from './changedPlans.ts';
import { toShortList } from '#common/text/shortList.ts';

/** Asks what to do with a plan whose file has changed since it began. `undefined` if dismissed. */
export async function askAboutChanges(question: ChangedQuestion): Promise<ChangedChoice | undefined> {
  type Item = vscode.QuickPickItem & { choice: ChangedChoice };
  const asItWas: Item = {
    label: l10n.t('Resume as It Was'),
    detail: l10n.t('What is left is sent as the plan said it when it began.'),
    choice: 'asItWas',
  };
  if ('problem' in question) {
    const title = l10n.t('The file of this plan cannot be used as it is now');
    return (await ask([asItWas], title, question.problem))?.choice;
  }
  const items: Item[] = [
    {
      label: l10n.t('Resume With the Changes'),
      detail: describeChanges(question.changes),
      choice: 'withChanges',
    },
    asItWas,
    {
      label: l10n.t('Run Anew'),
      detail: l10n.t('All tasks of the file are run, those that are done as well.'),
      choice: 'anew',
    },
  ];
  const title = l10n.t('The file has changed since this plan began');
  return (await ask(items, title, l10n.t('Choose what to run')))?.choice;
}

/**
 * Asks whether to `show` a plan that another window runs already, or to run it `anew`, here. `undefined` if dismissed.
 */
export async function askAboutOtherWindow(): Promise<'show' | 'anew' | undefined> {
  const items = [
    {
      label: l10n.t('Show the Plan'),
      detail: l10n.t('How far it is in the other window.'),
      choice: 'show' as const,
    },
    {
      label: l10n.t('Run It Here as Well'),
      detail: l10n.t('All of its tasks are sent once more.'),
      choice: 'anew' as const,
    },
  ];
  const title = l10n.t('Another window runs the plan of this file');
  return (await ask(items, title, l10n.t('Choose what to do')))?.choice;
}

function ask<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  title: string,
  placeHolder: string,
): Thenable<Item | undefined> {
  return vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
}

/** Most tasks that are named for one kind of change. */
const maxNamed = 5;

function describeChanges({ added, removed, changed, again }: PlanChanges): string {
  const parts = [
    changed.length > 0 && l10n.t('changed: {0}', toShortList(changed, maxNamed)),
    added.length > 0 && l10n.t('new: {0}', toShortList(added, maxNamed)),
    removed.length > 0 && l10n.t('gone: {0}', toShortList(removed, maxNamed)),
    again.length > 0 && l10n.t('done, but run again: {0}', toShortList(again, maxNamed)),
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(' · ') : l10n.t('The tasks are the same.');
}
