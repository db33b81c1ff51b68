import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Strategy } from '#common/vocabulary.ts';
import type { ExecutionErrorKind, ExecutionResult, TaskContext } from '#orchestration/index.ts';
import { type ActiveEditor, describeFront } from '#editor/documents/activeEditor.ts';
import type { Composer } from './composer.ts';
import { labelOf } from '#editor/settings/agentLabel.ts';
import { readConfiguration, type Configuration, type Preset } from '#editor/settings/configuration.ts';
import { showWarning } from '#editor/ui/notifications.ts';
import { readSelection } from '#editor/documents/selectionContext.ts';
import { askForTask } from './taskInput.ts';
import { pickContextFiles } from '#editor/sending/contextFiles.ts';
import { isNeverSent } from '#editor/sending/neverSendFiles.ts';
import { describeNeverSent } from '#editor/sending/sendPreview.ts';
import { askForAgents } from '#editor/settings/agentTeam.ts';
import type { SessionRuns } from './sessionRuns.ts';
import { confirmSize, findTextProblem } from '#editor/ui/textChecks.ts';
import { describeFailure } from '#editor/ui/userMessages.ts';

/** Arguments of `switchyard.runTask`; those of the other commands are some of them, and the preset. */
interface RunTaskArguments {
  description?: string | undefined;
  agent?: string | undefined;
  strategy?: Strategy | undefined;
  agents?: string[] | undefined;
}

type SelectionArguments = Pick<RunTaskArguments, 'description' | 'agent'> & { preset?: string | undefined };

/** A task as its command prepared it. */
interface Prepared {
  description: string;
  title?: string;
  preset?: string;
  context: TaskContext | undefined;
}

/** Commands that run tasks. Each resolves to the result, also when it failed; `undefined` when a prompt was dismissed. */
export class TaskCommands {
  readonly #editor: ActiveEditor;
  readonly #runs: SessionRuns;
  readonly #composer: Composer;
  readonly #memory: vscode.Memento;

  /** `memory` keeps what was chosen last. */
  constructor(options: { editor: ActiveEditor; runs: SessionRuns; composer: Composer; memory: vscode.Memento }) {
    this.#editor = options.editor;
    this.#runs = options.runs;
    this.#composer = options.composer;
    this.#memory = options.memory;
  }

  /** `switchyard.runTask`: the selection, if any, goes along. */
  async runTask(options: RunTaskArguments): Promise<ExecutionResult | undefined> {
    return this.#runWithSelection(options, readPlace(this.#editor, options.agent));
  }

  /**
   * `switchyard.compareAgents`: asks for what is not given. Resolves to the answers, one of each agent; where the task could
   * not begin, to the one result that says why.
   */
  async compareAgents({
    description,
    agents,
  }: Pick<RunTaskArguments, 'description' | 'agents'>): Promise<ExecutionResult[] | undefined> {
    const place = readPlace(this.#editor, undefined);
    if (agents && agents.length < 2)
      return [refuse('invalidRequest', l10n.t('Name at least two agents to compare.'), place)];
    const several = { ...place, agentLabel: l10n.t('several agents') };
    const askForTeam = async () => agents ?? askForAgents(place.configuration, this.#memory);
    const result = await this.#runWithSelection({ description, strategy: 'compare' }, several, askForTeam);
    return result && (result.metadata.parts ?? [result]);
  }

  /** Runs a task with the selection, if any. Asks for the description unless there is one, then for the agents. */
  async #runWithSelection(
    options: RunTaskArguments,
    place: Place,
    askForTeam: () => string[] | Promise<string[] | undefined> = () => options.agents ?? [],
  ): Promise<ExecutionResult | undefined> {
    const { description } = options;
    // Its user may think that what is selected there goes along.
    if (place.isUnread && place.obstacle !== undefined) void showWarning(place.obstacle);
    const check = await checkCode(place.selection, place);
    if (!check.maySend) return check.result;
    const prepared =
      description === undefined
        ? await this.#ask({ description: '', context: place.selection }, place)
        : { description, context: place.selection };
    if (!prepared) return undefined;
    const agents = prepared.description.trim() === '' ? [] : await askForTeam();
    if (!agents) return undefined;
    return this.#run(prepared, { ...options, agents: agents.length > 0 ? agents : options.agents }, place);
  }

  /** `switchyard.runTaskOnSelection`: with a preset, a description, or by asking for one of them. */
  async runTaskOnSelection(options: SelectionArguments): Promise<ExecutionResult | undefined> {
    const { preset: presetId, description, agent } = options;
    const place = readPlace(this.#editor, agent);
    const preset = place.configuration.presets.find(({ id }) => id === presetId);
    if (presetId !== undefined && !preset) {
      const known = place.configuration.presets.map(({ id }) => id).join(', ');
      return refuse('invalidRequest', l10n.t('There is no preset "{0}". There are: {1}.', presetId, known), place);
    }
    const context = place.selection;
    if (!context) return refuse('emptySelection', place.obstacle ?? '', place);
    const check = await checkCode(context, place);
    if (!check.maySend) return check.result;
    const prepared =
      preset || description !== undefined
        ? toPrepared(preset, description, context)
        : await this.#ask({ description: '', context }, place);
    return prepared && this.#run(prepared, options, place);
  }

  /** `switchyard.runSelection`: the selected text is the description. */
  async runSelection({ agent }: Pick<RunTaskArguments, 'agent'>): Promise<ExecutionResult | undefined> {
    const place = readPlace(this.#editor, agent);
    if (!place.selection?.code) return refuse('emptySelection', place.obstacle ?? '', place);
    const check = await checkCode(place.selection, place);
    if (!check.maySend) return check.result;
    const { code, file, languageId, range } = place.selection;
    const context: TaskContext = { file, languageId, range };
    return this.#run({ description: code, context }, { agent }, place);
  }

  async #run(prepared: Prepared, options: RunTaskArguments, place: Place): Promise<ExecutionResult | undefined> {
    const { description, title, preset, context } = prepared;
    if (description.trim() === '') return refuse('emptyDescription', '', place);
    const check = await checkText(l10n.t('The description'), description, place);
    if (!check.maySend) return check.result;
    return this.#runs.run({
      description,
      title,
      preset,
      context,
      agent: options.agent || undefined,
      agents: options.agents,
      strategy: options.strategy,
      resource: place.resource,
      document: place.resource,
    });
  }

