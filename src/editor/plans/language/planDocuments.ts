import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { parsePlan, type ParsedPlan, type PlanProblem, type TextRange } from '#orchestration/index.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import { isJsonPlan, isPlan } from './planKinds.ts';

/** The pause in typing after which problems are looked for; longer for long texts, whose reading takes longer. */
const pauseMs = 150;
const charactersPerMs = 2_000;

/** The open documents that hold plans: reads each version of them once, and shows what is wrong with them as it is typed. */
export class PlanDocuments implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #diagnostics = this.#disposables.add(vscode.languages.createDiagnosticCollection('switchyard-plan'));
  readonly #parsed = new WeakMap<vscode.TextDocument, { version: number; plan: Promise<ParsedPlan> }>();
  readonly #timers = new Map<vscode.TextDocument, NodeJS.Timeout>();

  constructor() {
    const { workspace } = vscode;
    for (const document of workspace.textDocuments) this.#schedule(document, 0);
    this.#disposables.add(workspace.onDidOpenTextDocument((document) => this.#schedule(document, 0)));
    this.#disposables.add(workspace.onDidChangeTextDocument(({ document }) => this.#schedule(document, pauseMs)));
    this.#disposables.add(workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    this.#disposables.add(
      workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('switchyard')) return;
        // Which agents there are has changed, perhaps.
        for (const document of workspace.textDocuments) {
          this.#parsed.delete(document);
          this.#schedule(document, 0);
        }
      }),
    );
  }

  /** What the document says now. Never rejects. */
  read(document: vscode.TextDocument): Promise<ParsedPlan> {
    const known = this.#parsed.get(document);
    if (known?.version === document.version) return known.plan;
    const plan = parsePlanText(document.getText(), document.uri);
    this.#parsed.set(document, { version: document.version, plan });
    return plan;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#disposables.dispose();
  }

  #schedule(document: vscode.TextDocument, delayMs: number): void {
    if (!isPlan(document)) return;
    clearTimeout(this.#timers.get(document));
    const length = document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
    const timer = setTimeout(() => void this.#check(document), delayMs && delayMs + length / charactersPerMs);
    this.#timers.set(document, timer);
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    this.#timers.delete(document);
    const { version } = document;
    const { problems } = await this.read(document);
    if (document.isClosed || document.version !== version) return;
    this.#diagnostics.set(
      document.uri,
      problems.filter((problem) => isOurs(problem, document)).map((problem) => toDiagnostic(problem)),
    );
  }

  #forget(document: vscode.TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
    this.#diagnostics.delete(document.uri);
  }
}

export function toRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}

/** What a text says as the plan of a document, whose settings say which agents there are. Never rejects. */
export function parsePlanText(text: string, uri: vscode.Uri): Promise<ParsedPlan> {
  const knownAgents = readConfiguration(uri)
    .registry.list()
    .map(({ id }) => id);
  return parsePlan(text, uri.path.endsWith('.json') ? 'json' : 'yaml', { knownAgents });
}

/** VS Code's own JSON support says what is wrong with the syntax, or by the schema. */
function isOurs({ kind }: PlanProblem, document: vscode.TextDocument): boolean {
  return kind === 'relation' || !isJsonPlan(document);
}

function toDiagnostic({ message, severity, range }: PlanProblem): vscode.Diagnostic {
  const { Error, Warning } = vscode.DiagnosticSeverity;
  const diagnostic = new vscode.Diagnostic(toRange(range), message, severity === 'error' ? Error : Warning);
  diagnostic.source = 'Switchyard';
  return diagnostic;
}
