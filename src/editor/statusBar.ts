import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '#common/disposable.ts';
import { formatNumber } from '#common/language.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import { labelOf } from '#editor/settings/agentLabel.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import { describeLoopback } from '#editor/settings/loopback.ts';
import { isLoopback } from '#orchestration/index.ts';
import type { SessionRuns } from '#editor/tasks/sessionRuns.ts';

/** The most running tasks that the tooltip names. */
const maxListed = 8;

/** Shows the agent in force for the active document, and what runs. A click switches the agent, or lists what runs. */
export class StatusBar implements Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #disposables = new DisposableStore();
  readonly #editor: ActiveEditor;
  readonly #runs: SessionRuns;

  constructor({ editor, runs }: { editor: ActiveEditor; runs: SessionRuns }) {
    this.#editor = editor;
    this.#runs = runs;
    this.#item = this.#disposables.add(
      vscode.window.createStatusBarItem('switchyard.agent', vscode.StatusBarAlignment.Right, 100),
    );
    this.#item.name = l10n.t('Switchyard Agent');
    const refresh = () => this.#refresh();
    this.#disposables.add(editor.onDidChange(refresh));
    this.#disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(refresh));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(refresh));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('switchyard') && refresh()),
    );
    this.#disposables.add(runs.onDidChangeRunning(refresh));
    // Not at once: what made the extension start, a command as a rule, need not wait for this.
    const first = setImmediate(() => {
      refresh();
      this.#item.show();
    });
    this.#disposables.add(toDisposable(() => clearImmediate(first)));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #refresh(): void {
    const { agentId, registry, providers } = readConfiguration(this.#editor.resource);
    const agent = registry.get(agentId);
    const provider = providers.find(({ id }) => id === agent?.provider);
    const label = labelOf(agent, agentId);
    const isUsable = agent !== undefined && agent.enabled !== false && agent.problem === undefined;
    const { running } = this.#runs;
    const isRunning = running.length > 0;
    const icon = isRunning ? '$(sync~spin)' : isUsable ? '$(hubot)' : '$(warning)';
    const name = agent?.simulated ? l10n.t('{0} (Simulated)', label) : label;
    const count = isRunning ? ` · ${l10n.t('{0} running', formatNumber(running.length))}` : '';
    this.#item.command = isRunning ? 'switchyard.showRunning' : 'switchyard.selectAgent';
    this.#item.text = `${icon} ${name}${count}`;
    this.#item.backgroundColor = isUsable ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#item.accessibilityInformation = {
      label: l10n.t('Switchyard agent: {0}{1}', name, count),
      role: 'button',
    };
    const lines = [l10n.t('Switchyard runs tasks here on {0}.', name)];
    if (agent) lines.push(`${provider?.label ?? agent.provider} · ${agent.model}`);
    if (agent?.baseUrl && isLoopback(agent.baseUrl)) lines.push(describeLoopback());
    if (!agent) lines.push(l10n.t('There is no agent "{0}".', agentId));
    if (agent?.enabled === false) lines.push(l10n.t('The agent is disabled in the settings.'));
    if (agent?.problem) lines.push(agent.problem.message);
    lines.push(...running.slice(0, maxListed).map(({ agent: who, title }) => `${who}: ${title}`));
    lines.push(
      isRunning ? l10n.t('Click to see what runs, and to stop it.') : l10n.t('Click to choose another agent.'),
    );
    this.#item.tooltip = lines.join('\n');
  }
}
