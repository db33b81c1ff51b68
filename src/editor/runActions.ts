import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ExecutionResult } from '#orchestration/index.ts';
import type { RunAction } from '#protocol/messages.ts';
import { labelOf, readConfiguration } from '#editor/settings/configuration.ts';
import type { ApplyCommands } from '#editor/apply/applyCommands.ts';
import { showError } from '#editor/ui/notifications.ts';
import type { TaskRuns } from '#editor/tasks/taskRuns.ts';
import { describeFailure, setupFailures } from '#editor/ui/userMessages.ts';

/** What the buttons under a failed run do, in the panel and in notifications alike. */
export class RunActions {
  readonly #runs: TaskRuns;
  readonly #channel: vscode.LogOutputChannel;
  readonly #apply: () => Promise<ApplyCommands>;

  constructor(options: { runs: TaskRuns; channel: vscode.LogOutputChannel; apply: () => Promise<ApplyCommands> }) {
    this.#runs = options.runs;
    this.#channel = options.channel;
    this.#apply = options.apply;
  }

  /** Does what a button says. */
  async perform(runId: string, action: Exclude<RunAction, 'copy'>): Promise<void> {
    switch (action) {
      case 'retry':
        await this.#runs.runAgain(runId);
        return;
      case 'runWithAgent': {
        const { askForAgent } = await import('#editor/settings/agentChoice.ts');
        const agent = await askForAgent(l10n.t('Run With Another Agent'), this.#runs.resourceOf(runId));
        if (agent !== undefined) await this.#runs.runAgain(runId, agent);
        return;
      }
      case 'setApiKey': {
        const provider = this.#runs.get(runId)?.result?.error?.provider;
        await vscode.commands.executeCommand('switchyard.setApiKey', provider === undefined ? {} : { provider });
        return;
      }
      case 'selectAgent':
        await vscode.commands.executeCommand('switchyard.selectAgent');
        return;
      case 'openSettings': {
        const reason = this.#runs.get(runId)?.result?.error?.reason;
        const query = reason === 'proxy' ? 'http.proxy' : 'switchyard';
        await vscode.commands.executeCommand('workbench.action.openSettings', query);
        return;
      }
      case 'apply':
      case 'applyAll':
        await (await this.#apply()).applyAnswer({ runId, action });
        return;
      case 'showLog':
        this.#channel.show();
        return;
      case 'reload':
        await vscode.commands.executeCommand('workbench.action.reloadWindow');
    }
  }

  /** Shows a failure that the user mends in the set-up, with its buttons. Others are the panel's own to show. */
  async tellFailure(result: ExecutionResult): Promise<void> {
    if (!result.error || !setupFailures.has(result.error.kind)) return;
    const agent = readConfiguration(this.#runs.resourceOf(result.runId)).registry.get(result.agent);
    const { message, actions } = describeFailure(result.error, labelOf(agent, result.agent));
    const answer = await showError(message, ...actions.map(({ label }) => label));
    const action = actions.find(({ label }) => label === answer)?.action;
    if (action && action !== 'copy') await this.perform(result.runId, action);
  }
}
