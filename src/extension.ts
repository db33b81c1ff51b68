import * as vscode from 'vscode';
import type { SwitchyardApi } from './api.ts';
import { setLanguage } from '#common/language.ts';
import { runApiTask } from '#editor/tasks/apiTask.ts';
import { type CommandTable, registerCommands, toPlanId, toRunId } from '#editor/ui/commands.ts';
import { compose, type Parts } from '#editor/compose.ts';
import { historyCommands } from '#editor/history/historyCommands.ts';
import { readWorkspace } from '#editor/tasks/runStorage.ts';
import { withParts } from '#editor/ui/unexpectedFailures.ts';
import { BaseLlm, LlmError } from '#llm/core.ts';
import { parsePlan } from '#orchestration/index.ts';

export function activate(context: vscode.ExtensionContext): SwitchyardApi {
  setLanguage(vscode.env.language, vscode.l10n.bundle);
  const parts = compose(context);
  context.subscriptions.push(registerCommands(toCommands(parts), parts.detach));
  return toApi(parts);
}

function toCommands(parts: Parts): CommandTable {
  const { editor, panel, runs, view, loadSettings, loadTasks, tasks, keyCommands, apply, plans, history } = parts;
  return {
    'switchyard.runTask': async (value) => (await tasks()).runTask(value),
    'switchyard.runTaskOnSelection': async (value) => (await tasks()).runTaskOnSelection(value),
    'switchyard.runSelection': async (value) => (await tasks()).runSelection(value),
    'switchyard.compareAgents': async (value) => (await tasks()).compareAgents(value),
    'switchyard.explain': async (value) => (await tasks()).runPreset('explain', value),
    'switchyard.fix': async (value) => (await tasks()).runPreset('fix', value),
    'switchyard.refactor': async (value) => (await tasks()).runPreset('refactor', value),
    'switchyard.writeTests': async (value) => (await tasks()).runPreset('tests', value),
    'switchyard.document': async (value) => (await tasks()).runPreset('document', value),
    'switchyard.selectAgent': async (value) => (await loadSettings()).selectAgent(editor, value),
    'switchyard.setApiKey': async (value) => (await keyCommands()).setApiKey(value),
    'switchyard.removeApiKey': async (value) => (await keyCommands()).removeApiKey(value),
    'switchyard.applyAnswer': async (value) => (await apply()).applyAnswer(value),
    'switchyard.acceptChange': async (value) => (await apply()).acceptChange(value),
    'switchyard.discardChange': async (value) => (await apply()).discardChange(value),
    'switchyard.cancelTask': (value) => runs.cancel(toRunId(value)),
    'switchyard.showRunning': async () => (await loadTasks()).showRunning(runs, panel),
    ...historyCommands({
      view,
      panel,
      planTabs: async () => (await plans()).tabs,
      actions: history,
      exports: parts.historyExports,
      workspace: readWorkspace,
    }),
    'switchyard.runPlan': async (value) => (await plans()).commands.runPlan(value),
    'switchyard.resumePlan': async (value) => (await plans()).commands.resumePlan(value),
    'switchyard.cancelPlan': async (value) => (await plans()).runs.cancel(toPlanId(value)),
    'switchyard.planWithAgent': async (value) => (await plans()).author.plan(value),
  };
}

function toApi({ factory, detach, onDidChangeRun, runs, plans }: Parts): SwitchyardApi {
  return {
    version: 1,
    executeTask: (task) => runApiTask(task, (request) => runs.run(request)),
    executePlan: (plan, options) => withParts(detach, async () => (await plans()).commands.runForApi(plan, options)),
    parsePlan: (text, format) => withParts(detach, () => parsePlan(text, format)),
    registerLlm(type, loader) {
      factory.register(type, loader);
      return new vscode.Disposable(() => factory.unregister(type));
    },
    onDidChangeRun,
    BaseLlm,
    LlmError,
  };
}
