import * as vscode from 'vscode';
import { DisposableStore } from '#common/disposable.ts';
import { lazy } from '#common/lazy.ts';
import { Redactor } from '#common/redact.ts';
import { findProposalTabs } from '#editor/apply/proposals/proposalTabs.ts';
import { ActiveEditor } from '#editor/documents/activeEditor.ts';
import { HistoryView } from '#editor/history/historyView.ts';
import { SecretKeys } from '#editor/keys/secretKeys.ts';
import { PageWindow } from '#editor/panel/pageWindow.ts';
import { Panel } from '#editor/panel/panel.ts';
import { PanelRequests } from '#editor/panel/panelRequests.ts';
import { watchPlans } from '#editor/plans/watchPlans.ts';
import { watchSettings } from '#editor/settings/settingsCache.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import { SettingProblems } from '#editor/settings/settingProblems.ts';
import { Composer } from '#editor/tasks/composer.ts';
import { createRunStorage, readWorkspace } from '#editor/tasks/runStorage.ts';
import { SessionRuns } from '#editor/tasks/sessionRuns.ts';
import { OutputLogger } from '#editor/ui/outputLogger.ts';
import { createWindowBackground } from '#editor/ui/unexpectedFailures.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import { LlmFactory, registerBuiltInLlms } from '#llm/core.ts';
import { type ExecutionResult, parsePlan, RunSlots } from '#orchestration/index.ts';
import { createExecutors } from './executors.ts';
import { RunActions } from './runActions.ts';
import { StatusBar } from './statusBar.ts';

/** The parts of the extension that commands and other extensions use. Those in functions are loaded with the first call. */
export type Parts = ReturnType<typeof compose>;

