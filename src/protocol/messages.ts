import * as v from 'valibot';
import type { CodeColors } from './codeRoles.ts';
import { maxPathLength } from '#common/text/fileReference.ts';
import { maxTextLength } from './limits.ts';
import type { ExecutionStatus, PartRole, TaskStatus, TeamStrategy } from '#common/vocabulary.ts';

/** The actions of the buttons under a run. The host runs nothing else for the page. */
export const runActions = [
  'setApiKey',
  'selectAgent',
  'openSettings',
  'retry',
  'runWithAgent',
  'showLog',
  'reload',
  'copy',
  'apply',
  'applyAll',
] as const;
export type RunAction = (typeof runActions)[number];

/** The actions of the buttons of a code block. All but `copy` need a run that has ended. */
export const codeActions = ['apply', 'insert', 'replace', 'newFile', 'copy'] as const;
export type CodeAction = (typeof codeActions)[number];

/** The edits that an answer offers for the code in the editor. */
export interface EditsView {
  /** True when the task began with a selection that a block could replace. */
  hasSelection: boolean;
  /** The position of the block that is meant for the selection, where one is. */
  block?: number;
  /** Number of files that the answer gives by name. */
  files: number;
}

/** A button with its words, in the user's language. */
export interface ActionView {
  action: RunAction;
  label: string;
}

/** Everything the panel shows of a run but its text. Text never travels twice: it comes as deltas. */
export interface RunHead {
  runId: string;
  /** Runs that follow each other up share a thread and are shown as one conversation. */
  threadId: string;
  title: string;
  description: string;
  /** The context sent with the description, in words: `src/a.ts:3-9 (2 problems)`. */
  context: string[];
  agent: string;
  provider: string;
  model: string;
  isSimulated: boolean;
  status: ExecutionStatus;
  /** Milliseconds since the epoch, by the host's clock. */
  startedAt: number;
  durationSeconds?: number;
  inputTokens?: number;
  outputTokens?: number;
  /** Time at which the model began to think, in milliseconds since the epoch. */
  thinkingSince?: number;
  thinkingSeconds?: number;
  costUsd?: number;
  /** Milliseconds from the start of the run to its first text. */
  firstTextMs?: number;
  /** The run of several agents that this one is a part of. */
  parentRunId?: string;
  /** The purpose of a part. */
  role?: PartRole;
  /** Present on a run of several agents, whose parts name it as their parent. Its tokens and cost are their sums. */
  strategy?: TeamStrategy;
  /** The part whose answer is that of the run. */
  chosenRunId?: string;
  /** Reasons that the judge gave. */
  reasons?: string;
  /** Present while the run sleeps before `attempt`, its next one (the first was 1). `until` is milliseconds since the epoch. */
  retry?: { attempt: number; reason: string; until: number };
  error?: { message: string; actions: ActionView[] };
  /** A fact to show with the answer, such as that it was cut at the token limit. */
  note?: string;
  /** Present once the run has ended. */
  edits?: EditsView;
}

/** The task of a run. As long as the user's text, and the same from its beginning to its end. */
export type RunTask = Pick<RunHead, 'title' | 'description' | 'context'>;

/** A head as it is told: of what the run is about only what the page has not been told already. */
export type RunNews = Omit<RunHead, keyof RunTask> & Partial<RunTask>;

/** A run as a page that has just loaded needs it. */
export interface RunSnapshot extends RunHead {
  text: string;
  thinking: string;
}

/** The form for a description of several lines, filled by the host. */
export interface ComposerState {
  description: string;
  agent: string;
  context: string[];
}

/** A task of a plan, as the panel shows it. */
export interface PlanNode {
  taskId: string;
  title: string;
  /** Empty for a task that names none. */
  agent: string;
  status: TaskStatus;
  /** Ids of tasks of the same plan. */
  dependencies: string[];
  /** Ids of the tasks that keep this one from running. Empty unless it is blocked. */
  blockedBy: string[];
  /** True when its output can be opened. */
  hasRun: boolean;
  /** True when its last run was cut off. */
  isInterrupted: boolean;
  /** Start of the run in progress: milliseconds since the epoch, by the host's clock. */
  startedAt?: number;
  durationSeconds?: number;
  inputTokens?: number;
  outputTokens?: number;
  costUsd?: number;
}

/** The actions of the buttons of a plan. `retry` is about one task. */
export const planActions = ['cancel', 'resume', 'retry'] as const;
export type PlanAction = (typeof planActions)[number];

/** Everything the panel shows of a plan but its tasks. */
export interface PlanHead {
  planId: string;
  title: string;
  /** The actions that the host accepts now. */
  actions: PlanAction[];
}

export interface PlanView extends PlanHead {
  /** Dependencies before their dependents. */
  nodes: PlanNode[];
}

/**
 * The state that a page needs when it has just loaded. Runs that are not in it are unknown to the host: they can be
 * read, no more.
 */
