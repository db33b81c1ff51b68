import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Background } from '#common/background.ts';
import { DisposableStore, toDisposable, type Disposable } from '#common/disposable.ts';
import { formatNumber } from '#common/language.ts';
import { readConfiguration } from './configuration.ts';
import { showWarning } from '#editor/ui/notifications.ts';
import type { OutputLogger } from '#editor/ui/outputLogger.ts';

/** Reports problems of the settings of agents and providers: each once, and again after it came back. */
export class SettingProblems implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #logger: OutputLogger;
  readonly #background: Background;
  #reported: ReadonlySet<string> = new Set();

  constructor({ logger, background }: { logger: OutputLogger; background: Background }) {
    this.#logger = logger;
    this.#background = background;
    const refresh = () => this.#refresh();
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('switchyard') && refresh()),
    );
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(refresh));
    // Deferred, so that the command that started the extension does not wait for it.
    const first = setImmediate(refresh);
    this.#disposables.add(toDisposable(() => clearImmediate(first)));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #refresh(): void {
    const resources = [undefined, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
    const problems = new Set(
      resources.flatMap((resource) => readConfiguration(resource).problems).map(({ message }) => message),
    );
    const fresh = [...problems].filter((problem) => !this.#reported.has(problem));
    this.#reported = problems;
    const [first] = fresh;
    if (first === undefined) return;
    for (const problem of fresh) this.#logger.warn(problem);
    this.#background(() => this.#report(first, fresh.length - 1));
  }

  async #report(first: string, others: number): Promise<void> {
    const open = l10n.t('Open Settings');
    const log = l10n.t('Show Log');
    const message =
      others === 0
        ? l10n.t('Switchyard cannot use a setting. {0}', first)
        : l10n.t('Switchyard cannot use some settings. {0} ({1} more in the log)', first, formatNumber(others));
    const answer = await showWarning(message, open, ...(others > 0 ? [log] : []));
    if (answer === open) await vscode.commands.executeCommand('workbench.action.openSettings', 'switchyard');
    if (answer === log) this.#logger.show();
  }
}
