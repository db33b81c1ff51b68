import * as v from 'valibot';
import { maxTeamSize, numberSettings } from '#common/settingLimits.ts';
import { diagnosticSeverities, strategies, strategiesDescription, taskPriorities } from '#common/vocabulary.ts';

/** The most tasks a plan may have. */
const maxTasks = 10_000;

/** Form of an id: it also stands in `{{tasks.ID.output}}`. */
const idPattern = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

const hasText = v.regex(/\S/);

const line = v.pipe(v.number(), v.integer(), v.minValue(1));

const context = v.pipe(
  v.strictObject({
    code: v.optional(v.pipe(v.string(), v.description('Code the task is about. It goes along with the description.'))),
    file: v.optional(
      v.pipe(
        v.string(),
        v.description('Where the code comes from, relative to the workspace folder. The file itself is not read.'),
      ),
    ),
    languageId: v.optional(v.pipe(v.string(), v.description('The language of the code, such as `typescript`.'))),
    range: v.optional(
      v.pipe(
        v.strictObject({
          startLine: v.pipe(line, v.description('The first line of the code, counted from 1.')),
          endLine: v.pipe(line, v.description('The last line of the code, included.')),
        }),
        v.description('Which lines of the file the code is.'),
      ),
    ),
    diagnostics: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            message: v.pipe(v.string(), v.description('What the problem is.')),
            severity: v.pipe(v.picklist(diagnosticSeverities), v.description('How bad the problem is.')),
            line: v.pipe(line, v.description('The line of the problem, counted from 1.')),
            source: v.optional(v.pipe(v.string(), v.description('What reports the problem, such as `eslint`.'))),
          }),
        ),
        v.description('Problems in the code that the agent should know of.'),
      ),
    ),
    files: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            file: v.pipe(v.string(), hasText, v.description('The name of the file.')),
            languageId: v.optional(v.pipe(v.string(), v.description('The language of the file.'))),
            content: v.pipe(v.string(), v.description('The whole text of the file.')),
          }),
        ),
        v.description('More files that go along, with their text.'),
      ),
    ),
  }),
  v.description('What the task is about, besides its description.'),
);

const task = v.strictObject({
  id: v.pipe(
    v.string(),
    v.regex(idPattern),
    v.maxLength(64),
    v.description('Names the task inside the plan. Other tasks depend on it by this id.'),
  ),
  title: v.optional(v.pipe(v.string(), v.description('A few words that stand for the task in lists.'))),
  description: v.pipe(
    v.string(),
    hasText,
    v.description(
      'What the agent is to do. `{{tasks.ID.output}}` stands for the output of a dependency; outputs that are not placed this way go along as context.',
    ),
  ),
  agent: v.optional(
    v.pipe(
      v.string(),
      hasText,
      v.description('The id of the agent that runs the task. Without one, the agent of the workspace does.'),
    ),
  ),
  agents: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), hasText)),
      v.minLength(1),
      v.maxLength(maxTeamSize),
      v.description('The ids of several agents that serve the task together, as `strategy` says.'),
    ),
  ),
  strategy: v.optional(v.pipe(v.picklist(strategies), v.description(strategiesDescription))),
  judge: v.optional(
    v.pipe(
      v.string(),
      hasText,
      v.description(
        'The id of the agent that judges the answers under `synthesize`. The default is the first of `agents`.',
      ),
    ),
  ),
  capabilities: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), hasText)),
      v.description('What the agent must be able to do, where no agent is named: one that has all of it is chosen.'),
    ),
  ),
  preferredTypes: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), hasText)),
      v.description(
        'Types of agents, such as `anthropic-claude`, of which the first is preferred where no agent is named.',
      ),
    ),
  ),
  priority: v.optional(
    v.pipe(
      v.picklist(taskPriorities),
      v.description('Which of two tasks that are equally urgent for the plan goes first. The default is `medium`.'),
    ),
  ),
  dependencies: v.optional(
    v.pipe(
      v.array(v.string()),
      v.description('The ids of the tasks that have to end well before this one starts. It can use their outputs.'),
    ),
  ),
  context: v.optional(context),
});

/**
 * Schema of plans. Validation, completion and the JSON schema that the package ships are all made from this. How tasks
 * relate to each other, such as cycles, `planTasks.ts` checks besides.
 */
export const planSchema = v.pipe(
  v.strictObject({
    version: v.pipe(v.literal(1), v.description('The version of the format: 1.')),
    goal: v.optional(v.pipe(v.string(), v.description('What the plan is for, in a sentence.'))),
    maxConcurrent: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(numberSettings.maxConcurrent.maximum),
        v.description(
          'How many tasks of the plan may run at once. The setting `switchyard.maxConcurrent` holds besides.',
        ),
      ),
    ),
    tasks: v.pipe(
      v.array(task),
      v.minLength(1),
      v.maxLength(maxTasks),
      v.description(
        'What is to be done, in any order: a task starts as soon as the tasks it depends on have ended well.',
      ),
    ),
  }),
  v.description('A Switchyard plan: tasks that depend on each other, run by one or several agents.'),
);
