import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { cutText } from '#common/text/cutText.ts';
import type { Disposable } from '#common/disposable.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { GivenTexts } from '#editor/documents/givenTexts.ts';
import { showPicker } from '#editor/ui/picker.ts';
import type { EditorUi } from '#editor/ui/editorUi.ts';

/** The answer of one agent. */
export interface AgentAnswer {
  /** The agent's label. */
  agent: string;
  text: string;
}

const scheme = 'switchyard-answer';

interface AnswerItem extends vscode.QuickPickItem {
  answer: AgentAnswer;
}

/** Shows two answers in VS Code's diff editor. */
export class AnswerDifferences implements Disposable {
  readonly #ui: EditorUi;
  readonly #texts = new GivenTexts(scheme);

  constructor(ui: EditorUi) {
    this.#ui = ui;
  }

  /** Opens the two answers, or asks which two where there are more. */
  async open(answers: readonly AgentAnswer[]): Promise<void> {
    const [left, right] = answers.length > 2 ? await pickTwo(answers) : answers;
    if (!left || !right) return;
    const title = l10n.t('{0} ↔ {1}', left.agent, right.agent);
    // Beside the panel that asked, where the code is, and never over it.
    const { viewColumn: asking } = vscode.window.tabGroups.activeTabGroup;
    const viewColumn = asking === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
    const sides = { left: this.#add(left).toString(), right: this.#add(right).toString() };
    await this.#ui.openDiff({ ...sides, title, column: viewColumn, isPreview: true });
  }

  dispose(): void {
    this.#texts.dispose();
  }

  #add({ agent, text }: AgentAnswer): vscode.Uri {
    const name = agent.replaceAll(/[^\p{L}\p{M}\p{N} ._-]/gu, '_');
    return this.#texts.add(cutText(name, 80) || 'answer', text);
  }
}

/** Asks for two answers, in the order in which they stand; nothing when dismissed. */
async function pickTwo(answers: readonly AgentAnswer[]): Promise<readonly AgentAnswer[]> {
  const picker = vscode.window.createQuickPick<AnswerItem>();
  picker.title = l10n.t('Open Differences');
  picker.placeholder = l10n.t('Choose two answers to compare');
  picker.canSelectMany = true;
  picker.items = answers.map((answer) => ({
    label: answer.agent,
    description: toOneLine(answer.text.trim().split('\n', 1)[0] ?? '', 100),
    answer,
  }));
  picker.selectedItems = picker.items.slice(0, 2);
  const picked = await showPicker<AnswerItem, AgentAnswer[]>(picker, (settle) => {
    picker.onDidAccept(() => {
      if (picker.selectedItems.length !== 2) {
        picker.title = l10n.t('Open Differences: choose exactly two');
        return;
      }
      const chosen = new Set(picker.selectedItems.map(({ answer }) => answer));
      settle(answers.filter((answer) => chosen.has(answer)));
    });
  });
  return picked ?? [];
}
