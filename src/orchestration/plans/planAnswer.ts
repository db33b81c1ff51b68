import { stringify } from 'yaml';
import { readFencedTexts } from '#common/markdown/readCode.ts';
import { readPlanFile } from './planFile.ts';
import type { PlanAnswer, PlanCheckOptions } from './planTypes.ts';

/** The most that is looked at of an answer, in characters, and of the places in it where a plan may be. */
const maxLength = 1_000_000;
const maxCandidates = 8;

/** See `readPlanAnswer`, which loads this on first use. */
export function findPlan(answer: string, options: PlanCheckOptions): PlanAnswer | undefined {
  let best: PlanAnswer | undefined;
  for (const text of findCandidates(answer)) {
    // What models write as JSON is YAML as well, also where commas or comments keep it from being JSON.
    const parsed = readPlanFile(text, 'yaml', options);
    const found = { text, parsed };
    if (parsed.plan && parsed.problems.length === 0) return toEditable(found);
    if (!best || rank(found) > rank(best)) best = found;
  }
  return best && toEditable(best);
}

/** The parts of an answer that may be a plan, the likeliest first. */
function findCandidates(answer: string): string[] {
  const start = answer.slice(0, maxLength);
  const lines = start.split(/\r?\n/);
  const candidates = readFencedTexts(start);
  const [open, close] = [answer.indexOf('{'), answer.lastIndexOf('}')];
  if (open < close) candidates.push(answer.slice(open, close + 1));
  const first = lines.findIndex((line) => /^(version|goal|tasks)\s*:/.test(line));
  if (first !== -1) {
    // Prose after the plan begins at the margin and is neither a property nor part of a list.
    const rest = lines.slice(first);
    const end = rest.findIndex((line) => /^[^\s#-]/.test(line) && !/^[\w"']+\s*:(\s|$)/.test(line));
    candidates.push(rest.slice(0, end === -1 ? undefined : end).join('\n'));
  }
  return candidates.filter((text) => /\btasks\b/.test(text)).slice(0, maxCandidates);
}

function rank({ parsed: { plan, problems, tasks } }: PlanAnswer): number {
  if (plan) return 1_000;
  return (tasks.length > 0 ? 500 : 0) - problems.length;
}

/** A plan in one long line of braces is written out, so that a person can read and change it. */
function toEditable(answer: PlanAnswer): PlanAnswer {
  const { plan } = answer.parsed;
  if (!plan || !/^\s*\{/.test(answer.text)) return { ...answer, text: `${answer.text.trim()}\n` };
  const text = stringify(plan, { lineWidth: 100, aliasDuplicateObjects: false });
  return { text, parsed: readPlanFile(text, 'yaml') };
}
