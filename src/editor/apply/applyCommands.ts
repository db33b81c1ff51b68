import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Detach } from '#common/detach.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { codeActions, type CodeAction, type RunSnapshot } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';
import { describeArgument } from '#editor/ui/argumentIssues.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import type { KnownAnswer, BlockReference } from './answerBlocks.ts';
import { AnswerEdits } from './answerEdits.ts';
import type { EditOutcome } from './applyMessages.ts';
import { Proposals } from './proposals/proposals.ts';
import type { SelectionSource } from '#editor/documents/selectionSource.ts';
import { showWarning } from '#editor/ui/notifications.ts';
import type { Panel } from '#editor/panel/panel.ts';
import { proposedScheme } from './proposals/proposalTabs.ts';
import { SelectionDocuments } from './selectionDocuments.ts';
import type { SessionRuns } from '#editor/tasks/sessionRuns.ts';

const applyAnswerSchema = v.object({
  runId: v.optional(v.string()),
  action: v.optional(v.picklist([...codeActions, 'applyAll'])),
  block: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

export interface ApplyOptions {
  runs: SessionRuns;
  editor: ActiveEditor;
  panel: Panel;
  detach: Detach;
}

/** Actions that bring answers into the code: for buttons of the panel and commands. */
export class ApplyCommands implements Disposable {
  readonly #runs: SessionRuns;
  readonly #panel: Panel;
  readonly #edits: AnswerEdits;
  readonly #proposals: Proposals;
  readonly #disposables = new DisposableStore();
  readonly #documents = this.#disposables.add(new SelectionDocuments());

  constructor({ runs, editor, panel, detach }: ApplyOptions) {
    this.#runs = runs;
    this.#panel = panel;
    this.#proposals = this.#disposables.add(new Proposals(detach));
    this.#edits = new AnswerEdits({ editor, documents: this.#documents, proposals: this.#proposals, detach });
  }

  /** Starts to follow the selection of a run, which has just been read, and its document. */
  begin(runId: string, source: SelectionSource): void {
    this.#documents.begin(runId, source);
  }

  /** Runs the action of a code block's button in the panel. */
  performOnBlock(runId: string, action: CodeAction, reference: BlockReference): Promise<EditOutcome> {
    return this.#edits.perform(this.#toAnswer(this.#panel.runs.get(runId)), action, reference);
  }

  /** Runs `switchyard.applyAnswer`: by default shows the diff of the best fitting block of the newest answer. */
  async applyAnswer(value?: unknown): Promise<EditOutcome | undefined> {
    const parsed = v.safeParse(applyAnswerSchema, value ?? {});
    if (!parsed.success) {
      const problem = describeArgument(parsed.issues[0]);
      void showWarning(l10n.t('The command was called with a bad argument: {0}', problem));
      return undefined;
    }
    const { runId, action = 'apply', block } = parsed.output;
    const ofRun = runId ?? this.#runs.newestAnswered;
    const answer = this.#toAnswer(ofRun === undefined ? undefined : this.#panel.runs.findAnswer(ofRun));
    if (action === 'applyAll') return this.#edits.applyAll(answer);
    return this.#edits.perform(answer, action, block === undefined ? {} : { block });
  }

  /** Runs `switchyard.acceptChange` on the diff in view, or on the one whose button was pressed. */
  acceptChange(value?: unknown): Promise<boolean> {
    return this.#proposals.accept(toProposedUri(value));
  }

  /** Runs `switchyard.discardChange`, likewise. */
  discardChange(value?: unknown): Promise<boolean> {
    return this.#proposals.discard(toProposedUri(value));
  }

  /** Closes stale diffs: see {@link Proposals.closeStale}. */
  closeStale(): Promise<boolean> {
    return this.#proposals.closeStale();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Collects what the host knows of a run: nothing of it comes from the page. */
  #toAnswer(shown: Readonly<RunSnapshot> | undefined): KnownAnswer | undefined {
    if (!shown) return undefined;
    const selection = this.#runs.selectionOf(shown.runId);
    const resource = this.#runs.resourceOf(shown.runId);
    const { text, agent, status } = shown;
    return {
      text,
      agent,
      hasEnded: isFinished(status),
      selection,
      resource,
    };
  }
}

/** Reads the argument of a menu: the URI that its editor shows. */
function toProposedUri(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri && value.scheme === proposedScheme ? value : undefined;
}
