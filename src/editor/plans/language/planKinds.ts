import type * as vscode from 'vscode';

/** The language of `*.switchyard.yaml`. A `*.switchyard.json` stays JSON to VS Code. */
export const planLanguage = 'switchyard-plan';

/** What providers for plans are registered with. */
export const planSelector: vscode.DocumentSelector = [
  { language: planLanguage },
  { language: 'json', pattern: '**/*.switchyard.json' },
];

/** Whether a document holds a plan, by its language or its name. */
export function isPlan(document: vscode.TextDocument): boolean {
  return document.languageId === planLanguage || isJsonPlan(document);
}

/** Whether a document holds a plan that VS Code's own JSON support knows as well. */
export function isJsonPlan({ uri, languageId }: vscode.TextDocument): boolean {
  return languageId === 'json' && uri.path.endsWith('.switchyard.json');
}