  /** Asks until there is a description, a preset or a dismissal. */
  async #ask({ description, context }: Prepared, place: Place): Promise<Prepared | undefined> {
    const hasCode = context?.code !== undefined || (context?.files?.length ?? 0) > 0;
    const presets = hasCode ? place.configuration.presets : [];
    const answer = await askForTask({ agent: place.agentLabel, context, presets, description });
    switch (answer?.kind) {
      case undefined:
        return undefined;
      case 'description':
        return { description: answer.description, context };
      case 'preset':
        return toPrepared(answer.preset, undefined, context);
      case 'compose':
        return this.#composer.compose({ description: answer.description, context }, place.agentLabel);
      case 'addContext': {
        const files = await pickContextFiles(context);
        return this.#ask({ description: answer.description, context: files ? { ...context, files } : context }, place);
      }
    }
  }
}

/** The window when a command begins. It is read once: the selection may change while the user types. */
interface Place {
  resource: vscode.Uri | undefined;
  selection: TaskContext | undefined;
  /** Why there is no selection though something is in front. */
  obstacle: string | undefined;
  /** True where that is text which cannot be read. */
  isUnread: boolean;
  configuration: Configuration;
  agentId: string;
  agentLabel: string;
}

function readPlace({ current: editor, resource, front }: ActiveEditor, agent: string | undefined): Place {
  const configuration = readConfiguration(resource);
  const agentId = agent ?? configuration.agentId;
  return {
    resource,
    selection: editor && readSelection(editor),
    obstacle: front && describeFront(front),
    isUnread: front?.isText ?? false,
    configuration,
    agentId,
    agentLabel: labelOf(configuration.registry.get(agentId), agentId),
  };
}

/** Permission to send a text; where it is refused, with the result of the command. */
type Check = { maySend: true } | { maySend: false; result?: ExecutionResult };

/** Checks the selection before anything is asked, so that a no costs nobody a description already typed. */
async function checkCode(context: TaskContext | undefined, place: Place): Promise<Check> {
  if (context?.code === undefined) return { maySend: true };
  if (place.resource && (await isNeverSent(place.resource))) {
    const message = describeNeverSent(context.file ?? place.resource.path);
    return { maySend: false, result: refuse('invalidRequest', message, place) };
  }
  return checkText(context.file ?? l10n.t('The selection'), context.code, place);
}

async function checkText(name: string, content: string, place: Place): Promise<Check> {
  const problem = findTextProblem(name, content);
  if (problem !== undefined) return { maySend: false, result: refuse('invalidRequest', problem, place) };
  return { maySend: await confirmSize(name, content) };
}

/** A description given besides a preset is added to the preset's prompt. */
function toPrepared(
  preset: Preset | undefined,
  description: string | undefined,
  context: TaskContext | undefined,
): Prepared {
  if (!preset) return { description: description ?? '', context };
  const file = context?.file?.split('/').pop();
  return {
    description: [preset.prompt, description].filter(Boolean).join('\n\n'),
    title: file ? `${preset.label} · ${file}` : preset.label,
    preset: preset.id,
    context,
  };
}

/** The result of a task that could not begin. The message is shown: nothing has appeared in the panel. */
function refuse(kind: ExecutionErrorKind, detail: string, place?: Place): ExecutionResult {
  const now = new Date().toISOString();
  const agent = place?.agentId ?? '';
  // What a command was called with is no agent's fault: then the detail says it all.
  const message =
    kind === 'invalidRequest' || detail !== ''
      ? detail
      : describeFailure({ kind, message: detail, retryable: false }, place?.agentLabel ?? '').message;
  void showWarning(message);
  return {
    runId: randomUUID(),
    taskId: randomUUID(),
    agent,
    status: 'failed',
    output: '',
    error: { kind, message, retryable: false },
    startedAt: now,
    completedAt: now,
    durationSeconds: 0,
    metadata: {},
  };
}
