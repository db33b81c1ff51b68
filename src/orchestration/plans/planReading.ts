// What reads, checks and describes plans, as one part that is loaded with the first of them.
export { findPlanIssues } from './planCheck.ts';
export { readPlanFile } from './planFile.ts';
export { describePlans, describeProblems } from './planPrompt.ts';
