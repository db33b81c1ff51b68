import type * as vscode from 'vscode';
import type { Detach } from '#common/detach.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { lazy } from '#common/lazy.ts';
import type { Logger } from '#common/logger.ts';
import type { Redactor } from '#common/redact.ts';
import type { LlmFactory } from '#llm/core.ts';
import type { DeferredRunStore, RunSlots, TaskExecutor } from '#orchestration/index.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import type { Composer } from '#editor/tasks/composer.ts';
import type { Panel } from '#editor/panel/panel.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import type { SecretKeys } from '#editor/keys/secretKeys.ts';
import type { TaskRuns } from '#editor/tasks/taskRuns.ts';

/** What is there from the beginning. */
export interface EarlyParts {
  extensionUri: vscode.Uri;
  editor: ActiveEditor;
  runs: TaskRuns;
  panel: Panel;
  composer: Composer;
  executor: TaskExecutor;
  store: DeferredRunStore;
  /** Whether what the store takes now outlives the window. */
  isLasting: () => boolean;
  slots: RunSlots;
  keys: SecretKeys;
  factory: LlmFactory;
  logger: Logger;
  redactor: Redactor;
  /** Remembers choices in this workspace. */
  memory: vscode.Memento;
  /** Remembers what the user agreed to, in every workspace. */
  agreements: vscode.Memento;
}

/** The parts that a window that only opens does not need. Each is loaded with the first call, and once. */
export class LateParts implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #detach: Detach;
  readonly #early: () => EarlyParts;

  /** @param early is asked when a part is loaded: by then everything is there. */
  constructor(detach: Detach, early: () => EarlyParts) {
    this.#detach = detach;
    this.#early = early;
  }

  readonly guard = lazy(async () => {
    const { SendGuard } = await import('#editor/sending/sendGuard.ts');
    const { redactor } = this.#early();
    return this.#disposables.add(new SendGuard(redactor, await this.connection(), windowUi));
  });

  readonly connection = lazy(async () => {
    const { createConnectionGuard } = await import('#editor/settings/networkGuard.ts');
    return createConnectionGuard(this.#early().agreements);
  });

  readonly tasks = lazy(async () => {
    const { TaskCommands } = await import('#editor/tasks/taskCommands.ts');
    return new TaskCommands(this.#early());
  });

  readonly keyCommands = lazy(async () => {
    const { KeyCommands } = await import('#editor/keys/keyCommands.ts');
    return new KeyCommands({ ...this.#early(), connection: await this.connection() });
  });

  readonly apply = lazy(async () => {
    const { ApplyCommands } = await import('#editor/apply/index.ts');
    return this.#disposables.add(new ApplyCommands({ ...this.#early(), detach: this.#detach }));
  });

  readonly plans = lazy(async () => {
    const { Plans } = await import('#editor/plans/index.ts');
    return this.#disposables.add(new Plans({ ...this.#early(), detach: this.#detach }));
  });

  readonly history = lazy(async () => {
    const { HistoryActions } = await import('#editor/history/index.ts');
    const early = this.#early();
    const [history, { tabs: planTabs }] = [await early.store.open(), await this.plans()];
    return new HistoryActions({ ...early, history, planTabs, detach: this.#detach });
  });

  dispose(): void {
    this.#disposables.dispose();
  }
}
