import * as vscode from 'vscode';
import type { SwitchyardApi } from './api.ts';
import { DisposableStore } from './common/disposable.ts';
import { lazy } from './common/lazy.ts';
import { Redactor } from './common/redact.ts';
import { ActiveEditor } from './editor/activeEditor.ts';
import { toRunRequest } from './editor/apiTask.ts';
import { registerCommands, toPlanId, toRunId } from './editor/commands.ts';
import { Composer } from './editor/composer.ts';
import { readBudget, readLimits, readPrices } from './editor/configuration.ts';
import { historyCommands } from './editor/historyCommands.ts';
import { HistoryView } from './editor/historyView.ts';
import { OutputLogger } from './editor/outputLogger.ts';
import { Panel } from './editor/panel.ts';
import { PlanParts } from './editor/planParts.ts';
import { RunActions } from './editor/runActions.ts';
import { createRunStorage, readWorkspace } from './editor/runStorage.ts';
import { SecretKeys } from './editor/secretKeys.ts';
import { SettingProblems } from './editor/settingProblems.ts';
import { StatusBar } from './editor/statusBar.ts';
import { TaskRuns } from './editor/taskRuns.ts';
import { BaseLlm, LlmError, LlmFactory, registerBuiltInLlms } from './llm/core.ts';
import {
  type ComputeRunCost,
  loadRunCost,
  parsePlan,
  ProjectOrchestrator,
  TaskExecutor,
} from './orchestration/index.ts';

