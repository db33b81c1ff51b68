import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ExecutionResult } from '#orchestration/index.ts';
import type { RunAction } from '#protocol/messages.ts';
import { labelOf } from '#editor/settings/agentLabel.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import type * as agentChoice from '#editor/settings/agentChoice.ts';
import type { ApplyCommands } from '#editor/apply/applyCommands.ts';
import { showError } from '#editor/ui/notifications.ts';
import type { SessionRuns } from '#editor/tasks/sessionRuns.ts';
import { describeFailure, setupFailures } from '#editor/ui/userMessages.ts';

export interface RunActionsOptions {
  runs: SessionRuns;
  channel: vscode.LogOutputChannel;
  apply: () => Promise<ApplyCommands>;
  loadSettings: () => Promise<Pick<typeof agentChoice, 'askForAgent'>>;
}

/** Actions of the buttons under a run, in the panel and in notifications alike. */
export class RunActions {
  readonly #options: RunActionsOptions;

  constructor(options: RunActionsOptions) {
    this.#options = options;
  }

  /** Performs the action of a button. */
  async perform(runId: string, action: Exclude<RunAction, 'copy'>): Promise<void> {
    switch (action) {
      case 'retry':
        await this.#options.runs.runAgain(runId);
        return;
      case 'runWithAgent': {
        const { askForAgent } = await this.#options.loadSettings();
        const agent = await askForAgent(l10n.t('Run With Another Agent'), this.#options.runs.resourceOf(runId));
        if (agent !== undefined) await this.#options.runs.runAgain(runId, agent);
        return;
      }
      case 'setApiKey': {
        const provider = this.#options.runs.get(runId)?.result?.error?.provider;
        await vscode.commands.executeCommand('switchyard.setApiKey', provider === undefined ? {} : { provider });
        return;
      }
      case 'selectAgent':
        await vscode.commands.executeCommand('switchyard.selectAgent');
        return;
      case 'openSettings': {
        const reason = this.#options.runs.get(runId)?.result?.error?.reason;
        const query = reason === 'proxy' ? 'http.proxy' : 'switchyard';
        await vscode.commands.executeCommand('workbench.action.openSettings', query);
        return;
      }
      case 'apply':
      case 'applyAll':
        await (await this.#options.apply()).applyAnswer({ runId, action });
        return;
      case 'showLog':
        this.#options.channel.show();
        return;
      case 'reload':
        await vscode.commands.executeCommand('workbench.action.reloadWindow');
    }
  }

  /** Shows a failure that a change of the settings or keys repairs, with its buttons. Others are shown by the panel alone. */
  async showFailure(result: ExecutionResult): Promise<void> {
    if (!result.error || !setupFailures.has(result.error.kind)) return;
    const agent = readConfiguration(this.#options.runs.resourceOf(result.runId)).registry.get(result.agent);
    const { message, actions } = describeFailure(result.error, labelOf(agent, result.agent));
    const answer = await showError(message, ...actions.map(({ label }) => label));
    const action = actions.find(({ label }) => label === answer)?.action;
    if (action && action !== 'copy') await this.perform(result.runId, action);
  }
}
