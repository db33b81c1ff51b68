import type * as vscode from 'vscode';
import type { Background } from '#common/background.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import type { CodeAction, RunSnapshot } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import type { KnownAnswer, BlockReference } from './answerBlocks.ts';
import { AnswerEdits } from './answerEdits.ts';
import type { EditOutcome } from './applyMessages.ts';
import { Proposals } from '#editor/apply/proposals/proposals.ts';
import type { SelectionSource } from '#editor/documents/selectionSource.ts';
import type { Panel } from '#editor/panel/panel.ts';
import { proposedScheme } from '#editor/apply/proposals/proposalTabs.ts';
import { SelectionDocuments } from './selectionDocuments.ts';
import type { SessionRuns } from '#editor/tasks/sessionRuns.ts';

interface ApplyArguments {
  runId?: string | undefined;
  action?: CodeAction | 'applyAll' | undefined;
  block?: number | undefined;
}

export interface ApplyOptions {
  runs: SessionRuns;
  editor: ActiveEditor;
  panel: Panel;
  background: Background;
}

/** Actions that bring answers into the code: for buttons of the panel and commands. */
export class ApplyCommands implements Disposable {
  readonly #runs: SessionRuns;
  readonly #panel: Panel;
  readonly #edits: AnswerEdits;
  readonly #proposals: Proposals;
  readonly #disposables = new DisposableStore();
  readonly #documents = this.#disposables.add(new SelectionDocuments());

  constructor({ runs, editor, panel, background }: ApplyOptions) {
    this.#runs = runs;
    this.#panel = panel;
    this.#proposals = this.#disposables.add(new Proposals(background));
    this.#edits = new AnswerEdits({ editor, documents: this.#documents, proposals: this.#proposals, background });
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
  async applyAnswer({ runId, action = 'apply', block }: ApplyArguments): Promise<EditOutcome | undefined> {
    const ofRun = runId ?? this.#runs.newestAnswered;
    const answer = this.#toAnswer(ofRun === undefined ? undefined : this.#panel.runs.findAnswer(ofRun));
    if (action === 'applyAll') return this.#edits.applyAll(answer);
    return this.#edits.perform(answer, action, block === undefined ? {} : { block });
  }

  /** Runs `switchyard.acceptChange` on the diff in view, or on the one whose button was pressed. */
  acceptChange(uri?: vscode.Uri): Promise<boolean> {
    return this.#proposals.accept(toProposedUri(uri));
  }

  /** Runs `switchyard.discardChange`, likewise. */
  discardChange(uri?: vscode.Uri): Promise<boolean> {
    return this.#proposals.discard(toProposedUri(uri));
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

/** Returns the URI if it is of a proposed change. */
function toProposedUri(uri: vscode.Uri | undefined): vscode.Uri | undefined {
  return uri?.scheme === proposedScheme ? uri : undefined;
}
