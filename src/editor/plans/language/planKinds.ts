import type * as vscode from 'vscode';

/** Language of `*.switchyard.yaml`. A `*.switchyard.json` stays JSON to VS Code. */
export const planLanguage = 'switchyard-plan';

/** Selector that providers for plans are registered with. */
export const planSelector: vscode.DocumentSelector = [
  { language: planLanguage },
  { language: 'json', pattern: '**/*.switchyard.json' },
];

/** Tells whether a document is a plan, by its language or its name. */
export function isPlan(document: vscode.TextDocument): boolean {
  return document.languageId === planLanguage || isJsonPlan(document);
}

/** Tells whether a document is a plan that VS Code's own JSON support checks as well. */
export function isJsonPlan({ uri, languageId }: vscode.TextDocument): boolean {
  return languageId === 'json' && uri.path.endsWith('.switchyard.json');
}
