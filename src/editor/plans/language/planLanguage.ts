import * as vscode from 'vscode';
import { escapeMarkdown } from '#common/text/escapeMarkdown.ts';
import { toErrorMessage } from '#common/errors.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import type { Logger } from '#common/logger.ts';
import type { AgentConfig } from '#orchestration/index.ts';
import { translateLiteral } from '#common/language.ts';
import { labelOf } from '#editor/settings/agentLabel.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import { toRange, type PlanDocuments } from './planDocuments.ts';
import { planLanguage, planSelector } from './planKinds.ts';
import { findPlanPlace, findSchema, type JsonSchema } from './planPlaces.ts';

interface PlanLanguageOptions {
  documents: PlanDocuments;
  extensionUri: vscode.Uri;
  logger: Logger;
}

/** Paths of properties whose values are ids of agents or tasks. */
const agentPaths: ReadonlySet<string> = new Set(['tasks.[].agent', 'tasks.[].judge', 'tasks.[].agents.[]']);
const taskPath = 'tasks.[].dependencies.[]';

/** Snippets of properties that are no plain values. */
const bodies: Readonly<Record<string, string>> = {
  tasks: '\n  - id: ${1:first}\n    description: |\n      $0',
  description: '|\n  $0',
  context: '\n  ${0:code}: ',
  agents: '[$0]',
  dependencies: '[$0]',
  capabilities: '[$0]',
  preferredTypes: '[$0]',
};

/**
 * Completion, hovers and the outline of plans. For YAML all of it comes from the JSON schema that VS Code's own JSON
 * support uses for the other plans; only the ids of agents and tasks are added.
 */
