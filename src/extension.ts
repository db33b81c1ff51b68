import * as vscode from 'vscode';
import type { SwitchyardApi } from './api.ts';
import { Redactor } from '#common/redact.ts';
import { ActiveEditor } from '#editor/documents/activeEditor.ts';
import { runApiTask } from '#editor/tasks/apiTask.ts';
import { registerCommands, toPlanId, toRunId } from '#editor/ui/commands.ts';
import { Composer } from '#editor/tasks/composer.ts';
import { createExecutors } from '#editor/executors.ts';
import { historyCommands } from '#editor/history/historyCommands.ts';
import { setLanguage } from '#common/language.ts';
import { HistoryView } from '#editor/history/historyView.ts';
import { watchSettings } from '#editor/settings/settingsCache.ts';
import { LateParts } from '#editor/lateParts.ts';
import { OutputLogger } from '#editor/ui/outputLogger.ts';
import { Panel } from '#editor/panel/panel.ts';
import { watchPlans } from '#editor/plans/watchPlans.ts';
import { findProposalTabs } from '#editor/apply/proposals/proposalTabs.ts';
import { RunActions } from '#editor/runActions.ts';
import { createRunStorage, readWorkspace } from '#editor/tasks/runStorage.ts';
import { SecretKeys } from '#editor/keys/secretKeys.ts';
import { SettingProblems } from '#editor/settings/settingProblems.ts';
import { StatusBar } from '#editor/statusBar.ts';
import { TaskRuns } from '#editor/tasks/taskRuns.ts';
import { createTellingDetach, withParts } from '#editor/ui/unexpectedFailures.ts';
import { BaseLlm, LlmError, LlmFactory, registerBuiltInLlms } from '#llm/core.ts';
import { parsePlan, RunSlots } from '#orchestration/index.ts';

