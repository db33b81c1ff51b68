import * as vscode from 'vscode';
import type { Background } from '#common/background.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import type { Logger } from '#common/logger.ts';
import type { TaskRunner } from '#orchestration/index.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import type { Panel } from '#editor/panel/panel.ts';
import { PlanAuthor } from './planAuthor.ts';
import { PlanCommands } from './planCommands.ts';
import { isPlan } from '#editor/plans/language/planKinds.ts';
import { PlanDocuments } from '#editor/plans/language/planDocuments.ts';
import { PlanEdits } from './planEdits.ts';
import { registerPlanLenses } from '#editor/plans/language/planLensProvider.ts';
import { PlanLanguage } from '#editor/plans/language/planLanguage.ts';
import { PlanLenses } from './planLenses.ts';
import { followSavedPlans, isGone, readPlanText } from './planFiles.ts';
import { showPlanProgress } from './planProgress.ts';
import { askAboutChanges } from './planQuestions.ts';
import { PlanRuns, type PlanRunsOptions } from './planRuns.ts';
import { PlanPresenter } from './planPresenter.ts';
import { labelOf } from '#editor/settings/agentLabel.ts';
import { readConfiguration, readLimits } from '#editor/settings/configuration.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import type { SessionRuns } from '#editor/tasks/sessionRuns.ts';

export interface PlansOptions extends Pick<PlanRunsOptions, 'store' | 'slots' | 'redactor'> {
  editor: ActiveEditor;
  runs: SessionRuns;
  executor: TaskRunner;
  panel: Panel;
  extensionUri: vscode.Uri;
  logger: Logger;
  background: Background;
}

/** Everything about plans: their runs, what the editor and the panel show of them, and the commands. */
export class Plans implements Disposable {
  readonly runs: PlanRuns;
  readonly tabs: PlanPresenter;
  readonly commands: PlanCommands;
  readonly author: PlanAuthor;
  readonly #disposables = new DisposableStore();

  constructor(options: PlansOptions) {
    const { editor, runs, panel, store, extensionUri, logger, background } = options;
    const plans = this.#disposables.add(
      new PlanRuns({
        ...options,
        createRunner: (source) => createRunner(options, source),
        readLimits,
        readPlan: readPlanText,
        isGone,
        isTrusted,
        showProgress: showPlanProgress,
        ask: (question) => askAboutChanges(windowUi, question),
      }),
    );
    this.runs = plans;
    this.#disposables.add(followSavedPlans(plans.sources));
    this.tabs = this.#disposables.add(
      new PlanPresenter({ open: () => store.open(), panel, ui: windowUi, labelOf: labelOfAgent, plans, background }),
    );
    const documents = this.#disposables.add(new PlanDocuments());
    this.#disposables.add(new PlanLanguage({ documents, extensionUri, logger }));
    const lenses = this.#disposables.add(new PlanLenses({ plans, isTrusted, background }));
    this.#disposables.add(registerPlanLenses(lenses, documents));
    const edits = this.#disposables.add(new PlanEdits({ plans, ui: windowUi }));
    this.#disposables.add(
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (!isPlan(document)) return;
        background(async () => edits.reportSaved(document.uri.toString(), (await documents.read(document)).plan));
      }),
    );
    this.commands = new PlanCommands({ editor, documents, plans, edits, background, isTrusted });
    this.author = new PlanAuthor({ editor, runs });
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

function labelOfAgent(agentId: string): string {
  return labelOf(readConfiguration().registry.get(agentId), agentId);
}

function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** Creates the runner of one plan. It shows each task as a run, with the settings for its document. */
function createRunner({ runs, executor }: PlansOptions, source: string | undefined): TaskRunner {
  const resource = source === undefined ? undefined : vscode.Uri.parse(source);
  let isRevealed = true;
  return {
    execute: (task, options) => {
      const execution = runs.runPlanned(task, options ?? {}, {
        execute: (own, ownOptions) => executor.execute(own, ownOptions),
        resource,
        isRevealed,
      });
      // The first task reveals the panel; the others must not take the focus from a reader.
      isRevealed = false;
      return execution;
    },
    providersOf: (task, options) => {
      const { registry, agentId: defaultAgent } = readConfiguration(resource);
      return executor.providersOf?.(task, { registry, defaultAgent, ...options }) ?? [];
    },
  };
}
