import * as l10n from '@vscode/l10n';
import { creditRules } from './creditRules.ts';
import type { ErrorFacts, ErrorRule } from './errorBody.ts';
import type { LlmErrorKind, LlmErrorReason } from '#llm/llmError.ts';

/** The meaning of a status when the provider's own table says nothing else. */
const statusRules: readonly ErrorRule[] = [
  { status: 401, kind: 'authentication' },
  { status: 403, kind: 'permission' },
  { status: 404, kind: 'notFound' },
  { status: 407, kind: 'network', retryable: false },
  { status: 408, kind: 'timeout' },
  { status: 410, kind: 'notFound' },
  { status: 413, kind: 'contextLength' },
  { status: 420, kind: 'rateLimit' },
  // What the server depends on has failed.
  { status: 424, kind: 'server' },
  { status: 425, kind: 'server' },
  { status: 429, kind: 'rateLimit' },
  { status: 451, kind: 'permission' },
  { status: 498, kind: 'overloaded' },
  { status: 499, kind: 'server' },
  // No wait teaches it to a server.
  { status: 501, kind: 'server', retryable: false },
  { status: 503, kind: 'overloaded' },
  { status: 504, kind: 'timeout' },
  { status: 505, kind: 'server', retryable: false },
  { status: 511, kind: 'network', retryable: false },
  // Cloudflare gave up on the server behind it.
  { status: 522, kind: 'timeout' },
  { status: 524, kind: 'timeout' },
  { status: 529, kind: 'overloaded' },
];

/** The result of a table for one error. */
export interface Classification {
  kind: LlmErrorKind;
  reason?: LlmErrorReason | undefined;
  retryable?: boolean | undefined;
}

/** Finds the first row that applies: of an account without credit, of `rules`, of the status; else a kind by the status alone. */
export function classify(rules: readonly ErrorRule[], facts: ErrorFacts, status: number | undefined): Classification {
  const rule = [...creditRules, ...rules, ...statusRules].find((candidate) => applies(candidate, facts, status));
  if (rule) return { kind: rule.kind, reason: rule.reason, retryable: rule.retryable };
  return { kind: status !== undefined && status < 500 ? 'invalidRequest' : 'server' };
}

function applies(rule: ErrorRule, facts: ErrorFacts, status: number | undefined): boolean {
  const { name } = rule;
  return (
    (rule.status === undefined || rule.status === (status ?? 'none')) &&
    (name === undefined ||
      facts.names.some((given) => (typeof name === 'string' ? name === given : name.test(given)))) &&
    (rule.message === undefined || (facts.message !== undefined && rule.message.test(facts.message)))
  );
}

/** Describes an error for which the provider gave no words of its own. */
export function describeHttpStatus(status: number | undefined, kind: LlmErrorKind): string {
  return status === undefined
    ? l10n.t('The provider reported an error ({0}) without saying why.', kind)
    : l10n.t('The server answered with HTTP status {0} and no explanation.', String(status));
}
