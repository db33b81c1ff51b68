import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '#common/disposable.ts';
import type { Redactor } from '#common/redact.ts';
import { filesOf, findSecrets, type SendDecision, type SendRequest } from '#orchestration/index.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { labelOf } from '#editor/settings/configuration.ts';
import { formatNumber } from '#common/language.ts';
import type { ConnectionGuard } from '#editor/settings/connectionGuard.ts';
import { describeNetworkOfWorkspace, describeWeakness } from '#editor/settings/networkGuard.ts';
import { describeNeverSent, describeUnreadableNeverSend, readNeverSend } from './neverSendFiles.ts';
import { readUserSetting } from '#editor/settings/settings.ts';
import { toPreview } from './sendPreview.ts';
import type { EditorUi } from '#editor/ui/editorUi.ts';

const scheme = 'switchyard-preview';

/** The most lines with a secret that a warning names. */
const maxNamedSecrets = 5;

/**
 * Decides, before anything leaves the machine, whether it may: files that are never sent are refused, what looks like a
 * secret needs a click, as does a model that a budget cannot count, and in Restricted Mode (or where the user wants it) the whole request is shown first.
 */
export class SendGuard implements Disposable {
  readonly #documents = new Map<string, string>();
  readonly #provider: Disposable;
  readonly #redactor: Redactor;
  readonly #connection: ConnectionGuard;
  readonly #ui: EditorUi;
  /** Where the user has agreed to send the secrets of a task. */
  readonly #agreed = new WeakMap<object, Set<string>>();
  /** The models without a price that the user wants to use all the same, in this window. */
  readonly #agreedModels = new Set<string>();
  /** One question at a time. */
  #question: Promise<unknown> = Promise.resolve();

