import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import {
  buildPlanInstructions,
  buildPlanRepair,
  readPlanAnswer,
  type ExecutionResult,
  type PlanAnswer,
} from '#orchestration/index.ts';
import { formatNumber } from '#common/language.ts';
import { type ActiveEditor, describeFront } from '#editor/documents/activeEditor.ts';
import { labelOf } from '#editor/settings/agentLabel.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import { isNeverSent } from '#editor/sending/neverSendFiles.ts';
import { describeNeverSent } from '#editor/sending/sendPreview.ts';
import { askForText, showError, showWarning } from '#editor/ui/notifications.ts';
import { planLanguage } from '#editor/plans/language/planKinds.ts';
import { readSelection } from '#editor/documents/selectionContext.ts';
import type { SessionRuns } from '#editor/tasks/sessionRuns.ts';

/** Lets an agent break a goal into a plan, and opens the plan for editing. Runs none of it. */
export class PlanAuthor {
  readonly #editor: ActiveEditor;
  readonly #runs: SessionRuns;

  constructor({ editor, runs }: { editor: ActiveEditor; runs: SessionRuns }) {
    this.#editor = editor;
    this.#runs = runs;
  }

  /**
   * Runs `switchyard.planWithAgent`: `{ goal?, agent? }`, with the selection as context. Resolves to the URI of the
   * document with the plan; `undefined` if there is none.
   */
  async plan(options: { goal?: string | undefined; agent?: string | undefined }): Promise<vscode.Uri | undefined> {
    const { current: editor, resource, front } = this.#editor;
    if (front?.isText) void showWarning(describeFront(front));
    const context = editor && readSelection(editor);
    if (resource && context?.code !== undefined && (await isNeverSent(resource))) {
      void showError(describeNeverSent(context.file ?? resource.path));
      return undefined;
    }
    const { registry, agentId } = readConfiguration(resource);
    const agent = options.agent ?? agentId;
    const goal = (options.goal ?? (await askForGoal(labelOf(registry.get(agent), agent))))?.trim();
    if (!goal) return undefined;
    // A plan should only name agents that can run.
    const agents = registry.recommend();
    const result = await this.#runs.run({
      description: goal,
      title: l10n.t('Plan: {0}', goal.split('\n', 1)[0] ?? ''),
      agent,
      instructions: await buildPlanInstructions(agents),
      context,
      resource,
      document: resource,
    });
    const knownAgents = agents.map(({ id }) => id);
    return this.#finish(result, knownAgents);
  }

  async #finish(first: ExecutionResult, knownAgents: string[]): Promise<vscode.Uri | undefined> {
    // The panel shows the reason.
    if (first.status !== 'success') return undefined;
    let answer = await readPlanAnswer(first.output, { knownAgents });
    if (!isGood(answer)) {
      const repaired = await this.#runs.followUp(first.runId, await buildPlanRepair(answer?.parsed.problems ?? []));
      const better = repaired && (await readPlanAnswer(repaired.output, { knownAgents }));
      if (better && (isGood(better) || !answer)) answer = better;
    }
    if (!answer) {
      void showError(l10n.t('There was no plan in the answer, which the panel shows.'));
      return undefined;
    }
    const document = await vscode.workspace.openTextDocument({ language: planLanguage, content: answer.text });
    await vscode.window.showTextDocument(document, { preview: false });
    if (!isGood(answer)) reportProblems(answer);
    return document.uri;
  }
}

function isGood(answer: PlanAnswer | undefined): boolean {
  return answer?.parsed.plan !== undefined && answer.parsed.problems.length === 0;
}

function askForGoal(agent: string): Thenable<string | undefined> {
  return askForText({
    title: l10n.t('Plan with an Agent'),
    prompt: l10n.t('{0} breaks the goal into a plan, which you can change before anything of it runs.', agent),
    placeHolder: l10n.t('What is to be reached'),
    ignoreFocusOut: true,
  });
}

function reportProblems({ parsed: { problems } }: PlanAnswer): void {
  const show = l10n.t('Show Problems');
  const message =
    problems.length === 1
      ? l10n.t('The plan cannot be run yet: it has a problem, also after the agent was asked to mend it.')
      : l10n.t(
          'The plan cannot be run yet: it has {0} problems, also after the agent was asked to mend them.',
          formatNumber(problems.length),
        );
  void showWarning(message, show).then(async (answer) => {
    if (answer === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  });
}
