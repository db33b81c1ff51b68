import * as v from 'valibot';
import { strategies } from '#common/vocabulary.ts';
import { historyCommands } from '#editor/history/historyCommands.ts';
import { changedChoices } from '#editor/plans/resumeDecision.ts';
import { readWorkspace } from '#editor/tasks/runStorage.ts';
import { type Command, defineCommand, defineTaskCommand } from '#editor/ui/commands.ts';
import { fileSchema } from '#editor/ui/registerCommands.ts';
import { toFailedResult } from '#orchestration/index.ts';
import { codeActions } from '#protocol/messages.ts';
import type { Parts } from './compose.ts';

const text = v.optional(v.string());
const texts = v.optional(v.array(v.string()));

const taskArgument = v.optional(
  v.object({ description: text, agent: text, strategy: v.optional(v.picklist(strategies)), agents: texts }),
  {},
);
const compareArgument = v.optional(v.object({ description: text, agents: texts }), {});
const selectionArgument = v.optional(v.object({ preset: text, description: text, agent: text }), {});
const presetArgument = v.optional(v.object({ description: text, agent: text }), {});
const agentArgument = v.optional(
  v.object({ agent: text, target: v.optional(v.picklist(['workspace', 'user', 'folder'])) }),
  {},
);
const applyArgument = v.optional(
  v.object({
    runId: text,
    action: v.optional(v.picklist([...codeActions, 'applyAll'])),
    block: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  {},
);
/** The diff whose button was pressed; anything else is about the one in view. */
const changeArgument = v.fallback(v.optional(v.object({ uri: v.optional(fileSchema) }), {}), {});
/** A value that is there but `undefined` is refused: the plan of the active editor is not what was meant. */
const planArgument = v.optional(
  v.pipe(
    v.looseObject({
      uri: v.exactOptional(v.union([fileSchema, v.pipe(v.string(), v.nonEmpty())])),
      plan: v.exactOptional(v.unknown()),
    }),
    v.check(
      (argument) => Object.keys(argument).length === 0 || 'uri' in argument || 'plan' in argument,
      '{ uri } or { plan }',
    ),
  ),
  {},
);
const resumeArgument = v.optional(v.object({ planId: text, changed: v.optional(v.picklist(changedChoices)) }), {});

/** Creates every command of the manifest: its arguments and the part that runs it. */
export function createCommands(parts: Parts): Command[] {
  const { editor, panel, runs, view, loadSettings, loadTasks, tasks, keyCommands, apply, plans, history } = parts;
  const presetCommand = (id: Command['id'], preset: string): Command =>
    defineTaskCommand(id, presetArgument, async (options) =>
      (await tasks()).runTaskOnSelection({ ...options, preset }),
    );
  return [
    defineTaskCommand('switchyard.runTask', taskArgument, async (options) => (await tasks()).runTask(options)),
    defineTaskCommand('switchyard.runTaskOnSelection', selectionArgument, async (options) =>
      (await tasks()).runTaskOnSelection(options),
    ),
    defineTaskCommand('switchyard.runSelection', v.optional(v.object({ agent: text }), {}), async (options) =>
      (await tasks()).runSelection(options),
    ),
    defineCommand(
      'switchyard.compareAgents',
      compareArgument,
      async (options) => (await tasks()).compareAgents(options),
      (error) => [toFailedResult(undefined, undefined, error)],
    ),
    presetCommand('switchyard.explain', 'explain'),
    presetCommand('switchyard.fix', 'fix'),
    presetCommand('switchyard.refactor', 'refactor'),
    presetCommand('switchyard.writeTests', 'tests'),
    presetCommand('switchyard.document', 'document'),
    defineCommand('switchyard.selectAgent', agentArgument, async (options) =>
      (await loadSettings()).selectAgent(editor, options),
    ),
    defineCommand('switchyard.setApiKey', v.optional(v.object({ provider: text, key: text }), {}), async (options) =>
      (await keyCommands()).setApiKey(options),
    ),
    defineCommand('switchyard.removeApiKey', v.optional(v.object({ provider: text }), {}), async (options) =>
      (await keyCommands()).removeApiKey(options),
    ),
    defineCommand('switchyard.applyAnswer', applyArgument, async (options) => (await apply()).applyAnswer(options)),
    defineCommand('switchyard.acceptChange', changeArgument, async ({ uri }) => (await apply()).acceptChange(uri)),
    defineCommand('switchyard.discardChange', changeArgument, async ({ uri }) => (await apply()).discardChange(uri)),
    defineCommand(
      'switchyard.cancelTask',
      v.optional(v.object({ runId: text }), {}),
      ({ runId }) => runs.cancel(runId),
      () => false,
    ),
    defineCommand('switchyard.showRunning', v.unknown(), async () => (await loadTasks()).showRunning(runs, panel)),
    ...historyCommands({
      view,
      panel,
      planTabs: async () => (await plans()).tabs,
      actions: history,
      exports: parts.historyExports,
      workspace: readWorkspace,
    }),
    defineCommand(
      'switchyard.runPlan',
      planArgument,
      async (options) => (await plans()).commands.runPlan(options),
      () => [],
    ),
    defineCommand(
      'switchyard.resumePlan',
      resumeArgument,
      async (options) => (await plans()).commands.resumePlan(options),
      () => [],
    ),
    defineCommand(
      'switchyard.cancelPlan',
      v.optional(v.object({ planId: text }), {}),
      async ({ planId }) => (await plans()).runs.cancel(planId),
      () => false,
    ),
    defineCommand('switchyard.planWithAgent', v.optional(v.object({ goal: text, agent: text }), {}), async (options) =>
      (await plans()).author.plan(options),
    ),
  ];
}
