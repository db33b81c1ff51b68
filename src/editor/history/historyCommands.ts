import * as vscode from 'vscode';
import { type CommandTable, type HistoryCommandId, toRunId } from '#editor/ui/commands.ts';
import type { HistoryExports } from './historyExports.ts';
import type { HistoryActions } from './historyActions.ts';
import { findHistoryTarget, type HistoryTarget } from './historyTargets.ts';
import type { HistoryView } from './historyView.ts';
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

/** Commands of the history, for menus, keybindings and other extensions. */
export function historyCommands(options: HistoryCommandsOptions): Pick<CommandTable, HistoryCommandId> {
  const { view, panel } = options;
  const actions = () => options.actions();
  const target = (value: unknown) => findHistoryTarget(value, view.selection);
  const withRun = async <Result>(value: unknown, act: (actions: HistoryActions, runId: string) => Result) => {
    const [runId] = target(value).runIds;
    return runId === undefined ? undefined : act(await actions(), runId);
  };
  const planOf = ({ planIds: [planId], task }: HistoryTarget): string | undefined => planId ?? task?.planId;
  const exportListed = async (file?: vscode.Uri) => {
    const place = view.hasAllWorkspaces ? {} : { workspace: options.workspace() };
    const search = view.searchText === '' ? {} : { text: view.searchText };
    return (await options.exports()).exportAll({ ...place, ...search }, file);
  };
  return {
    'switchyard.showResults': async (value) => {
      const runId = toRunId(value);
      if (runId === undefined || !(await actions()).open(runId)) panel.reveal({ preserveFocus: false });
    },
    'switchyard.showHistory': (value) => view.show(toRunId(value)),
    'switchyard.searchHistory': (value) => {
      const text = readText(value, 'text');
      return text === undefined ? view.search() : view.setSearch(text);
    },
    'switchyard.clearHistorySearch': () => view.clearSearch(),
    'switchyard.showAllWorkspaces': () => view.setAllWorkspaces(true),
    'switchyard.showThisWorkspace': () => view.setAllWorkspaces(false),
    'switchyard.refreshHistory': () => view.refresh(),
    'switchyard.loadMoreHistory': () => view.loadMore(),
    'switchyard.openRun': (value) => withRun(value, (all, runId) => all.open(runId)),
    'switchyard.runAgain': (value) => withRun(value, (all, runId) => all.runAgain(runId)),
    'switchyard.runWithAgent': (value) =>
      withRun(value, (all, runId) => all.runWithAgent(runId, readText(value, 'agent'))),
    'switchyard.copyAnswer': (value) => withRun(value, (all, runId) => all.copyAnswer(runId)),
    'switchyard.exportRuns': async (value) => {
      const file = readUri(value);
      const { runIds, planIds } = target(value);
      if (runIds.length + planIds.length === 0) return exportListed(file);
      return (await options.exports()).export({ runIds, planIds }, file);
    },
    'switchyard.exportHistory': (value) => exportListed(readUri(value)),
    'switchyard.deleteRun': async (value) => (await actions()).delete(target(value)),
    'switchyard.deletePlan': async (value) => (await actions()).delete(target(value)),
    'switchyard.clearHistory': async () => (await actions()).clear(),
    'switchyard.openPlan': async (value) => {
      const planId = planOf(target(value));
      if (planId !== undefined) await (await actions()).openPlan(planId);
    },
    'switchyard.retryPlanTask': async (value) => {
      const { task } = target(value);
      if (task) await (await options.planTabs()).act(task.planId, 'retry', task.taskId);
    },
  };
}

function readText(value: unknown, name: 'text' | 'agent'): string | undefined {
  if (typeof value !== 'object' || value === null || 'kind' in value) return undefined;
  const text: unknown = Reflect.get(value, name);
  return typeof text === 'string' ? text : undefined;
}

function readUri(value: unknown): vscode.Uri | undefined {
  return typeof value === 'object' && value !== null && 'uri' in value && value.uri instanceof vscode.Uri
    ? value.uri
    : undefined;
}
