import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { parsePlan, type ParsedPlan, type PlanProblem, type TextRange } from '#orchestration/index.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import { isJsonPlan, isPlan } from './planKinds.ts';

/** Pause in typing before problems are looked for, in milliseconds; longer for long texts. */
const pauseMs = 150;
const charactersPerMs = 2_000;

/** Parses each version of an open plan once, and shows its problems while it is typed. */
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
    this.#disposables.add(workspace.onDidCloseTextDocument((document) => this.#remove(document)));
    this.#disposables.add(
      workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('switchyard')) return;
        // The list of agents may have changed.
        for (const document of workspace.textDocuments) {
          this.#parsed.delete(document);
          this.#schedule(document, 0);
        }
      }),
    );
  }

  /** Parses the current text of a document. Never rejects. */
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

  #remove(document: vscode.TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
    this.#diagnostics.delete(document.uri);
  }
}

export function toRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}

/** Parses a text as the plan of a document, whose settings define the agents. Never rejects. */
export function parsePlanText(text: string, uri: vscode.Uri): Promise<ParsedPlan> {
  const knownAgents = readConfiguration(uri)
    .registry.list()
    .map(({ id }) => id);
  return parsePlan(text, uri.path.endsWith('.json') ? 'json' : 'yaml', { knownAgents });
}

/** Tells whether a problem is ours to report: VS Code's own JSON support reports those of syntax and schema. */
function isOurs({ kind }: PlanProblem, document: vscode.TextDocument): boolean {
  return kind === 'relation' || !isJsonPlan(document);
}

function toDiagnostic({ message, severity, range }: PlanProblem): vscode.Diagnostic {
  const { Error, Warning } = vscode.DiagnosticSeverity;
  const diagnostic = new vscode.Diagnostic(toRange(range), message, severity === 'error' ? Error : Warning);
  diagnostic.source = 'Switchyard';
  return diagnostic;
}
