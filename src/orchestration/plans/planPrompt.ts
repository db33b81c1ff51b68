import * as v from 'valibot';
import { planSchema } from './planSchema.ts';
import { isChoice, isWrapper } from './schemaKinds.ts';
import type { PlanProblem } from './planTypes.ts';
import type { AgentConfig } from '#orchestration/types.ts';

/** See `buildPlanInstructions`, which loads this on first use. */
export function describePlans(agents: readonly AgentConfig[]): string {
  return [
    'You plan work that other agents will do. Break the goal that the user gives you into tasks, as a Switchyard plan.',
    'Answer with the plan alone, as one YAML document in one fenced block. It looks like this:',
    example,
    ['The properties of a plan:', ...describeProperties(planEntries)].join('\n'),
    ['The properties of a task:', ...describeProperties(taskEntries)].join('\n'),
    ['The agents there are:', ...agents.map(describeAgent)].join('\n'),
    [
      'Rules:',
      '- Use no property and no agent that is not listed here.',
      '- Each task is done by an agent that sees its description and the outputs it uses, and nothing else of the plan: say all it needs.',
      '- Make tasks independent where they can be, so that they run at once. No task may depend on itself, directly or through others.',
      '- A task that uses {{tasks.ID.output}} has ID in its dependencies.',
      '- Write descriptions below a "|". Put a string with a colon or a brace in quotes otherwise.',
      '- Use as few tasks as the goal needs.',
    ].join('\n'),
  ].join('\n\n');
}

/** See `buildPlanRepair`. */
export function describeProblems(problems: readonly PlanProblem[]): string {
  if (problems.length === 0) return `There was no plan in your answer. ${onceMore}`;
  const lines = problems.slice(0, 20).map(({ message, range }) => `- line ${range.start.line}: ${message}`);
  return ['The plan cannot be run:', ...lines, '', onceMore].join('\n');
}

const onceMore = 'Answer with the whole plan, corrected, as one YAML document in one fenced block, and nothing else.';

const example = [
  '```yaml',
  'version: 1',
  'goal: Review the change and write its release note.',
  'tasks:',
  '  - id: review',
  '    title: Review',
  '    description: |',
  '      Review the change for errors. List what you find, the worst first.',
  '  - id: note',
  '    title: Release note',
  '    description: |',
  '      Write a release note of three sentences. These problems are known:',
  '      {{tasks.review.output}}',
  '    dependencies: [review]',
  '```',
].join('\n');

type Entries = Record<string, v.GenericSchema>;

const [planObject] = planSchema.pipe;
const planEntries: Entries = planObject.entries;
const taskEntries: Entries = planObject.entries.tasks.item.entries;

/** Code that goes along is for people to add: an agent would have to make it up. */
const unlisted: ReadonlySet<string> = new Set(['context']);

function describeProperties(entries: Entries): string[] {
  return Object.entries(entries).flatMap(([name, entry]) => {
    if (unlisted.has(name)) return [];
    const isOptional = entry.type === 'optional';
    const schema = isWrapper(entry) ? entry.wrapped : entry;
    const options = isChoice(schema) ? ` One of ${schema.options.join(', ')}.` : '';
    return `- ${name}${isOptional ? ' (optional)' : ''}: ${v.getDescription(schema) ?? ''}${options}`;
  });
}

function describeAgent({ id, label, model, capabilities = [] }: AgentConfig): string {
  const facts = [label, model, capabilities.length > 0 && `good at ${capabilities.join(', ')}`].filter(Boolean);
  return `- ${id}: ${oneLine(facts.join('; '))}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
