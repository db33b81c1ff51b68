import { isDeepStrictEqual } from 'node:util';
import { findPlanChanges, type BegunPlan, type Plan, type PlanChanges } from '#orchestration/index.ts';

/** Choices for a plan whose file has changed since it began. */
export const changedChoices = ['withChanges', 'asItWas', 'anew'] as const;

export type ChangedChoice = (typeof changedChoices)[number];

/** Current content of the file of a plan. */
export interface PlanText {
  /** Missing if the text is no plan, or cannot be read. */
  plan?: Plan;
  /** Reason why the plan cannot run, in words. */
  problem?: string;
}

/** Question to the user who resumes a plan. Resuming it as it was is always possible. */
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
  /** Decides without a question. */
  choice?: ChangedChoice | undefined;
  /** Removes secrets from a text, as the history does. */
  clean: (text: string) => string;
}

/** Decides how a plan is resumed. Asks if its file has changed, and again if it changes during the question. */
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

/** URI of a file after it, or a folder that contains it, was renamed; `undefined` if it is not affected. */
export function moveUri(uri: string, from: string, to: string): string | undefined {
  if (uri === from) return to;
  const folder = from.endsWith('/') ? from : `${from}/`;
  return uri.startsWith(folder) ? `${to.endsWith('/') ? to : `${to}/`}${uri.slice(folder.length)}` : undefined;
}
