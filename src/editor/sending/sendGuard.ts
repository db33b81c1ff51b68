import * as l10n from '@vscode/l10n';
import type { Redactor } from '#common/redact.ts';
import { filesOf, findSecrets, type NeverSend, type SendDecision, type SendRequest } from '#orchestration/index.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { labelOf } from '#editor/settings/agentLabel.ts';
import { formatNumber } from '#common/language.ts';
import { type ConnectionGuard, describeWeakness } from '#editor/settings/connectionGuard.ts';
import type { EditorUi } from '#editor/ui/editorUi.ts';
import { describeNeverSent, toPreview } from './sendPreview.ts';

/** Most kinds of secrets that a warning names. */
const maxNamedSecrets = 5;

/** Port to the settings that decide what may be sent. */
export interface SendPolicy {
  /** Explains why nothing may be sent from this window; `undefined` where it may. */
  describeNetwork(): string | undefined;
  /** Explains why no file may be sent: a pattern of those that never are cannot be read. */
  describeUnreadable(): string | undefined;
  readNeverSend(): Promise<NeverSend>;
  /** Tells whether the user sees each request before it is sent. */
  mustPreview(): boolean;
  isTrusted(): boolean;
}

export interface SendGuardOptions {
  /** Knows the live keys and the shapes of keys. */
  redactor: Pick<Redactor, 'redact'>;
  connection: Pick<ConnectionGuard, 'confirm'>;
  ui: EditorUi;
  policy: SendPolicy;
  previews: {
    /** Shows a text in an editor. The result closes it. */
    open(text: string): Promise<() => Promise<void>>;
  };
}

/**
 * Decides, before anything leaves the machine, whether it may. Files that are never sent are refused. A possible secret
 * and a model that a budget cannot count need the user's consent. In Restricted Mode, or where the user wants it, the
 * whole request is shown first.
 */
export class SendGuard {
  readonly #options: SendGuardOptions;
  /** Destinations to which the user agreed to send the secrets of a task. */
  readonly #agreed = new WeakMap<object, Set<string>>();
  /** Models without a price that the user agreed to use, in this window. */
  readonly #agreedModels = new Set<string>();
  /** One question at a time. */
  #question: Promise<unknown> = Promise.resolve();

  constructor(options: SendGuardOptions) {
    this.#options = options;
  }

  /** Decides about a request. Resolves once the user has answered all questions about it. */
  async decide(request: SendRequest): Promise<SendDecision> {
    const { connection, policy } = this.#options;
    const network = policy.describeNetwork();
    if (network !== undefined) return { kind: 'refuse', message: network };
    const files = filesOf(request.task);
    const unreadable = files.length > 0 ? policy.describeUnreadable() : undefined;
    if (unreadable !== undefined) return { kind: 'refuse', message: unreadable };
    const never = await policy.readNeverSend();
    const refused = files.find((file) => toNames(file).some((name) => never.has(name)));
    if (refused !== undefined) return { kind: 'refuse', message: describeNeverSent(refused) };
    const { agent, destination, signal } = request;
    const weaknesses = await this.#inTurn(signal, [], () => connection.confirm(agent.provider, destination));
    if (weaknesses.length > 0) return { kind: 'refuse', message: describeWeakness(destination, weaknesses) };
    const isConfirmed =
      (await this.#inTurn(signal, false, () => this.#confirmSecrets(request))) &&
      (!request.hasUnknownPrice || (await this.#inTurn(signal, false, () => this.#confirmPrice(request)))) &&
      (!policy.mustPreview() || (await this.#inTurn(signal, false, () => this.#confirmPreview(request))));
    return isConfirmed ? { kind: 'send', isPriceAgreed: request.hasUnknownPrice } : { kind: 'cancel' };
  }

  async #confirmSecrets({ task, destination, messages }: SendRequest): Promise<boolean> {
    const agreed = this.#agreed.get(task) ?? new Set<string>();
    if (agreed.has(destination)) return true;
    const text = messages.flatMap(({ role, content }) => (role === 'system' ? [] : [content])).join('\n');
    const found = (await findSecrets(text)).map(({ kind }) => kind);
    // The rules do not know every provider's keys, nor those that are in use here.
    if (found.length === 0 && this.#options.redactor.redact(text) !== text) found.push(l10n.t('API key'));
    if (found.length === 0) return true;
    const kinds = [...new Set(found)].slice(0, maxNamedSecrets).join(', ');
    const sendAnyway = l10n.t('Send Anyway');
    const answer = await this.#options.ui.ask({
      message: l10n.t('What this task sends to {1} seems to hold a secret: {0}.', kinds, destination),
      detail: l10n.t('A secret that a provider has seen should be replaced.'),
      buttons: [sendAnyway],
      isWarning: true,
    });
    if (answer === sendAnyway) this.#agreed.set(task, agreed.add(destination));
    return answer === sendAnyway;
  }

  /** Asks for consent to a model without a price; again where a workspace makes its answers longer or dearer. */
  async #confirmPrice({ agent, destination }: SendRequest): Promise<boolean> {
    const { provider, model, maxTokens, params, isWorkspaceModel = false } = agent;
    const key = JSON.stringify([provider, destination, model, maxTokens, params, isWorkspaceModel]);
    if (this.#agreedModels.has(key)) return true;
    const name = toOneLine(model, 80);
    const sendAnyway = l10n.t('Send Anyway');
    const answer = await this.#options.ui.ask({
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

  /** Shows the whole request in a document, and asks above it. */
  async #confirmPreview(request: SendRequest): Promise<boolean> {
    const { policy, previews, ui } = this.#options;
    const { destination, headers, signal } = request;
    const close = await previews.open(toPreview({ ...request, headers: this.#hideKeys(headers) }));
    try {
      // A dialog would hide the document, and a notification hides itself after a while: this stays above it.
      const choices = [
        { label: l10n.t('Send'), detail: describeRequest(request), value: true },
        { label: l10n.t('Cancel'), value: false },
      ];
      const answer = await ui.pick(choices, {
        title: l10n.t('Send this task to {0}?', destination),
        placeholder: policy.isTrusted() ? undefined : l10n.t('This workspace is in Restricted Mode.'),
        staysOpen: true,
        signal,
      });
      return answer === true;
    } finally {
      await close();
    }
  }

  /** Hides keys of the settings, as everywhere. Secrets of the task itself have to be seen before they are sent. */
  #hideKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, this.#options.redactor.redact(value)]),
    );
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

/** With several folders in the workspace, a file's name begins with that of its folder. */
function toNames(file: string): string[] {
  return [file, file.slice(file.indexOf('/') + 1)];
}
