import * as vscode from 'vscode';
import type { SwitchyardApi } from './api.ts';
import { setLanguage } from '#common/language.ts';
import { runApiTask } from '#editor/tasks/apiTask.ts';
import { registerCommands } from '#editor/ui/registerCommands.ts';
import { createCommands } from '#editor/commandTable.ts';
import { compose, type Parts } from '#editor/compose.ts';
import { withParts } from '#editor/ui/unexpectedFailures.ts';
import { BaseLlm, LlmError } from '#llm/core.ts';
import { parsePlan } from '#orchestration/index.ts';

export function activate(context: vscode.ExtensionContext): SwitchyardApi {
  setLanguage(vscode.env.language, vscode.l10n.bundle);
  const parts = compose(context);
  // First, so that no command is called once the store is closed.
  context.subscriptions.unshift(registerCommands(createCommands(parts), parts.background));
  return toApi(parts);
}

function toApi({ factory, background, onDidChangeRun, runs, plans }: Parts): SwitchyardApi {
  return {
    version: 1,
    executeTask: (task) => runApiTask(task, (request) => runs.run(request)),
    executePlan: (plan, options) =>
      withParts(background, async () => (await plans()).commands.runForApi(plan, options)),
    parsePlan: (text, format) => withParts(background, () => parsePlan(text, format)),
    registerLlm(type, loader) {
      factory.register(type, loader);
      return new vscode.Disposable(() => factory.unregister(type));
    },
    onDidChangeRun,
    BaseLlm,
    LlmError,
  };
}
