import { isDeepStrictEqual } from 'node:util';
import { findPlanChanges, type BegunPlan, type Plan, type PlanChanges } from '#orchestration/index.ts';

/** What becomes of a plan whose file has changed since it began. */
export const changedChoices = ['withChanges', 'asItWas', 'anew'] as const;

export type ChangedChoice = (typeof changedChoices)[number];

/** What the file of a plan says now. */
export interface PlanText {
  /** Missing where the text is no plan, or cannot be read. */
  plan?: Plan;
  /** Keeps the plan from being run, in words. */
  problem?: string;
}

/** What whoever resumes a plan is asked: the plan as it was can always go on. */
export type ChangedQuestion = { plan: Plan; changes: PlanChanges } | { problem: string };

export type ResumeDecision =
  | { kind: 'asItWas' }
  | { kind: 'withChanges' | 'anew'; plan: Plan }
  | { kind: 'dismissed' }
  | { kind: 'refused'; problem: string };

export interface ResumeQuestion {
  before: BegunPlan;
  read: () => Promise<PlanText>;
  ask: (question: ChangedQuestion) => Promise<ChangedChoice | undefined>;
  /** Nobody is asked. */
  choice?: ChangedChoice | undefined;
  /** Takes secrets out of a text, as the history does. */
  clean: (text: string) => string;
}

/**
 * What is run where a plan goes on: without a word only what its file still says. Else it is asked, and asked again where
 * the file has changed during the question.
 */
export async function decideResume({ before, read, ask, choice, clean }: ResumeQuestion): Promise<ResumeDecision> {
  let chosen = choice;
  let text = await read();
  for (;;) {
    const question = toQuestion(before, text, clean);
    if (!question) return { kind: 'asItWas' };
    chosen ??= await ask(question);
    if (chosen === undefined) return { kind: 'dismissed' };
    if (chosen === 'asItWas') return { kind: 'asItWas' };
    if ('problem' in question) return { kind: 'refused', problem: question.problem };
    const now = choice === undefined ? await read() : text;
    if (isDeepStrictEqual(now, text)) return { kind: chosen, plan: question.plan };
    text = now;
    chosen = undefined;
  }
}

function toQuestion(
  before: BegunPlan,
  { plan, problem = '' }: PlanText,
  clean: (text: string) => string,
): ChangedQuestion | undefined {
  const changes = plan && findPlanChanges(before, plan, clean);
  if (plan && !changes) return undefined;
  return plan && changes && problem === '' ? { plan, changes } : { problem };
}

/** Where something is after it, or a folder that it is in, was renamed, as URIs; `undefined` where it was not. */
export function moveUri(uri: string, from: string, to: string): string | undefined {
  if (uri === from) return to;
  const folder = from.endsWith('/') ? from : `${from}/`;
  return uri.startsWith(folder) ? `${to.endsWith('/') ? to : `${to}/`}${uri.slice(folder.length)}` : undefined;
}
