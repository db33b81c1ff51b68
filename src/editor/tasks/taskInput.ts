import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { describeContext } from '#editor/documents/contextLabels.ts';
import type { TaskContext } from '#orchestration/index.ts';
import { showPicker } from '#editor/ui/picker.ts';
import type { Preset } from '#editor/settings/configuration.ts';

/** Choice of the user in {@link askForTask}. */
export type TaskAnswer =
  | { kind: 'description'; description: string }
  | { kind: 'preset'; preset: Preset }
  /** More context first; what was typed so far is kept. */
  | { kind: 'addContext'; description: string }
  /** A description of several lines, to be written in the panel. */
  | { kind: 'compose'; description: string };

interface TaskQuestion {
  agent: string;
  context: TaskContext | undefined;
  presets: readonly Preset[];
  description: string;
}

interface TaskItem extends vscode.QuickPickItem {
  choose?: (description: string) => TaskAnswer | undefined;
}

/**
 * Asks what to do: typed text is the description, and Enter runs it. Below it stand the presets and the ways to add
 * context or several lines. Resolves `undefined` when dismissed.
 */
export function askForTask({ agent, context, presets, description }: TaskQuestion): Promise<TaskAnswer | undefined> {
  const picker = vscode.window.createQuickPick<TaskItem>();
  const going = describeContext(context).join(', ');
  picker.title = going ? l10n.t('Run Task · {0} · with {1}', agent, going) : l10n.t('Run Task · {0}', agent);
  picker.placeholder = l10n.t('What is to be done? Type it and press Enter');
  picker.ignoreFocusOut = true;
  const runItem: TaskItem = {
    label: l10n.t('$(play) Run'),
    alwaysShow: true,
    choose: (typed) => (typed.trim() === '' ? undefined : { kind: 'description', description: typed }),
  };
  const otherItems: TaskItem[] = [
    ...presets.map((preset): TaskItem => ({
      label: `$(lightbulb) ${preset.label}`,
      description: preset.prompt,
      choose: () => ({ kind: 'preset', preset }),
    })),
    {
      label: l10n.t('$(add) Add Context…'),
      description: l10n.t('whole files that go along'),
      alwaysShow: true,
      choose: (typed) => ({ kind: 'addContext', description: typed }),
    },
    {
      label: l10n.t('$(edit) Write Several Lines…'),
      description: l10n.t('in the panel'),
      alwaysShow: true,
      choose: (typed) => ({ kind: 'compose', description: typed }),
    },
  ];
  const refresh = () => {
    const typed = picker.value.trim();
    picker.items = [{ ...runItem, description: typed || l10n.t('type a task first') }, ...otherItems];
    picker.activeItems = picker.items.slice(0, 1);
  };
  picker.value = description;
  refresh();
  return showPicker(picker, (settle) => {
    picker.onDidChangeValue(refresh);
    picker.onDidAccept(() => {
      const [item = runItem] = picker.selectedItems;
      const answer = item.choose?.(picker.value);
      if (answer) settle(answer);
    });
  });
}
