import * as l10n from '@vscode/l10n';
import { toShortList } from '#common/text/shortList.ts';
import type { PlanChanges } from '#orchestration/index.ts';
import type { Choice, EditorUi } from '#editor/ui/editorUi.ts';
import type { ChangedChoice, ChangedQuestion } from './resumeDecision.ts';

/** Asks what to do with a plan whose file has changed since it began. `undefined` if dismissed. */
export async function askAboutChanges(ui: EditorUi, question: ChangedQuestion): Promise<ChangedChoice | undefined> {
  const asItWas: Choice<ChangedChoice> = {
    label: l10n.t('Resume as It Was'),
    detail: l10n.t('What is left is sent as the plan said it when it began.'),
    value: 'asItWas',
  };
  if ('problem' in question) {
    const title = l10n.t('The file of this plan cannot be used as it is now');
    return ui.pick([asItWas], { title, placeholder: question.problem, staysOpen: true });
  }
  const choices: Choice<ChangedChoice>[] = [
    { label: l10n.t('Resume With the Changes'), detail: describeChanges(question.changes), value: 'withChanges' },
    asItWas,
    {
      label: l10n.t('Run Anew'),
      detail: l10n.t('All tasks of the file are run, those that are done as well.'),
      value: 'anew',
    },
  ];
  const title = l10n.t('The file has changed since this plan began');
  return ui.pick(choices, { title, placeholder: l10n.t('Choose what to run'), staysOpen: true });
}

/** Asks whether to show a plan that another window runs already, or to run it here as well. `undefined` if dismissed. */
export async function askAboutOtherWindow(ui: EditorUi): Promise<'show' | 'run' | undefined> {
  const choices: Choice<'show' | 'run'>[] = [
    { label: l10n.t('Show the Plan'), detail: l10n.t('How far it is in the other window.'), value: 'show' },
    { label: l10n.t('Run It Here as Well'), detail: l10n.t('All of its tasks are sent once more.'), value: 'run' },
  ];
  const title = l10n.t('Another window runs the plan of this file');
  return ui.pick(choices, { title, placeholder: l10n.t('Choose what to do'), staysOpen: true });
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