export interface PanelSnapshot {
  type: 'snapshot';
  runs: RunSnapshot[];
  /** Plans that have a tab. */
  plans?: PlanView[];
  /** Runs that were deleted: a page that has kept one forgets it. */
  deletedRunIds?: string[];
  /** Id of a conversation, or `planTabId` of a plan. */
  selectedThreadId?: string;
  composer?: ComposerState;
  /** The page's own words in the user's language, by the names in `media/base/strings.ts`; English where one is missing. */
  strings?: Record<string, string>;
  now: number;
  /** True when the host brings its runs back after a reload: a page need not keep what they say. */
  keepsRuns?: boolean;
  /** True when VS Code can show Mermaid diagrams. */
  previewsDiagrams?: boolean;
}

/** A message from the extension host to the page. `now` is the host's clock, in milliseconds since the epoch. */
export type HostMessage =
  | PanelSnapshot
  /** With the text of a run that the page does not know and that has ended: nothing follows it. */
  | { type: 'run'; run: RunNews; text?: string; thinking?: string; now: number; keepsRuns?: boolean }
  | { type: 'delta'; runId: string; text?: string; thinking?: string }
  /** Adds a plan's tab, or says what has changed: `nodes` are those that are new or differ. */
  | { type: 'plan'; plan: PlanHead; nodes: PlanNode[]; removed?: string[]; now: number }
  /** Takes runs, or plans by their `planTabId`, away for good. */
  | { type: 'forget'; runIds: string[]; tabIds: string[] }
  /** Discards the output of the run so far: it is not its answer. */
  | { type: 'void'; runId: string }
  | { type: 'select'; threadId: string }
  /** The colors of code in the theme in force. */
  | { type: 'codeColors'; colors: CodeColors }
  /** Opens, refreshes or (without a composer) closes the form. */
  | { type: 'compose'; composer?: ComposerState };

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** A plan's file names its tasks: a longer id than ours may be one. */
const taskId = v.pipe(v.string(), v.minLength(1), v.maxLength(10_000));
const ids = v.pipe(v.array(id), v.maxLength(200));
const longText = v.pipe(v.string(), v.maxLength(maxTextLength));
const description = v.pipe(
  longText,
  v.check((text) => text.trim() !== ''),
);

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const pageMessageSchema = v.variant('type', [
  /** The page has loaded. It has kept these from an earlier one, and asks to go on with them. */
  v.strictObject({ type: v.literal('ready'), runIds: ids, planIds: ids }),
  v.strictObject({ type: v.literal('stop'), runId: id }),
  v.strictObject({ type: v.literal('followUp'), runId: id, description }),
  /** The answer of this part is to be that of its run. */
  v.strictObject({ type: v.literal('chooseAnswer'), runId: id }),
  /** Two of the answers that the parts of a run gave are to be compared. */
  v.strictObject({ type: v.literal('openDifferences'), runId: id }),
  v.strictObject({ type: v.literal('action'), runId: id, action: v.picklist(runActions) }),
  /** A button of a code block. `block` and `text` say which one; what is done with it, the host takes from its own copy. */
  v.strictObject({ type: v.literal('code'), runId: id, action: v.picklist(codeActions), block: index, text: longText }),
  /** A diagram is to be opened in VS Code's own preview. `block` and `text` as in `code`. */
  v.strictObject({ type: v.literal('openDiagram'), runId: id, block: index, text: longText }),
  /** Text the user asked to copy, of a run the host does not know. */
  v.strictObject({ type: v.literal('copyText'), text: longText }),
  v.strictObject({ type: v.literal('openLink'), href: v.pipe(v.string(), v.maxLength(8_192)) }),
  /** A file that the answer of a run names. It is opened only if it lies in the workspace. */
  v.strictObject({
    type: v.literal('openFile'),
    runId: v.optional(id),
    path: v.pipe(v.string(), v.minLength(1), v.maxLength(maxPathLength)),
    line: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9_999_999))),
  }),
  /** The user brought a conversation to the front. */
  v.strictObject({ type: v.literal('select'), threadId: id }),
  /** The user closed a finished conversation. */
  v.strictObject({ type: v.literal('closeThread'), threadId: id }),
  /** A press of one of the buttons of a plan. Only `retry` names a task. */
  v.strictObject({
    type: v.literal('planAction'),
    planId: id,
    action: v.picklist(planActions),
    taskId: v.optional(taskId),
  }),
  v.strictObject({ type: v.literal('openTask'), planId: id, taskId }),
  v.strictObject({ type: v.literal('submitTask'), description }),
  v.strictObject({ type: v.literal('dismissTask') }),
  v.strictObject({ type: v.literal('addContext') }),
  v.strictObject({ type: v.literal('removeContext'), index }),
]);

/** A message from the page to the extension host. */
export type PageMessage = v.InferOutput<typeof pageMessageSchema>;

/** The message, or `undefined` for anything that is not one: nothing that comes from the page is trusted. */
export function parsePageMessage(value: unknown): PageMessage | undefined {
  const result = v.safeParse(pageMessageSchema, value);
  return result.success ? result.output : undefined;
}
