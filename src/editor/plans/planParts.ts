import * as vscode from 'vscode';
import { parsePlan } from '#orchestration/index.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import type { PlanEditing, PlanEditingOptions } from './planEditing.ts';
import { isPlan } from '#editor/plans/language/planKinds.ts';
import type { PlanRuns } from './planRuns.ts';

export interface PlanPartsOptions extends Omit<PlanEditingOptions, 'plans'> {
  plans(): Promise<PlanRuns>;
}

/** Loads what is needed to edit and run plans when there is one: nobody else waits for it. */
export class PlanParts implements Disposable {
  readonly #options: PlanPartsOptions;
  readonly #disposables = new DisposableStore();
  #parts: Promise<PlanEditing> | undefined;

  constructor(options: PlanPartsOptions) {
    this.#options = options;
    const onOpen = (document: vscode.TextDocument): void => {
      if (!this.#parts && isPlan(document)) options.detach(() => this.load());
    };
    this.#disposables.add(vscode.workspace.onDidOpenTextDocument(onOpen));
    for (const document of vscode.workspace.textDocuments) onOpen(document);
    // Of whichever file: a folder may hold plans, and what a file is called says not whether it is one.
    this.#disposables.add(
      vscode.workspace.onDidRenameFiles(({ files }) =>
        options.detach(async () => (await options.plans()).sources.move(files)),
      ),
    );
  }

  load(): Promise<PlanEditing> {
    this.#parts ??= this.#load().catch((error: unknown) => {
      this.#parts = undefined;
      throw error;
    });
    return this.#parts;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #load(): Promise<PlanEditing> {
    const [{ PlanEditing: Parts }, plans] = await Promise.all([
      import('./planEditing.ts'),
      this.#options.plans(),
      // What reads plans is asked for with each key that is typed: it is there from now on.
      parsePlan('version: 1', 'yaml'),
    ]);
    return this.#disposables.add(new Parts({ ...this.#options, plans }));
  }
}
