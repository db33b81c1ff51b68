import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import * as vscode from 'vscode';
import type { AgentConfig } from '#orchestration/index.ts';
import { toAgentItem, type AgentItem } from './agentChoice.ts';
import { showPicker } from '#editor/ui/picker.ts';
import type { Configuration } from './configuration.ts';

/** Key of the last choice in the workspace state. */
const memoryKey = 'switchyard.comparedAgents';

/** Most agents of one task. */
const maxAgents = 16;

/**
 * Asks for two or more agents to compare; the last choice is ticked. Resolves to their ids, `undefined` if dismissed.
 */
export function askForAgents(configuration: Configuration, memory: vscode.Memento): Promise<string[] | undefined> {
  const agents = configuration.registry.list().filter(isRunnable);
  const picker = vscode.window.createQuickPick<AgentItem>();
  picker.title = l10n.t('Compare Agents');
  picker.placeholder = l10n.t('Choose two or more agents, then press Enter');
  picker.canSelectMany = true;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.ignoreFocusOut = true;
  picker.items = agents.map((agent) => toAgentItem(agent, configuration, []));
  const remembered = memory.get<unknown>(memoryKey);
  const last: unknown[] = Array.isArray(remembered) ? remembered : [configuration.agentId];
  picker.selectedItems = picker.items.filter(({ id }) => last.includes(id));
  return showPicker(picker, (settle) => {
    picker.onDidAccept(() => {
      const ids = picker.selectedItems.map(({ id }) => id);
      if (ids.length < 2 || ids.length > maxAgents) {
        picker.title =
          ids.length < 2
            ? l10n.t('Compare Agents: choose at least two')
            : l10n.t('Compare Agents: choose at most {0}', formatNumber(maxAgents));
        return;
      }
      void memory.update(memoryKey, ids);
      // In the order of the list rather than of the ticks, so that the columns keep their places.
      settle(agents.map(({ id }) => id).filter((id) => ids.includes(id)));
    });
  });
}

function isRunnable({ enabled, problem }: AgentConfig): boolean {
  return enabled !== false && problem === undefined;
}
