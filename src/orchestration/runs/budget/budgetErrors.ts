import * as l10n from '@vscode/l10n';
import { currentLanguage, formatNumber } from '#common/language.ts';
import { RunError } from '#orchestration/runError.ts';
import type { BudgetScope } from '#common/vocabulary.ts';
import type { AgentConfig, ExecutionError, SettingProblem, BudgetLimit, Spent } from '#orchestration/types.ts';

const budgetNames: Record<BudgetScope, () => string> = {
  perRun: () => l10n.t('The budget of this run is reached:'),
  perPlan: () => l10n.t('The budget of this plan is reached:'),
  perDay: () => l10n.t('The budget of today is reached:'),
};

/** Throws where a limit is reached, or would be by the next request. NaN counts as reached. */
export function checkLimit(name: BudgetScope, limit: BudgetLimit, spent: Spent, next: Spent): void {
  if (limit.tokens !== undefined && !isWithin(spent.tokens, next.tokens, limit.tokens)) {
    throw toReachedError(name, 'tokens', [spent.tokens, limit.tokens, next.tokens]);
  }
  if (limit.usd !== undefined && !isWithin(spent.costUsd, next.costUsd, limit.usd)) {
    throw toReachedError(name, 'usd', [spent.costUsd, limit.usd, next.costUsd]);
  }
}

/** Error of a budget that cannot be read. It refuses every request: its author's intent is not known. */
export function toUnreadableError({ message }: SettingProblem): RunError {
  return new RunError(
    'budget',
    l10n.t('The budget cannot be read, so nothing is sent until it is mended. {0}', message),
  );
}

/** Error of a model without a price under a limit in dollars, which the user has not agreed to. */
export function toUnknownPriceError({ id, model }: AgentConfig): RunError {
  return new RunError(
    'budget',
    l10n.t(
      'A budget in dollars is in force, and the price of the model {0}, which the agent "{1}" uses, is not known. Set it in switchyard.prices.',
      model,
      id,
    ),
  );
}

/** Error of an answer beyond the limit of its request. */
export function toOverrunError(maxTokens: number): RunError {
  return new RunError(
    'budget',
    l10n.t(
      'The answer went on beyond the {0} tokens that the budget left for it, so the connection was closed.',
      formatNumber(maxTokens),
    ),
    { limit: 'perRun' },
  );
}

/** Error of an answer without room for a word: models think first. */
export function toUsedUpError(): RunError {
  const message = l10n.t('What the budget left for the answer was used up before any text was written.');
  return new RunError('budget', message, { limit: 'perRun' });
}

type Amounts = NonNullable<ExecutionError['amounts']>;

function toReachedError(
  name: BudgetScope,
  unit: Amounts['unit'],
  [used, most, next]: [used: number, most: number, next: number],
): RunError {
  const toText = (amount: number): string =>
    unit === 'usd' ? toDollars(amount) : l10n.t('{0} tokens', formatNumber(Math.ceil(amount)));
  const message = l10n.t(
    '{0} {1} of {2} are spent or under way, and the next request needs at least {3}.',
    budgetNames[name](),
    toText(used),
    toText(most),
    toText(next),
  );
  return new RunError('budget', message, { limit: name, amounts: { unit, used, most, next } });
}

function isWithin(spent: number, next: number, limit: number): boolean {
  return spent < limit && spent + next <= limit;
}

/** Formats a sum with more digits than a cost: a limit may be far below a cent. */
function toDollars(amount: number): string {
  const maximumFractionDigits = amount !== 0 && amount < 0.01 ? 6 : 2;
  return amount.toLocaleString(currentLanguage(), { style: 'currency', currency: 'USD', maximumFractionDigits });
}
