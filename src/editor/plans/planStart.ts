import type { ExecutionResult, Plan } from '#orchestration/index.ts';
import type { EditorUi } from '#editor/ui/editorUi.ts';
import { askAboutOtherWindow } from './planQuestions.ts';
import type { PlanRuns } from './planRuns.ts';

export interface PlanStart {
  plans: PlanRuns;
  ui: EditorUi;
  /** Shows a plan that another window runs. */
  showPlan: (planId: string) => unknown;
  /** Called if the plan is active here already: the call joins that run. */
  onJoin: () => void;
}

/**
 * Runs the plan of a document. Asks first if another window runs it: none is run if the question is dismissed. Resolves to
 * `undefined` if another window has started it since this moment, which has to be asked about from the beginning.
 */
export async function startPlan(
  plan: Plan,
  source: string,
  { plans, ui, showPlan, onJoin }: PlanStart,
): Promise<ExecutionResult[] | undefined> {
  await plans.sources.follow(source);
  if (plans.findBySource(source)?.isRunning) {
    onJoin();
    return plans.runAlone(plan, { source });
  }
  const elsewhere = await plans.sources.findElsewhere(source);
  if (elsewhere === undefined) return plans.runAlone(plan, { source });
  const choice = await askAboutOtherWindow(ui);
  if (choice === 'show') await showPlan(elsewhere);
  return choice === 'run' ? plans.run(plan, { source }) : [];
}