  /** @param redactor knows the live keys and the shapes of keys. */
  constructor(redactor: Redactor, connection: ConnectionGuard, ui: EditorUi) {
    this.#redactor = redactor;
    this.#connection = connection;
    this.#ui = ui;
    this.#provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => this.#documents.get(uri.query) ?? '',
    });
  }

  /** What may become of a request. Resolves when the user has answered what had to be asked. */
  async decide(request: SendRequest): Promise<SendDecision> {
    const network = describeNetworkOfWorkspace();
    if (network !== undefined) return { kind: 'refuse', message: network };
    const files = filesOf(request.task);
    const unreadable = files.length > 0 ? describeUnreadableNeverSend() : undefined;
    if (unreadable !== undefined) return { kind: 'refuse', message: unreadable };
    const never = await readNeverSend();
    const refused = files.find((file) => toNames(file).some((name) => never.has(name)));
    if (refused !== undefined) return { kind: 'refuse', message: describeNeverSent(refused) };
    const { agent, destination, signal } = request;
    const weaknesses = await this.#inTurn(signal, [], () => this.#connection.confirm(agent.provider, destination));
    if (weaknesses.length > 0) return { kind: 'refuse', message: describeWeakness(destination, weaknesses) };
    const isConfirmed =
      (await this.#inTurn(signal, false, () => this.#confirmSecrets(request))) &&
      (!request.hasUnknownPrice || (await this.#inTurn(signal, false, () => this.#confirmPrice(request)))) &&
      (!mustConfirm() || (await this.#inTurn(signal, false, () => this.#confirmPreview(request))));
    return isConfirmed ? { kind: 'send', isPriceAgreed: request.hasUnknownPrice } : { kind: 'cancel' };
  }

  dispose(): void {
    this.#provider.dispose();
    this.#documents.clear();
  }

  async #confirmSecrets({ task, destination, messages }: SendRequest): Promise<boolean> {
    const agreed = this.#agreed.get(task) ?? new Set<string>();
    if (agreed.has(destination)) return true;
    const text = messages.flatMap(({ role, content }) => (role === 'system' ? [] : [content])).join('\n');
    const found = (await findSecrets(text)).map(({ kind }) => kind);
    // The rules do not know every provider's keys, nor those that are in use here.
    if (found.length === 0 && this.#redactor.redact(text) !== text) found.push(l10n.t('API key'));
    if (found.length === 0) return true;
    const kinds = [...new Set(found)].slice(0, maxNamedSecrets).join(', ');
    const sendAnyway = l10n.t('Send Anyway');
    const answer = await this.#ui.ask({
      message: l10n.t('What this task sends to {1} seems to hold a secret: {0}.', kinds, destination),
      detail: l10n.t('A secret that a provider has seen should be replaced.'),
      buttons: [sendAnyway],
      isWarning: true,
    });
    if (answer === sendAnyway) this.#agreed.set(task, agreed.add(destination));
    return answer === sendAnyway;
  }

  /** Asked again where a workspace makes an answer of the model longer or dearer. */
  async #confirmPrice({ agent, destination }: SendRequest): Promise<boolean> {
    const { provider, model, maxTokens, params, isWorkspaceModel = false } = agent;
    const key = JSON.stringify([provider, destination, model, maxTokens, params, isWorkspaceModel]);
    if (this.#agreedModels.has(key)) return true;
    const name = toOneLine(model, 80);
    const sendAnyway = l10n.t('Send Anyway');
    const answer = await this.#ui.ask({
      message: isWorkspaceModel
        ? l10n.t(
            'The settings of this workspace chose the model {0} at {1}, whose price is not known.',
            name,
            destination,
          )
        : l10n.t('The price of the model {0} at {1} is not known.', name, destination),
      detail: l10n.t(
        'Your budget in US dollars cannot count what it costs. It counts as the dearest known model of the provider, or as nothing where none is known, until its price is set in switchyard.prices.',
      ),
      buttons: [sendAnyway],
      isWarning: true,
    });
    if (answer === sendAnyway) this.#agreedModels.add(key);
    return answer === sendAnyway;
  }

  /** The document with everything in it comes first, and the question stands above it. */
  async #confirmPreview(request: SendRequest): Promise<boolean> {
    const { signal } = request;
    const id = randomUUID();
    const uri = vscode.Uri.from({ scheme, path: l10n.t('What is sent.md'), query: id });
    this.#documents.set(id, toPreview({ ...request, headers: this.#hideKeys(request.headers) }, previewWords()));
    try {
      const viewColumn = vscode.window.activeTextEditor?.viewColumn ?? vscode.ViewColumn.One;
      await vscode.window.showTextDocument(uri, { preview: true, viewColumn });
      // A dialog would hide the document, and a notification hides itself after a while: this stays above it.
      const choices = [
        { label: l10n.t('Send'), detail: describeRequest(request), value: true },
        { label: l10n.t('Cancel'), value: false },
      ];
      const answer = await this.#ui.pick(choices, {
        title: l10n.t('Send this task to {0}?', request.destination),
        placeholder: vscode.workspace.isTrusted ? undefined : l10n.t('This workspace is in Restricted Mode.'),
        staysOpen: true,
        signal,
      });
      return answer === true;
    } finally {
      await closeTabs(uri);
      this.#documents.delete(id);
    }
  }

  /** Keys of the settings stay hidden, as they are everywhere. What the task itself holds has to be seen before it is sent. */
  #hideKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.#redactor.redact(value)]));
  }

  /** Asks when the earlier questions are answered; one whose run has ended meanwhile is not asked, and has an answer. */
  async #inTurn<Answer>(signal: AbortSignal | undefined, atEnd: Answer, ask: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#question.then(() => (signal?.aborted ? atEnd : ask()));
    this.#question = answer.catch(() => {});
    return answer;
  }
}

function describeRequest({ agent, messages }: SendRequest): string {
  const length = formatNumber(messages.reduce((sum, { content }) => sum + content.length, 0));
  return l10n.t('Agent {0}, model {1}, {2} characters.', labelOf(agent, agent.id), agent.model, length);
}

async function closeTabs(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const shown = tabs.filter(
    ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
  );
  if (shown.length > 0) await vscode.window.tabGroups.close(shown);
}

/** With several folders in the workspace, a file's name begins with that of its folder. */
function toNames(file: string): string[] {
  return [file, file.slice(file.indexOf('/') + 1)];
}

function mustConfirm(): boolean {
  // Whoever writes anything else wants to be asked.
  return readUserSetting('confirmBeforeSending') !== false || !vscode.workspace.isTrusted;
}

function previewWords() {
  return {
    title: l10n.t('What is sent'),
    to: l10n.t('Sent to'),
    agent: l10n.t('Agent'),
    headers: l10n.t('Headers of the settings'),
    parameters: l10n.t('Parameters'),
    system: l10n.t('System prompt'),
    user: l10n.t('Task'),
    assistant: l10n.t('Earlier answer'),
  };
}
