import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { Usage } from '#llm/core.ts';
import { addUp } from '#orchestration/runs/budget/spent.ts';
import type { ExecutionError, ExecutionErrorKind, ExecutionMetadata, ExecutionResult } from '#orchestration/types.ts';

/**
 * Attempts, tokens and dollars of all parts together, as far as they are known: a part that tells nothing adds nothing, so
 * the sum is a lower bound. A figure that no part knows is missing.
 */
export function sumUp(parts: readonly ExecutionResult[]): ExecutionMetadata {
  const usages = parts.flatMap(({ metadata: { usage } }) => usage ?? []);
  const costs = parts.flatMap(({ metadata: { costUsd } }) => costUsd ?? []);
  const guesses = parts.flatMap(({ metadata: { guessed } }) => guessed ?? []);
  const [first, ...others] = usages;
  return withoutUndefined({
    attempts: parts.reduce((sum, { metadata: { attempts = 0 } }) => sum + attempts, 0),
    usage: first && others.reduce(addUsage, first),
    guessed: guesses.length > 0 ? addUp(guesses) : undefined,
    costUsd: costs.length > 0 ? costs.reduce((sum, cost) => sum + cost, 0) : undefined,
  });
}

/** The error of a run all of whose parts failed: of the kind a user can do most about, and with the words of all. */
export function toTeamError(parts: readonly ExecutionResult[]): ExecutionError {
  const failed = parts.flatMap(({ agent, error }) => (error ? [{ agent, error }] : []));
  const ranked = failed.toSorted((left, right) => rankOf(left.error.kind) - rankOf(right.error.kind));
  const [first] = ranked;
  if (!first) {
    return { kind: 'protocol', message: l10n.t('No agent gave an answer.'), retryable: true };
  }
  if (failed.length === 1) return first.error;
  const words = failed.map(({ agent, error }) => l10n.t('{0}: {1}', agent, error.message));
  const message = l10n.t('None of the {0} agents succeeded. {1}', formatNumber(failed.length), words.join(' '));
  return { ...first.error, message };
}

/**
 * First what is wrong with the task or its budget, which holds for every agent; then what an agent that is set up ran
 * into; last what is wrong with an agent's set-up, which its user may well know.
 */
const kindsByUse: readonly ExecutionErrorKind[] = [
  'updated',
  'budget',
  'emptyDescription',
  'emptySelection',
  'contextLength',
  'contentFilter',
  'invalidRequest',
  'rateLimit',
  'overloaded',
  'server',
  'timeout',
  'network',
  'protocol',
  'authentication',
  'permission',
  'missingKey',
  'notFound',
  'unknownAgent',
  'agentDisabled',
  'cancelled',
];

function rankOf(kind: ExecutionErrorKind): number {
  return kindsByUse.indexOf(kind);
}

/** Adds up the usage of two requests. */
export function addUsage(sum: Usage, usage: Usage): Usage {
  return withoutUndefined({
    inputTokens: sum.inputTokens + usage.inputTokens,
    outputTokens: sum.outputTokens + usage.outputTokens,
    cachedInputTokens: addKnown(sum.cachedInputTokens, usage.cachedInputTokens),
    cacheWriteInputTokens: addKnown(sum.cacheWriteInputTokens, usage.cacheWriteInputTokens),
    reasoningTokens: addKnown(sum.reasoningTokens, usage.reasoningTokens),
  });
}

function addKnown(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined && right === undefined ? undefined : (left ?? 0) + (right ?? 0);
}