/** The composition root: builds every part once, in the order of what needs what. */
export function activate(context: vscode.ExtensionContext): SwitchyardApi {
  const channel = vscode.window.createOutputChannel('Switchyard', { log: true });
  /** What is loaded when it is first needed. */
  const parts = new DisposableStore();
  const redactor = new Redactor();
  const logger = new OutputLogger(channel, redactor);
  const factory = new LlmFactory();
  registerBuiltInLlms(factory);
  factory.register('vscode-lm', async () => (await import('./editor/vscodeLm.ts')).VscodeLm);

  const store = createRunStorage(context, logger);
  const keys = new SecretKeys({ secrets: context.secrets, state: context.globalState, redactor });
  const guard = lazy(async () => {
    const { SendGuard } = await import('./editor/sendGuard.ts');
    return parts.add(new SendGuard());
  });
  let computeRunCost: ComputeRunCost | undefined;
  const executor = new TaskExecutor({
    registry: (task) => runs.configurationOf(task).registry,
    factory,
    credentials: keys,
    redactor,
    store,
    beforeSend: async (request) => {
      computeRunCost ??= await loadRunCost();
      return (await guard()).decide(request);
    },
    costOf: (agent, model, usage) => computeRunCost?.(agent, model, usage, readPrices(), new Date()),
    budget: readBudget,
    spentToday: async () => (await store.open()).sumSpent(new Date().setHours(0, 0, 0, 0)),
    defaultAgent: (task) => runs.configurationOf(task).agentId,
    logger,
    retry: () => ({ maxAttempts: readLimits().maxAttempts }),
    limits: () => {
      const { connectTimeoutMs, idleTimeoutMs, requestTimeoutMs } = readLimits();
      return { connectTimeoutMs, timeoutMs: idleTimeoutMs, totalTimeoutMs: requestTimeoutMs };
    },
  });
  const orchestrator = new ProjectOrchestrator({
    executor,
    logger,
    maxConcurrent: () => readLimits().maxConcurrent,
    maxConcurrentPerProvider: () => readLimits().maxConcurrentPerProvider,
  });
  const composer = new Composer(() => panel);
  const runs = new TaskRuns({ orchestrator, panel: () => panel });
  const editor = new ActiveEditor();
  const selections = lazy(async () => {
    const { TaskSelections } = await import('./editor/applySelections.ts');
    return parts.add(new TaskSelections());
  });
  const apply = lazy(async () => {
    const { ApplyCommands } = await import('./editor/applyCommands.ts');
    return parts.add(new ApplyCommands({ runs, editor, panel: () => panel, selections: await selections() }));
  });
  const actions = new RunActions({ runs, channel, apply });
  const panel = new Panel({
    extensionUri: context.extensionUri,
    handlers: {
      restore: async (runIds, planIds) => (await history()).restore(runIds, planIds),
      planAction: (planId, action, taskId) => void planTabs().then((tabs) => tabs.act(planId, action, taskId)),
      openTask: (planId, taskId) => void history().then((all) => all.openTask(planId, taskId)),
      stop: (runId) => runs.cancel(runId),
      followUp: (runId, description) => void runs.followUp(runId, description),
      chooseAnswer: (runId) => runs.choose(runId),
      action: (runId, action) => void actions.perform(runId, action),
      code: (runId, action, reference) =>
        void apply().then((commands) => commands.performOnBlock(runId, action, reference)),
      submitTask: (description) => composer.submit(description),
      dismissTask: () => composer.dismiss(),
      addContext: () => void composer.addContext(),
      removeContext: (index) => composer.removeContext(index),
    },
  });
  const open = () => store.open();
  const plans = lazy(async () => {
    const { PlanRuns } = await import('./editor/planRuns.ts');
    return parts.add(new PlanRuns({ runs, executor, store, logger }));
  });
  const planTabs = lazy(async () => {
    const { PlanTabs } = await import('./editor/planTabs.ts');
    return parts.add(new PlanTabs({ open, panel, plans: await plans() }));
  });
  const history = lazy(async () => {
    const { HistoryActions } = await import('./editor/historyActions.ts');
    return new HistoryActions({ history: await open(), runs, panel, planTabs: await planTabs() });
  });
  const view = new HistoryView({ open, workspace: readWorkspace });
  const tasks = lazy(async () => {
    const { TaskCommands } = await import('./editor/taskCommands.ts');
    return new TaskCommands({ editor, runs, composer, memory: context.workspaceState });
  });
  const { extensionUri } = context;
  const planParts = new PlanParts({ editor, runs, plans, extensionUri, logger });
  const keyCommands = lazy(async () => {
    const { KeyCommands } = await import('./editor/keyCommands.ts');
    return new KeyCommands({ editor, keys, factory, logger });
  });

  context.subscriptions.push(
    parts,
    runs,
    planParts,
    panel,
    vscode.window.registerWebviewPanelSerializer(Panel.viewType, panel.serializer),
    view,
    editor,
    runs.onDidChangeRun(({ runId, status }) => {
      const selection = status === 'in_progress' ? runs.selectionOf(runId) : undefined;
      if (selection?.runId === runId) void selections().then((all) => all.begin(runId, selection.source));
    }),
    new StatusBar({ editor, runs }),
    new SettingProblems(logger),
    runs.onDidChangeRun((result) => void actions.tellFailure(result)),
    registerCommands({
      'switchyard.runTask': async (value) => (await tasks()).runTask(value),
      'switchyard.runTaskOnSelection': async (value) => (await tasks()).runTaskOnSelection(value),
      'switchyard.runSelection': async (value) => (await tasks()).runSelection(value),
      'switchyard.compareAgents': async (value) => (await tasks()).compareAgents(value),
      'switchyard.explain': async (value) => (await tasks()).runPreset('explain', value),
      'switchyard.fix': async (value) => (await tasks()).runPreset('fix', value),
      'switchyard.refactor': async (value) => (await tasks()).runPreset('refactor', value),
      'switchyard.writeTests': async (value) => (await tasks()).runPreset('tests', value),
      'switchyard.document': async (value) => (await tasks()).runPreset('document', value),
      'switchyard.selectAgent': async (value) => (await import('./editor/agentChoice.ts')).selectAgent(editor, value),
      'switchyard.setApiKey': async (value) => (await keyCommands()).setApiKey(value),
      'switchyard.removeApiKey': async (value) => (await keyCommands()).removeApiKey(value),
      'switchyard.applyAnswer': async (value) => (await apply()).applyAnswer(value),
      'switchyard.acceptChange': async (value) => (await apply()).acceptChange(value),
      'switchyard.discardChange': async (value) => (await apply()).discardChange(value),
      'switchyard.cancelTask': (value) => runs.cancel(toRunId(value)),
      'switchyard.showRunning': async () => (await import('./editor/runningTasks.ts')).showRunning(runs, panel),
      ...historyCommands({ view, panel, planTabs, actions: history, workspace: readWorkspace }),
      'switchyard.runPlan': async (value) => (await planParts.load()).commands.runPlan(value),
      'switchyard.resumePlan': async (value) => (await planParts.load()).commands.resumePlan(value),
      'switchyard.cancelPlan': async (value) => (await plans()).cancel(toPlanId(value)),
      'switchyard.planWithAgent': async (value) => (await planParts.load()).author.plan(value),
    }),
    // After the runs, which it marks as interrupted where they have not ended.
    store,
    // Last: the others may still log while they are disposed.
    logger,
  );

  return {
    version: 1,
    executeTask: (task) => runs.run(toRunRequest(task)),
    executePlan: async (plan, options) => (await planParts.load()).commands.runForApi(plan, options),
    parsePlan,
    registerLlm(type, loader) {
      factory.register(type, loader);
      return new vscode.Disposable(() => factory.unregister(type));
    },
    onDidChangeRun: runs.onDidChangeRun,
    BaseLlm,
    LlmError,
  };
}
