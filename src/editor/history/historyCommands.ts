import * as v from 'valibot';
import type * as vscode from 'vscode';
import { type Command, defineCommand } from '#editor/ui/commands.ts';
import { fileSchema } from '#editor/ui/registerCommands.ts';
import type { HistoryExports } from './historyExports.ts';
import type { HistoryActions } from './historyActions.ts';
import { findHistoryTarget, type HistoryTarget } from './historyTargets.ts';
import type { HistoryView } from './historyView.ts';
import type { HistoryNode } from './historyRows.ts';
import type { Panel } from '#editor/panel/panel.ts';
import type { PlanPresenter } from '#editor/plans/planPresenter.ts';

export interface HistoryCommandsOptions {
  view: HistoryView;
  panel: Panel;
  planTabs(): Promise<PlanPresenter>;
  /** Opens the history. */
  actions(): Promise<HistoryActions>;
  exports(): Promise<HistoryExports>;
  workspace(): string;
}

const text = v.optional(v.string());
const noArgument = v.unknown();
/** A run; anything else shows the panel or the view without one. */
const shownArgument = v.fallback(v.optional(v.object({ runId: text }), {}), {});

const row = v.custom<HistoryNode>((value) => isRow(value));
/** Ids that are none, such as the `null` of a keybinding, are as good as absent. */
const hint = v.fallback(text, undefined);
const named = v.object({
  runId: hint,
  planId: hint,
  taskId: hint,
  agent: hint,
  uri: v.fallback(v.optional(fileSchema), undefined),
});
/** A row of the tree, or the ids of what a command is about. Without either it is about the selected rows. */
const targetArgument = v.optional(v.lazy((value) => (isRow(value) ? row : named)));

type TargetArgument = v.InferOutput<typeof targetArgument>;

function isRow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

/** Defines the commands of the history, for menus, keybindings and other extensions. */
export function historyCommands(options: HistoryCommandsOptions): Command[] {
  const { view, panel } = options;
  const actions = () => options.actions();
  const target = (argument: TargetArgument) => findHistoryTarget(argument, view.selection);
  const withRun = async <Result>(argument: TargetArgument, act: (actions: HistoryActions, runId: string) => Result) => {
    const [runId] = target(argument).runIds;
    return runId === undefined ? undefined : act(await actions(), runId);
  };
  const planOf = ({ planIds: [planId], task }: HistoryTarget): string | undefined => planId ?? task?.planId;
  const exportListed = async (argument: TargetArgument) => {
    const place = view.hasAllWorkspaces ? {} : { workspace: options.workspace() };
    const search = view.searchText === '' ? {} : { text: view.searchText };
    return (await options.exports()).exportAll({ ...place, ...search }, fileOf(argument));
  };
  return [
    defineCommand('switchyard.showResults', shownArgument, async ({ runId }) => {
      if (runId === undefined || !(await actions()).open(runId)) panel.reveal({ preserveFocus: false });
    }),
    defineCommand('switchyard.showHistory', shownArgument, ({ runId }) => view.show(runId)),
    defineCommand('switchyard.searchHistory', v.optional(v.object({ text }), {}), (argument) =>
      argument.text === undefined ? view.search() : view.setSearch(argument.text),
    ),
    defineCommand('switchyard.clearHistorySearch', noArgument, () => view.clearSearch()),
    defineCommand('switchyard.showAllWorkspaces', noArgument, () => view.setAllWorkspaces(true)),
    defineCommand('switchyard.showThisWorkspace', noArgument, () => view.setAllWorkspaces(false)),
    defineCommand('switchyard.refreshHistory', noArgument, () => view.refresh()),
    defineCommand('switchyard.loadMoreHistory', noArgument, () => view.loadMore()),
    defineCommand('switchyard.openRun', targetArgument, (argument) =>
      withRun(argument, (all, runId) => all.open(runId)),
    ),
    defineCommand('switchyard.runAgain', targetArgument, (argument) =>
      withRun(argument, (all, runId) => all.runAgain(runId)),
    ),
    defineCommand('switchyard.runWithAgent', targetArgument, (argument) => {
      const agent = argument && !('kind' in argument) ? argument.agent : undefined;
      return withRun(argument, (all, runId) => all.runWithAgent(runId, agent));
    }),
    defineCommand('switchyard.copyAnswer', targetArgument, (argument) =>
      withRun(argument, (all, runId) => all.copyAnswer(runId)),
    ),
    defineCommand('switchyard.exportRuns', targetArgument, async (argument) => {
      const { runIds, planIds } = target(argument);
      if (runIds.length + planIds.length === 0) return exportListed(argument);
      return (await options.exports()).export({ runIds, planIds }, fileOf(argument));
    }),
    defineCommand('switchyard.exportHistory', targetArgument, exportListed),
    defineCommand('switchyard.deleteRun', targetArgument, async (argument) =>
      (await actions()).delete(target(argument)),
    ),
    defineCommand('switchyard.deletePlan', targetArgument, async (argument) =>
      (await actions()).delete(target(argument)),
    ),
    defineCommand('switchyard.clearHistory', noArgument, async () => (await actions()).clear()),
    defineCommand('switchyard.openPlan', targetArgument, async (argument) => {
      const planId = planOf(target(argument));
      if (planId !== undefined) await (await actions()).openPlan(planId);
    }),
    defineCommand('switchyard.retryPlanTask', targetArgument, async (argument) => {
      const { task } = target(argument);
      if (task) await (await options.planTabs()).act(task.planId, 'retry', task.taskId);
    }),
  ];
}

function fileOf(argument: TargetArgument): vscode.Uri | undefined {
  return argument && !('kind' in argument) ? argument.uri : undefined;
}