export class PlanLanguage implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #documents: PlanDocuments;
  readonly #options: PlanLanguageOptions;
  #schema: Promise<JsonSchema> | undefined;

  constructor(options: PlanLanguageOptions) {
    this.#options = options;
    this.#documents = options.documents;
    const { languages } = vscode;
    const completion = { provideCompletionItems: this.#complete.bind(this) };
    this.#disposables.add(
      languages.registerCompletionItemProvider(planSelector, completion, ' ', '"', '.', '[', '-', '{'),
    );
    const hover = { provideHover: this.#hover.bind(this) };
    this.#disposables.add(languages.registerHoverProvider({ language: planLanguage }, hover));
    const symbols = { provideDocumentSymbols: this.#listTasks.bind(this) };
    this.#disposables.add(languages.registerDocumentSymbolProvider({ language: planLanguage }, symbols));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #complete(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
    const before = document.lineAt(position.line).text.slice(0, position.character);
    const placeholder = /\{\{\s*tasks\.([\w-]*)$/.exec(before);
    if (placeholder) {
      const after = document.lineAt(position.line).text.slice(position.character);
      const end = /^\.?\w*\s*\}\}/.test(after) ? '' : '.output}}';
      return this.#completeTasks(document, position, placeholder[1] ?? '', end);
    }
    if (document.languageId !== planLanguage) return this.#completeJson(document, position);
    const place = findPlanPlace(linesOf(document), position.line, position.character);
    if (!place) return [];
    const path = place.path.join('.');
    if (agentPaths.has(path)) return completeAgents(document, position, place.prefix);
    if (path === taskPath) return this.#completeTasks(document, position, place.prefix);
    const schema = findSchema(await this.#readSchema(), place.path);
    const range = wordRange(position, place.prefix);
    if (place.kind === 'value' || !schema?.properties) {
      return [...(schema?.enum ?? []), ...(schema && 'const' in schema ? [schema.const] : [])].map((value) => {
        const item = new vscode.CompletionItem(String(value), vscode.CompletionItemKind.EnumMember);
        return Object.assign(item, { range });
      });
    }
    return Object.entries(schema.properties)
      .filter(([name]) => !place.siblings.has(name))
      .map(([name, property], index) => {
        const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Property);
        const body = bodies[name];
        item.insertText = new vscode.SnippetString(
          body?.startsWith('\n') ? `${name}:${body}` : `${name}: ${body ?? ''}`,
        );
        item.documentation = new vscode.MarkdownString(translateLiteral(property.description ?? ''));
        return Object.assign(item, { range, sortText: String(index).padStart(2, '0') });
      });
  }

  /** Completes ids in JSON: VS Code itself completes keys and choices. */
  async #completeJson(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
    const start = document.positionAt(Math.max(0, document.offsetAt(position) - 2_000));
    const before = document.getText(new vscode.Range(start, position));
    const [, key, prefix = ''] =
      /"(agent|judge)"\s*:\s*"([^"\n]*)$/.exec(before) ??
      /"(agents|dependencies)"\s*:\s*\[(?:\s*"[^"\n]*"\s*,)*\s*"([^"\n]*)$/.exec(before) ??
      [];
    if (key === undefined) return [];
    if (key === 'dependencies') return this.#completeTasks(document, position, prefix);
    return completeAgents(document, position, prefix);
  }

  async #completeTasks(
    document: vscode.TextDocument,
    position: vscode.Position,
    prefix: string,
    end = '',
  ): Promise<vscode.CompletionItem[]> {
    const { tasks } = await this.#documents.read(document);
    const others = tasks.filter(({ range }) => !toRange(range).contains(position));
    return others.flatMap(({ id, title }) => {
      if (id === undefined) return [];
      const item = new vscode.CompletionItem(
        { label: id, description: title ?? '' },
        vscode.CompletionItemKind.Reference,
      );
      return Object.assign(item, { insertText: `${id}${end}`, range: wordRange(position, prefix) });
    });
  }

  async #hover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const range = document.getWordRangeAtPosition(position, /[\w-]+/);
    if (!range) return undefined;
    const lines = linesOf(document);
    const word = document.getText(range);
    const place = findPlanPlace(lines, range.end.line, range.end.character);
    if (!place || !place.prefix.endsWith(word)) return undefined;
    const isKey =
      place.kind === 'key' && /^\s*["']?\s*:/.test((lines[range.end.line] ?? '').slice(range.end.character));
    if (isKey) {
      const schema = findSchema(await this.#readSchema(), [...place.path, word]);
      return schema?.description
        ? new vscode.Hover(new vscode.MarkdownString(translateLiteral(schema.description)), range)
        : undefined;
    }
    if (!agentPaths.has(place.path.join('.'))) return undefined;
    const agent = readConfiguration(document.uri).registry.get(word);
    return agent && new vscode.Hover(new vscode.MarkdownString(escapeMarkdown(describeAgent(agent))), range);
  }

  async #listTasks(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    const { tasks } = await this.#documents.read(document);
    return tasks.map(({ id, title, range, nameRange }) => {
      const whole = toRange(range);
      const name = whole.contains(toRange(nameRange)) ? toRange(nameRange) : whole;
      // VS Code rejects symbols without a name.
      return new vscode.DocumentSymbol(
        title || id || '-',
        title ? (id ?? '') : '',
        vscode.SymbolKind.Event,
        whole,
        name,
      );
    });
  }

  #readSchema(): Promise<JsonSchema> {
    const { extensionUri, logger } = this.#options;
    this.#schema ??= readSchemaFile(vscode.Uri.joinPath(extensionUri, 'dist', 'plan.schema.json')).catch((error) => {
      logger.error('The schema of plans could not be read.', { error: toErrorMessage(error) });
      return {};
    });
    return this.#schema;
  }
}

async function readSchemaFile(uri: vscode.Uri): Promise<JsonSchema> {
  const schema: JsonSchema = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  return schema;
}

function completeAgents(
  document: vscode.TextDocument,
  position: vscode.Position,
  prefix: string,
): vscode.CompletionItem[] {
  const { registry } = readConfiguration(document.uri);
  return registry.list().map((agent) => {
    const label = { label: agent.id, description: labelOf(agent, agent.id) };
    const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.User);
    return Object.assign(item, { detail: describeAgent(agent), range: wordRange(position, prefix) });
  });
}

function describeAgent(agent: AgentConfig): string {
  return [labelOf(agent, agent.id), agent.model, agent.capabilities?.join(', '), agent.problem?.message]
    .filter(Boolean)
    .join(' · ');
}

function linesOf(document: vscode.TextDocument): string[] {
  return document.getText().split(/\r?\n/);
}

function wordRange(position: vscode.Position, prefix: string): vscode.Range {
  return new vscode.Range(position.translate(0, -prefix.length), position);
}
