import * as vscode from 'vscode';
import type { TaskContext, TaskDiagnostic } from '#orchestration/index.ts';
import { toWorkspacePath } from './fileBehind.ts';

/** Most diagnostics that are sent with one task. */
const maxDiagnostics = 50;

/** Reads the selected code with its origin; `undefined` if nothing but white space is selected. */
export function readSelection(editor: vscode.TextEditor): TaskContext | undefined {
  const { document } = editor;
  const selections = editor.selections.filter((selection) => !selection.isEmpty);
  const code = selections.map((selection) => document.getText(selection)).join('\n');
  const [first] = selections;
  if (first === undefined || code.trim() === '') return undefined;
  const whole = selections.reduce<vscode.Range>((union, selection) => union.union(selection), first);
  const diagnostics = readDiagnostics(document.uri, selections);
  return {
    code,
    file: toWorkspacePath(document.uri),
    languageId: document.languageId,
    range: { startLine: whole.start.line + 1, endLine: toLastLine(whole) + 1 },
    diagnostics: diagnostics.length > 0 ? diagnostics : undefined,
  };
}

/** Last line of a selection: one that ends at the start of a line does not include that line. */
function toLastLine(range: vscode.Range): number {
  return range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
}

function readDiagnostics(uri: vscode.Uri, ranges: readonly vscode.Range[]): TaskDiagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter((diagnostic) => ranges.some((range) => range.intersection(diagnostic.range)))
    .sort((a, b) => a.severity - b.severity || a.range.start.line - b.range.start.line)
    .slice(0, maxDiagnostics)
    .map((diagnostic) => ({
      message: diagnostic.message,
      severity: toSeverity(diagnostic.severity),
      line: diagnostic.range.start.line + 1,
      source: diagnostic.source || undefined,
    }));
}

function toSeverity(severity: vscode.DiagnosticSeverity): TaskDiagnostic['severity'] {
  switch (severity) {
    case vscode.DiagnosticSeverity.Error:
      return 'error';
    case vscode.DiagnosticSeverity.Warning:
      return 'warning';
    case vscode.DiagnosticSeverity.Information:
      return 'information';
    case vscode.DiagnosticSeverity.Hint:
      return 'hint';
  }
}
