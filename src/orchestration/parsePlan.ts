import type { PlanCheckOptions } from './planCheck.ts';
import type { ParsedPlan, PlanAnswer, PlanFormat } from './planTypes.ts';

/**
 * Reads a plan. Never rejects: what is wrong with the text is in the problems, each with its place. The YAML library is
 * loaded on the first call.
 */
export async function parsePlan(text: string, format: PlanFormat, options?: PlanCheckOptions): Promise<ParsedPlan> {
  const { readPlanFile } = await import('./planFile.ts');
  return readPlanFile(text, format, options);
}

/**
 * Finds the plan in an agent's answer, with or without prose and fences around it, as YAML or JSON. Of several the first
 * that is good, else the best one. `undefined` when there is nothing like a plan.
 */
export async function readPlanAnswer(answer: string, options: PlanCheckOptions = {}): Promise<PlanAnswer | undefined> {
  const { findPlan } = await import('./planAnswer.ts');
  return findPlan(answer, options);
}
