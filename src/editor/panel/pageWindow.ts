import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { lazy } from '#common/lazy.ts';
import type { FileReference } from '#common/text/fileReference.ts';
import type { RunSnapshot } from '#protocol/messages.ts';
import type { RunOrigin } from '#editor/documents/fileLinks.ts';
import type { EditorUi } from '#editor/ui/editorUi.ts';
import type { AgentAnswer } from './answerDifferences.ts';
import type { Panel } from './panel.ts';
import type { PanelWindow } from './panelRequests.ts';

export interface PageWindowOptions {
  panel: Panel;
  ui: EditorUi;
  /** The document or file that a run is about, as far as it is known. */
  originOf: (runId: string) => RunOrigin | undefined;
}

/** The VS Code window as the page of the panel uses it. */
export class PageWindow implements PanelWindow, Disposable {
  readonly #options: PageWindowOptions;
  readonly #disposables = new DisposableStore();
  readonly #differences = lazy(async () => {
    const { AnswerDifferences } = await this.#options.panel.loadRoom();
    return this.#disposables.add(new AnswerDifferences(this.#options.ui));
  });
  readonly #diagrams = lazy(async () => {
    const { DiagramPreview } = await this.#options.panel.loadRoom();
    return this.#disposables.add(new DiagramPreview());
  });

  constructor(options: PageWindowOptions) {
    this.#options = options;
  }

  async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
  }

  async findBlock(run: Readonly<RunSnapshot>, index: number, shown: string): Promise<string | undefined> {
    return (await this.#options.panel.loadRoom()).findBlockText(run, index, shown);
  }

  async openLink(href: string, isInternal: boolean): Promise<void> {
    await (await this.#options.panel.loadRoom()).openExternalLink(href, isInternal);
  }

  async openFile(file: FileReference, runId: string | undefined): Promise<void> {
    const origin = runId === undefined ? undefined : this.#options.originOf(runId);
    await (await this.#options.panel.loadRoom()).openWorkspaceFile(file, origin);
  }

  async openDifferences(answers: readonly AgentAnswer[]): Promise<void> {
    await (await this.#differences()).open(answers);
  }

  async openDiagram(diagram: string): Promise<void> {
    await (await this.#diagrams()).open(diagram, this.#options.panel.viewColumn);
  }

  pageReady(): Promise<void> {
    return this.#options.panel.postCodeColors();
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