/** The composition root: builds every part once, in the order of what needs what. */
export function activate(context: vscode.ExtensionContext): SwitchyardApi {
  setLanguage(vscode.env.language, vscode.l10n.bundle);
  context.subscriptions.push(watchSettings());
  const channel = vscode.window.createOutputChannel('Switchyard', { log: true });
  const redactor = new Redactor();
  const logger = new OutputLogger(channel, redactor);
  const detach = createTellingDetach(logger);
  const factory = new LlmFactory();
  registerBuiltInLlms(factory);
  factory.register('vscode-lm', async () => (await import('#editor/models/vscodeLm.ts')).VscodeLm);

  const keys = new SecretKeys({ secrets: context.secrets, state: context.globalState, redactor });
  const { store, isLasting } = createRunStorage({ context, keys, redactor, logger });
  const memory = context.workspaceState;
  const slots = new RunSlots();
  const early = () => ({
    extensionUri: context.extensionUri,
    editor,
    runs,
    panel,
    composer,
    executor,
    store,
    slots,
    keys,
    factory,
    logger,
    redactor,
    memory,
    agreements: context.globalState,
    isLasting,
  });
  const late = new LateParts(detach, early);
  const { executor, orchestrator } = createExecutors({ late, store, slots, keys, factory, redactor, logger });
  const composer = new Composer(() => panel);
  const runs = new TaskRuns({ orchestrator, panel: () => panel, keys, store, redactor });
  const editor = new ActiveEditor();
  const actions = new RunActions({ runs, channel, apply: late.apply });
  const panel = new Panel({
    extensionUri: context.extensionUri,
    handlers: {
      restore: async (runIds, planIds) => (await late.history()).restore(runIds, planIds),
      planAction: async (planId, action, taskId) => (await late.plans()).tabs.act(planId, action, taskId),
      openTask: async (planId, taskId) => (await late.history()).openTask(planId, taskId),
      stop: (runId) => runs.cancel(runId),
      followUp: (runId, description) => runs.followUp(runId, description),
      chooseAnswer: (runId) => runs.choose(runId),
      action: (runId, action) => actions.perform(runId, action),
      code: async (runId, action, reference) => (await late.apply()).performOnBlock(runId, action, reference),
      submitTask: (description) => composer.submit(description),
      dismissTask: () => composer.dismiss(),
      addContext: () => composer.addContext(),
      removeContext: (index) => composer.removeContext(index),
    },
    keepsRuns: isLasting,
    originOf: (runId) => runs.requestOf(runId),
    detach,
  });
  const view = new HistoryView({ open: () => store.open(), workspace: readWorkspace, detach });

  context.subscriptions.push(
    late,
    runs,
    watchPlans(late.plans, detach),
    panel,
    vscode.window.registerWebviewPanelSerializer(Panel.viewType, panel.serializer),
    view,
    editor,
    runs.onDidChangeRun(({ runId, status }) => {
      const selection = status === 'in_progress' ? runs.selectionOf(runId) : undefined;
      if (selection?.runId !== runId) return;
      detach(async () => (await late.apply()).begin(runId, selection.source));
    }),
    new StatusBar({ editor, runs }),
    new SettingProblems({ logger, detach }),
    runs.onDidChangeRun((result) => detach(() => actions.tellFailure(result))),
    registerCommands(
      {
        'switchyard.runTask': async (value) => (await late.tasks()).runTask(value),
        'switchyard.runTaskOnSelection': async (value) => (await late.tasks()).runTaskOnSelection(value),
        'switchyard.runSelection': async (value) => (await late.tasks()).runSelection(value),
        'switchyard.compareAgents': async (value) => (await late.tasks()).compareAgents(value),
        'switchyard.explain': async (value) => (await late.tasks()).runPreset('explain', value),
        'switchyard.fix': async (value) => (await late.tasks()).runPreset('fix', value),
        'switchyard.refactor': async (value) => (await late.tasks()).runPreset('refactor', value),
        'switchyard.writeTests': async (value) => (await late.tasks()).runPreset('tests', value),
        'switchyard.document': async (value) => (await late.tasks()).runPreset('document', value),
        'switchyard.selectAgent': async (value) =>
          (await import('#editor/settings/agentChoice.ts')).selectAgent(editor, value),
        'switchyard.setApiKey': async (value) => (await late.keyCommands()).setApiKey(value),
        'switchyard.removeApiKey': async (value) => (await late.keyCommands()).removeApiKey(value),
        'switchyard.applyAnswer': async (value) => (await late.apply()).applyAnswer(value),
        'switchyard.acceptChange': async (value) => (await late.apply()).acceptChange(value),
        'switchyard.discardChange': async (value) => (await late.apply()).discardChange(value),
        'switchyard.cancelTask': (value) => runs.cancel(toRunId(value)),
        'switchyard.showRunning': async () => (await import('#editor/tasks/runningTasks.ts')).showRunning(runs, panel),
        ...historyCommands({
          view,
          panel,
          planTabs: async () => (await late.plans()).tabs,
          actions: late.history,
          workspace: readWorkspace,
        }),
        'switchyard.runPlan': async (value) => (await late.plans()).commands.runPlan(value),
        'switchyard.resumePlan': async (value) => (await late.plans()).commands.resumePlan(value),
        'switchyard.cancelPlan': async (value) => (await late.plans()).runs.cancel(toPlanId(value)),
        'switchyard.planWithAgent': async (value) => (await late.plans()).author.plan(value),
      },
      detach,
    ),
    // After the runs, which it marks as interrupted where they have not ended.
    store,
    // Last: the others may still log while they are disposed.
    logger,
  );

  // Of an extension host that was restarted: what they propose is known no more.
  if (findProposalTabs().length > 0) detach(async () => (await late.apply()).closeStale());

  return {
    version: 1,
    executeTask: (task) => runApiTask(task, (request) => runs.run(request)),
    executePlan: (plan, options) =>
      withParts(detach, async () => (await late.plans()).commands.runForApi(plan, options)),
    parsePlan: (text, format) => withParts(detach, () => parsePlan(text, format)),
    registerLlm(type, loader) {
      factory.register(type, loader);
      return new vscode.Disposable(() => factory.unregister(type));
    },
    onDidChangeRun: runs.onDidChangeRun,
    BaseLlm,
    LlmError,
  };
}