/** Composition root: builds every part once, each after the parts that it needs. */
export function compose({
  extensionUri,
  globalState,
  globalStorageUri,
  secrets,
  subscriptions,
  workspaceState,
}: vscode.ExtensionContext) {
  // Settings, and the log that all parts write to.
  const settings = watchSettings();
  const channel = vscode.window.createOutputChannel('Switchyard', { log: true });
  const redactor = new Redactor();
  const logger = new OutputLogger(channel, redactor);
  const background = createWindowBackground(logger);

  // Models, keys and the history.
  const factory = new LlmFactory();
  registerBuiltInLlms(factory);
  factory.register('vscode-lm', async () => (await import('#editor/models/index.ts')).VscodeLm);
  const keys = new SecretKeys({ secrets, state: globalState, redactor });
  const { store, isLasting } = createRunStorage({ globalStorageUri, keys, redactor, logger });

  // Execution of tasks, and the checks before a request is sent.
  const lateParts = new DisposableStore();
  const loadSettings = lazy(() => import('#editor/settings/index.ts'));
  const loadSending = lazy(() => import('#editor/sending/index.ts'));
  const loadTasks = lazy(() => import('#editor/tasks/index.ts'));
  const connection = lazy(async () => (await loadSettings()).createConnectionGuard(globalState));
  const guard = lazy(async () => {
    const { PreviewDocuments, SendGuard, sendPolicy } = await loadSending();
    const previews = lateParts.add(new PreviewDocuments());
    return new SendGuard({ redactor, connection: await connection(), ui: windowUi, policy: sendPolicy, previews });
  });
  const slots = new RunSlots();
  const { executor, orchestrator } = createExecutors({
    beforeSend: async (request) => (await guard()).decide(request),
    store,
    slots,
    keys,
    factory,
    redactor,
    logger,
  });

  // The panel and the runs that it shows.
  const editor = new ActiveEditor();
  const panel = new Panel({ extensionUri, keepsRuns: isLasting, background });
  const runs = new SessionRuns({
    orchestrator,
    view: panel,
    keys,
    store,
    redactor,
    readConfiguration,
    parseUri: (text) => vscode.Uri.parse(text),
    loadOffers: async () => (await loadTasks()).describeEdits,
  });
  const composer = new Composer({
    panel,
    pickFiles: async (context) => (await loadSending()).pickContextFiles(context),
  });

  // Rooms that are loaded with their first use.
  const tasks = lazy(async () => {
    const { TaskCommands } = await loadTasks();
    return new TaskCommands({ editor, runs, composer, memory: workspaceState });
  });
  const keyCommands = lazy(async () => {
    const { KeyCommands } = await import('#editor/keys/index.ts');
    return new KeyCommands({ editor, keys, factory, logger, connection: await connection() });
  });
  const apply = lazy(async () => {
    const { ApplyCommands } = await import('#editor/apply/index.ts');
    return lateParts.add(new ApplyCommands({ runs, editor, panel, background }));
  });
  const plans = lazy(async () => {
    // The parser comes along: it is asked for with each key that is typed.
    const [{ Plans }] = await Promise.all([import('#editor/plans/index.ts'), parsePlan('version: 1', 'yaml')]);
    const options = { extensionUri, editor, runs, panel, executor, store, slots, redactor, logger, background };
    return lateParts.add(new Plans(options));
  });
  const history = lazy(async () => {
    const { createHistoryActions } = await import('#editor/history/index.ts');
    const [opened, { tabs: planTabs }] = [await store.open(), await plans()];
    return createHistoryActions({ history: opened, isLasting, runs, panel, planTabs, background });
  });
  const historyExports = lazy(async () => {
    const { HistoryExports } = await import('#editor/history/index.ts');
    return new HistoryExports({ history: await store.open(), background });
  });

  // VS Code's own emitter for other extensions, whose listeners may throw.
  const runChanged = new vscode.EventEmitter<ExecutionResult>();

  // Buttons of the panel and of notifications.
  const actions = new RunActions({ runs, channel, apply, loadSettings });
  const pageWindow = new PageWindow({ panel, ui: windowUi, originOf: (runId) => runs.requestOf(runId) });
  const requests = new PanelRequests({
    runs: panel.runs,
    plans: panel.plans,
    handlers: {
      restore: async (runIds, planIds) => (await history()).restore(runIds, planIds),
      planAction: async (planId, action, taskId) => (await plans()).tabs.act(planId, action, taskId),
      openTask: async (planId, taskId) => (await history()).openTask(planId, taskId),
      stop: (runId) => runs.cancel(runId),
      followUp: (runId, description) => runs.followUp(runId, description),
      chooseAnswer: (runId) => runs.choose(runId),
      action: (runId, action) => actions.perform(runId, action),
      code: async (runId, action, reference) => (await apply()).performOnBlock(runId, action, reference),
      submitTask: (description) => composer.submit(description),
      dismissTask: () => composer.dismiss(),
      addContext: () => composer.addContext(),
      removeContext: (index) => composer.removeContext(index),
    },
    window: pageWindow,
    background,
  });
  const view = new HistoryView({ open: () => store.open(), workspace: readWorkspace, background });

  subscriptions.push(
    settings,
    lateParts,
    runs,
    runChanged,
    runs.onDidChangeRun((result) => runChanged.fire(result)),
    watchPlans(plans, background),
    panel.onDidReceiveMessage(({ value, isThere }) => requests.receive(value, isThere)),
    panel.onDidClose(() => background(() => requests.dismissTask())),
    pageWindow,
    panel,
    vscode.window.registerWebviewPanelSerializer(Panel.viewType, panel.serializer),
    view,
    editor,
    runs.onDidChangeRun(({ runId, status }) => {
      const selection = status === 'in_progress' ? runs.selectionOf(runId) : undefined;
      if (selection?.runId === runId) background(async () => (await apply()).begin(runId, selection.source));
    }),
    runs.onDidChangeRunning((count) => {
      void vscode.commands.executeCommand('setContext', 'switchyard.isRunning', count > 0);
    }),
    new StatusBar({ editor, runs }),
    new SettingProblems({ logger, background }),
    runs.onDidChangeRun((result) => background(() => actions.showFailure(result))),
    // After the runs, which it marks as interrupted where they have not ended.
    store,
    // Last: the others may still log while they are disposed.
    logger,
  );

  // An extension host that was restarted does not know the proposals of the one before.
  if (findProposalTabs().length > 0) background(async () => (await apply()).closeStale());

  return {
    factory,
    background,
    onDidChangeRun: runChanged.event,
    editor,
    panel,
    runs,
    view,
    loadSettings,
    loadTasks,
    tasks,
    keyCommands,
    apply,
    plans,
    history,
    historyExports,
  };
}
