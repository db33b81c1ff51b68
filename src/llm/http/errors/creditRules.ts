import type { ErrorFacts, ErrorRule } from './errorBody.ts';

/** Names that providers and gateways give to an account without credit, or with a limit that only a person can raise. */
const names =
  /^(insufficient_(\w+_)?(quota|balance|credits?|funds)(_error)?|(\w+_)?credits?_(balance_)?(exhausted|depleted)|exceeded_current_quota_error|billing_(error|hard_limit_reached|not_active|disabled)|payment_required|enforced_spend_limit_reached|(\w+_)?(spend|usage)_limit_(exceeded|reached)|budget_exceeded|openrouter_\w+_budget|openrouter_key_limit|(\w+\.)?(Arrearage|InArrears)|account_?overdue(_?error)?)$/i;

const money = 'balance|credits?|quota|funds';

/** Words for it, by language. Each pattern looks a bounded way ahead. */
const words: readonly RegExp[] = [
  new RegExp(`\\b(insufficient|not[ _-]?enough)[ _-]?([\\w-]+[ _-]+){0,2}(${money})\\b`, 'i'),
  new RegExp(
    `\\b(${money})\\b.{0,40}?\\b(insufficient|not enough|too low|negative|(?:is|of) [$€£]?-?0(?:\\.0+)?(?!\\.?\\d)|depleted|exhausted|used up|overdue|ran out|expired)\\b`,
    'i',
  ),
  new RegExp(
    `\\b(out of|used( up)?( all)?|have no( more)?|no more|no remaining|no available|depleted|exceeded your(?! current)|(doesn't|don't|does not|do not) have (any|enough|sufficient)) ([\\w-]+ ){0,3}(${money})\\b`,
    'i',
  ),
  /\b(no|0|zero) (balance|credits?|funds) (left|remaining|available)\b|\bnegative (\w+ )?balance\b|\bhave no credits?\b/i,
  /\bbilling( account)? (is |was |has been )?(disabled|suspended|not (active|enabled|configured|set up))\b|\baccount is not active\b.{0,40}\bbilling\b/i,
  /\b(card|payment( method)?) (was |has been |is )?(declined|rejected)\b|\bunpaid (invoices?|bills?|balance)\b/i,
  /\b(overdue (balance|payment|invoice)|account\b.{0,40}\b(overdue|in arrears)|non-?payment|payment (is )?required|valid payment method|requires? (more credits|billing))\b/i,
  /\b((recharge|top up) (your|the) (account|balance)|please (recharge|top[ -]?up)|(add|buy|purchase) (more )?(funds|credits))\b/i,
  /\b((credit|spend(ing)?|budget|key) (limit|cap)\b.{0,20}\b(exceeded|reached)|(reaching|reached|exceeding|exceeded|hit) (its|the|your) ([\w-]+ )?(spend(ing)? (limit|cap)|usage limit|budget)|spend(ing)? cap|exceeded ?budget|budget has been exceeded)\b/i,
  /\b(monthly|weekly|daily)( usage)? (quota|limit)( has been| is)? (exceeded|reached)\b|\b(monthly|weekly|daily) (usage |spending )?(cap|allowance)\b|\b(daily|weekly|monthly) free (allocation|quota|allowance)\b|\b(subscription|trial|plan)( has| is)? (expired|ended)\b/i,
  /余[额額].{0,6}(不足|不够|[为為]\s?[负負0]|已?用[尽完盡])|餘額不足|[额額]度(失败|不足|不够|已?用[尽完盡]|已?耗[尽盡])|欠[费費]|[请請]先?(充值|儲值)|(点|點|积|積)[数數分]不足|[资資]源包.{0,8}(不足|用[尽完]|耗尽)/,
  /残高.{0,4}(不足|足り|ありません)|クレジット.{0,4}(不足|足り|ありません|使い切)|잔액.{0,3}부족|크레딧.{0,8}(부족|모두 사용)/,
  /(guthaben|kontostand).{0,30}(reicht nicht|leer\b|aufgebraucht|erschöpft|zu niedrig)|(nicht genug|nicht genügend|zu wenig|kein|unzureichendes) guthaben|kontingent.{0,20}(aufgebraucht|erschöpft|ausgeschöpft)/i,
  /(solde|crédits?|quota) (est |sont )?(insuffisante?s?|épuisée?s?)|plus de crédits?|(saldo|créditos?|fondos|fundos|cuota|cota)( \w+)? ((in)?suficientes?|agotad[oa]s?|esgotad[oa]s?)|(sem|sin) (saldo|créditos)|(saldo|credito|crediti|fondi) (è |sono )?(insufficient[ei]|esaurit[oi])/i,
  /недостаточно (средств|кредитов|баланса)|недостатньо коштів|(баланс|квота|кредиты).{0,12}(исчерпан|недостаточ|закончил)/i,
  /yetersiz bakiye|bakiye\S{0,4} yetersiz|số dư.{0,12}không đủ|niewystarczając\S+ (środki|saldo)|saldo tidak (cukup|mencukupi)/i,
];

/** Words of a limit that passes by itself, on the rate or of the server's own, although they have to do with money. */
const passing =
  /\bthrottl|\bslow down\b|\bavailable in (about )?[\d.]+ ?(ms|s|sec|m|min)|\bin the last \d+ ?(s|sec|m|min)|\b(disk|storage|memory) quota\b|\bper[-_ ]?(sec|min|hour)|\b[rt]pm\b|\b(retry|try again) (in|after) [\d.]+ ?(ms|s|sec|m|min)|每(秒|分|小时|小時)|[并並](发|發)|[频頻]率|\bpro (sekunde|minute|stunde)|\bpar (seconde|minute|heure)|\bpor (segundo|minuto|hora)/i;

/** Tests whether a message says that an account has no credit, or no quota that waiting would bring back. */
export const saysNoCredit = {
  test: (message: string): boolean => !passing.test(message) && words.some((pattern) => pattern.test(message)),
};

/**
 * An account without credit, on every wire and with every status: anybody may pass on what another provider said. These
 * rules come before those of a wire.
 */
export const creditRules: readonly ErrorRule[] = [
  // What is still running at OpenRouter fills the budget for a moment, although it is a 402.
  { name: /^(openrouter_in_flight_budget|in_flight_budget_exhausted)$/, kind: 'rateLimit' },
  { status: 402, kind: 'rateLimit', retryable: false, reason: 'credit' },
  { name: names, kind: 'rateLimit', retryable: false, reason: 'credit' },
  { message: saysNoCredit, kind: 'rateLimit', retryable: false, reason: 'credit' },
];

/** Returns true for an error that speaks of an account without credit, where nothing else says that it is an error. */
export function isOutOfCredit({ names: given, message }: ErrorFacts): boolean {
  return given.some((name) => names.test(name)) || (message !== undefined && saysNoCredit.test(message));
}
