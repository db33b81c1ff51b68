import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toErrorMessage } from '#common/errors.ts';
import { builtInAgents, isLoopback, type AgentConfig } from '#orchestration/index.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import { labelOf } from './agentLabel.ts';
import { readConfiguration, type Configuration } from './configuration.ts';
import { customAgent } from './settingTable.ts';
import { describeLoopback } from './loopback.ts';
import { toFileBehind } from '#editor/documents/fileBehind.ts';
import { showPicker } from '#editor/ui/picker.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import { showError, showInformation } from '#editor/ui/notifications.ts';
import { updateSharedSetting } from './settings.ts';

type AgentTarget = 'workspace' | 'user' | 'folder';

export interface AgentItem extends vscode.QuickPickItem {
  id: string;
}

/**
 * `switchyard.selectAgent`: sets the agent for the workspace (or the user, or the folder of the active document).
 * Resolves to the id that was set; `undefined` when the picker was dismissed or nothing could be set.
 */
export async function selectAgent(
  editor: ActiveEditor,
  options: { agent?: string | undefined; target?: AgentTarget | undefined },
): Promise<string | undefined> {
  const { resource } = editor;
  const asked = readConfiguration(resource);
  const choice = options.agent === undefined ? await pickAgent(asked) : { id: options.agent, target: undefined };
  if (!choice) return undefined;
  // During the question the settings may have changed.
  const configuration = readConfiguration(resource);
  const agent = configuration.registry.get(choice.id);
  if (!agent) {
    const known = configuration.registry.list().map(({ id }) => id);
    void showError(l10n.t('There is no agent "{0}". There are: {1}.', choice.id, known.join(', ')));
    return undefined;
  }
  const target = options.target ?? choice.target ?? defaultTarget();
  if (!(await writeAgent(choice.id, target, resource))) return undefined;
  reportOutcome(agent, target, resource);
  return choice.id;
}

/** Asks for one of the agents for a document, and sets nothing. Resolves to its id; `undefined` if dismissed. */
export async function askForAgent(title: string, resource?: vscode.Uri): Promise<string | undefined> {
  const configuration = readConfiguration(resource);
  const choices = configuration.registry
    .list()
    .map((agent) => ({ ...toAgentItem(agent, configuration, []), value: agent.id }));
  const placeholder = l10n.t('Choose the agent that runs the task');
  return windowUi.pick(choices, { title, placeholder, matchesAll: true });
}

/** AgentTarget without an argument: the workspace if there is one. */
function defaultTarget(): AgentTarget {
  return vscode.workspace.workspaceFolders?.length ? 'workspace' : 'user';
}

async function writeAgent(id: string, target: AgentTarget, resource: vscode.Uri | undefined): Promise<boolean> {
  const folder = resource && vscode.workspace.getWorkspaceFolder(toFileBehind(resource));
  if (target !== 'user' && !vscode.workspace.workspaceFolders?.length) {
    void showError(
      l10n.t(
        'No folder is open, so there is no workspace to set the agent for. Open a folder, or set it for the user.',
      ),
    );
    return false;
  }
  if (target === 'folder' && !folder) {
    void showError(
      l10n.t('The active document belongs to no folder of the workspace. Open a file of the folder you mean.'),
    );
    return false;
  }
  const scope = {
    user: vscode.ConfigurationTarget.Global,
    workspace: vscode.ConfigurationTarget.Workspace,
    folder: vscode.ConfigurationTarget.WorkspaceFolder,
  }[target];
  const place = target === 'folder' ? folder?.uri : resource;
  const isBuiltIn = builtInAgents.some((agent) => agent.id === id);
  try {
    // The custom id first: between the two writes the settings still name a complete choice.
    if (!isBuiltIn) await updateSharedSetting('customAgent', id, scope, place);
    await updateSharedSetting('agent', isBuiltIn ? id : customAgent, scope, place);
    return true;
  } catch (error) {
    // VS Code's message tells what to do: the file has errors, unsaved changes, or cannot be written.
    void showError(l10n.t('The agent was not changed. {0}', toErrorMessage(error)));
    return false;
  }
}

function reportOutcome(agent: AgentConfig, target: AgentTarget, resource: vscode.Uri | undefined): void {
  const { agentId, registry } = readConfiguration(resource);
  if (agentId === agent.id) return;
  const inForce = labelOf(registry.get(agentId), agentId);
  const where = {
    user: l10n.t('the user settings'),
    workspace: l10n.t('the workspace settings'),
    folder: l10n.t('the folder settings'),
  }[target];
  void showInformation(
    l10n.t(
      '{0} is set in {1}, but a closer setting chooses {2} for this file.',
      labelOf(agent, agent.id),
      where,
      inForce,
    ),
  );
}

interface AgentChoice {
  id: string;
  target: AgentTarget | undefined;
}

async function pickAgent(configuration: Configuration): Promise<AgentChoice | undefined> {
  const forUser: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('account'),
    tooltip: l10n.t('Use for all workspaces (User settings)'),
  };
  const forFolder: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('folder'),
    tooltip: l10n.t('Use for the folder of the active file'),
  };
  const buttons = (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? [forUser, forFolder] : [forUser];
  const picker = vscode.window.createQuickPick<AgentItem>();
  picker.title =
    defaultTarget() === 'workspace' ? l10n.t('Agent for This Workspace') : l10n.t('Agent for All Workspaces');
  picker.placeholder = l10n.t('Choose the agent that runs tasks here');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = configuration.registry.list().map((agent) => toAgentItem(agent, configuration, buttons));
  picker.activeItems = picker.items.filter(({ id }) => id === configuration.agentId);
  return showPicker<AgentItem, AgentChoice | undefined>(picker, (settle) => {
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      settle(item && { id: item.id, target: undefined });
    });
    picker.onDidTriggerItemButton(({ item: { id }, button }) =>
      settle({ id, target: button === forFolder ? 'folder' : 'user' }),
    );
  });
}

/** Item of a picker for an agent. */
export function toAgentItem(
  agent: AgentConfig,
  configuration: Configuration,
  buttons: vscode.QuickInputButton[],
): AgentItem {
  const provider = configuration.providers.find(({ id }) => id === agent.provider);
  const isInForce = agent.id === configuration.agentId;
  const facts = [agent.id];
  if (isInForce) facts.push(l10n.t('in force here'));
  if (agent.simulated) facts.push(l10n.t('Simulated'));
  if (agent.enabled === false) facts.push(l10n.t('disabled'));
  const place = agent.baseUrl && isLoopback(agent.baseUrl) ? describeLoopback() : undefined;
  const detail = agent.problem
    ? agent.problem.message
    : [provider?.label ?? agent.provider, agent.model, place].filter(Boolean).join(' · ');
  return {
    id: agent.id,
    label: `${agent.problem ? '$(warning)' : isInForce ? '$(check)' : '$(hubot)'} ${labelOf(agent, agent.id)}`,
    description: facts.join(' · '),
    detail,
    buttons,
  };
}
