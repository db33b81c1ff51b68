import type { ParsedPlan, PlanAnswer, PlanFormat, PlanProblem, PlanIssue, PlanCheckOptions } from './planTypes.ts';
import type { AgentConfig, Plan } from '#orchestration/types.ts';

// What reads, checks and describes plans is loaded with the first of them, the YAML library with the first text, and the
// parser of Markdown with the first answer.

/** Reads a plan. Never rejects: what is wrong with the text is in the problems, each with its place. */
export async function parsePlan(text: string, format: PlanFormat, options?: PlanCheckOptions): Promise<ParsedPlan> {
  const { readPlanFile } = await import('./planReading.ts');
  return readPlanFile(text, format, options);
}

/** Checks what claims to be a plan. Never rejects, whatever it is given. With any error there is no `plan`. */
export async function checkPlan(
  value: unknown,
  options?: PlanCheckOptions,
): Promise<{ plan?: Plan; issues: PlanIssue[] }> {
  const { findPlanIssues } = await import('./planReading.ts');
  return findPlanIssues(value, options);
}

/**
 * Finds the plan in an agent's answer, with or without prose and fences around it, as YAML or JSON. Of several the first
 * that is good, else the best one. `undefined` when there is nothing like a plan.
 */
export async function readPlanAnswer(answer: string, options: PlanCheckOptions = {}): Promise<PlanAnswer | undefined> {
  const { findPlan } = await import('./planAnswer.ts');
  return findPlan(answer, options);
}

/** Builds the instructions for an agent that is to break a goal into a plan. The goal itself is the task's description. */
export async function buildPlanInstructions(agents: readonly AgentConfig[]): Promise<string> {
  const { describePlans } = await import('./planReading.ts');
  return describePlans(agents);
}

/** Asks such an agent for the plan once more, with what was wrong with it; without problems, there was none. */
export async function buildPlanRepair(problems: readonly PlanProblem[]): Promise<string> {
  const { describeProblems } = await import('./planReading.ts');
  return describeProblems(problems);
}
