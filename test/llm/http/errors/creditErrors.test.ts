import assert from 'node:assert/strict';
import { claudeErrorRules } from '#llm/wires/claude/claude.ts';
import { readErrorBody } from '#llm/http/errors/errorBody.ts';
import { classify } from '#llm/http/errors/errorRules.ts';
import { geminiErrorRules } from '#llm/wires/gemini/gemini.ts';
import { openAiErrorRules } from '#llm/wires/openai/openAiWire.ts';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires } from '#test/fakes/fakeWires.ts';
import { failureOf } from '#test/llm/collect.ts';

const tables = { Claude: claudeErrorRules, OpenAI: openAiErrorRules, Gemini: geminiErrorRules };
const statuses = [400, 401, 402, 403, 412, 429, 500, 503, undefined];

const anthropic = (type: string, message: string) => ({ type: 'error', error: { type, message } });
const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

// Whose words they are. Anybody may pass them on, over any wire and with any status.
const noCredit: [whose: string, body: unknown][] = [
  ['MiniMax', anthropic('api_error', 'insufficient balance (1008)')],
  ['MiniMax, under another name', error('insufficient balance (1008)', { type: 'insufficient_balance_error' })],
  ['MiniMax, in the base of a response', { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }],
  ['DeepSeek', error('Insufficient Balance', { type: 'unknown_error', code: 'invalid_request_error' })],
  ['SiliconFlow', { code: 30_001, message: 'Sorry, your account balance is insufficient', data: null }],
  ['SiliconFlow, paid', { code: 30_011, message: 'Your paid balance is insufficient. Please top up and try again.' }],
  ['Zhipu', error('余额不足或无可用资源包,请充值。', { code: '1113' })],
  ['Zhipu, in English', error('Insufficient balance or no resource package. Please recharge.', { code: '1113' })],
  ['Zhipu, in arrears', error('您的账户已欠费，请充值后重试', { code: '1113' })],
  [
    'Moonshot',
    error('Your account org-1 is suspended due to insufficient balance, please recharge your account', {
      type: 'exceeded_current_quota_error',
    }),
  ],
  ['Alibaba', error('Access denied, please make sure your account is in good standing.', { code: 'Arrearage' })],
  ['Volcengine', error('The request failed because your account has an overdue balance.')],
  ['Volcengine, by its code', error('The model service has been paused.', { code: 'AccountOverdueError' })],
  ['Tencent', error('账号已欠费，请充值', { code: 'ResourceUnavailable.InArrears' })],
  ['New API', error('用户额度不足, 剩余额度: ＄-0.000002', { type: 'new_api_error', code: 'insufficient_user_quota' })],
  ['New API, of a token', error('该令牌额度已用尽 !token.UnlimitedQuota && token.RemainQuota = 0')],
  ['New API, before the request', error('预扣费额度失败, 用户剩余额度: ＄0.01, 需要预扣费额度: ＄0.03')],
  ['One API', error('user quota is not enough', { type: 'one_api_error', code: 'insufficient_user_quota' })],
  ['One API, newer', error('user [3446] quota [-20847155]preConsumedQuota [743]is not enough')],
  ['a gateway in Taiwan', error('您的帳戶餘額不足，請先儲值')],
  ['OpenAI', error('You exceeded your current quota, please check your plan', { code: 'insufficient_quota' })],
  ['OpenAI, no credits', error('No credits.', { code: 'credit_balance_exhausted' })],
  ['OpenRouter', error('Insufficient credits. Add more using the dashboard', { code: 402 })],
  ['OpenRouter, of a request', error('This request requires more credits, or fewer max_tokens.', { code: 402 })],
  ['Vercel', error('Insufficient funds. Please add credits to your account to continue using AI services.')],
  ['Together', error('Credit limit exceeded, please navigate to billing to add credits', { type: 'credit_limit' })],
  ['Fireworks', error('Account x is suspended, possibly due to reaching the monthly spending limit')],
  ['DeepInfra', { detail: { error: 'inference prohibited, please enter valid payment method' } }],
  ['Hugging Face', { error: 'You have exceeded your monthly included credits for Inference Providers.' }],
  ['Hugging Face, none left', { error: 'You have depleted your monthly included credits.' }],
  ['Anthropic', anthropic('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.')],
  ['Anthropic, billing', anthropic('billing_error', 'Payment required')],
  ['xAI', { code: 'The caller does not have permission', error: "Your newly created team doesn't have any credits" }],
  ['xAI, used up', { error: 'Your team has either used all available credits or reached its monthly spending limit.' }],
  ['Google', error('Your prepayment credits are depleted.', { status: 'RESOURCE_EXHAUSTED' })],
  [
    'Google, without billing',
    error('This API method requires billing to be enabled.', {
      status: 'PERMISSION_DENIED',
      details: [{ reason: 'BILLING_DISABLED' }],
    }),
  ],
  ['LiteLLM', error('Budget has been exceeded! Current cost: 10.2, Max budget: 10.0', { type: 'budget_exceeded' })],
  ['LiteLLM, by words alone', error('ExceededBudget: User=default_user_id over budget')],
  ['a gateway that adds a hint', error('Account balance: -0.12. Please add funds')],
  ['a gateway with a plan', error('Your monthly quota has been reached.')],
  ['a gateway after a trial', error('Your trial credits have expired.')],
  ['a gateway in German', error('Nicht genügend Guthaben auf Ihrem Konto.')],
  ['a gateway in German, used up', error('Ihr Kontingent ist aufgebraucht.')],
  ['a gateway in French', error('Solde insuffisant, veuillez recharger votre compte.')],
  ['a gateway in French, credits', error('Crédits insuffisants')],
  ['a gateway in Spanish', error('Saldo insuficiente en la cuenta')],
  ['a gateway in Portuguese', error('Créditos insuficientes. Adicione saldo.')],
  ['a gateway in Italian', error('Credito insufficiente')],
  ['a gateway in Russian', error('Недостаточно средств на балансе')],
  ['a gateway in Russian, used up', error('Баланс исчерпан, пополните счёт')],
  ['a gateway in Japanese', error('残高が不足しています。')],
  ['a gateway in Korean', error('잔액이 부족합니다. 충전해 주세요.')],
  ['a gateway in Turkish', error('Yetersiz bakiye')],
  ['a gateway in Turkish, of yours', error('Bakiyeniz yetersiz')],
  ['a gateway in German, of an account', error('Kontostand zu niedrig')],
  ['a gateway in German, empty', error('Dein Guthaben ist leer')],
  ['a gateway in French, as a sentence', error('Votre solde est insuffisant')],
  ['a gateway in Italian, as a sentence', error('Il credito è esaurito')],
  ['a gateway in Japanese, as a sentence', error('アカウントの残高が足りません')],
  ['a gateway in Japanese, used up', error('クレジットを使い切りました')],
  ['OpenAI, without billing', error('Your account is not active, please check your billing details on our website.')],
  ['a gateway without billing', error('Billing is disabled for this organization.')],
  ['a gateway whose card was refused', error('Your card was declined.')],
  ['a gateway whose payment was refused', error('Payment method declined')],
  ['a gateway with a bill', error('Access suspended because of unpaid invoices')],
  ['a gateway with a wallet', error('Your wallet balance is 0')],
  ['a gateway with a wallet, in dollars', error('Your wallet balance is $0.00.')],
  ['a gateway with a count', error('0 credits remaining')],
  ['a gateway with debts', error('upstream: account has negative balance')],
  ['a gateway that sells', error('Purchase more credits to continue')],
  ['a gateway without sufficient credit', error('You do not have sufficient credit')],
  ['a subscription', error("You've hit your usage limit. Upgrade to Pro.")],
  ['a subscription, by its name', error('The usage limit has been reached', { type: 'usage_limit_reached' })],
  ['a subscription with a cap', error("You've reached your monthly usage cap")],
  ['Cloudflare', error('you have used up your daily free allocation of 10,000 neurons')],
  ['a gateway in Vietnamese', error('Số dư không đủ, vui lòng nạp thêm')],
  ['a gateway in Polish', error('Niewystarczające środki na koncie')],
];

describe('An account without credit', () => {
  for (const [whose, body] of noCredit) {
    it(`is known by the words of ${whose}, on every wire, and not tried again`, () => {
      for (const [table, rules] of Object.entries(tables)) {
        for (const status of statuses) {
          const { kind, retryable, reason } = classify(rules, readErrorBody(body), status);
          assert.deepEqual([kind, retryable, reason], ['rateLimit', false, 'credit'], `${table} ${status}`);
        }
      }
    });
  }

  const others: [status: number | undefined, body: unknown, kind: string][] = [
    [403, error('Your input was flagged for "violence". No credits were charged.', { code: 403 }), 'contentFilter'],
    [429, error('Rate limit exceeded: free-models-per-min. Add credits to have more.'), 'rateLimit'],
    [429, error('You have insufficient quota: limit 60 requests per minute (RPM).'), 'rateLimit'],
    [429, error('Quota exhausted. Please try again in 12.5s.'), 'rateLimit'],
    [429, error('Request was throttled. Expected available in 12 seconds. Add credits for more.'), 'rateLimit'],
    [429, error('You have used up your quota of 60 requests in the last 60 seconds'), 'rateLimit'],
    [429, error('Burst quota exhausted. Slow down.'), 'rateLimit'],
    [500, error('Insufficient disk quota'), 'server'],
    [429, error('您的账户已达到速率限制，请您控制请求频率'), 'rateLimit'],
    [429, error('每分钟请求额度不足'), 'rateLimit'],
    [403, error('Insufficient permissions for this operation.'), 'permission'],
    [503, error('The load balancer has not enough healthy upstreams.'), 'overloaded'],
    [503, error('Insufficient system resources'), 'overloaded'],
    [401, error('The credentials are insufficient.'), 'authentication'],
    [400, error('The thinking budget exceeded the maximum of 24576.'), 'invalidRequest'],
    [403, error('The plan of this project does not allow the model.'), 'permission'],
    [500, error('A payment module could not be loaded.'), 'server'],
    [500, error('The balanced tree is empty.'), 'server'],
    [500, error('internal error'), 'server'],
  ];
  for (const [status, body, kind] of others) {
    it(`is not what "${readErrorBody(body).message}" means`, () => {
      const found = classify(openAiErrorRules, readErrorBody(body), status);
      assert.deepEqual([found.kind, found.retryable, found.reason], [kind, undefined, undefined]);
    });
  }

  it('is not found out of a word in no time', () => {
    const words = ['insufficient ', 'balance ', 'quota ', 'credits have ', '余额', 'not enough '];
    for (const word of words) classify(openAiErrorRules, readErrorBody(error(word.repeat(100_000))), 500);
  });
});

for (const wire of fakeWires) {
  describe(`${wire.name} and an account without credit`, () => {
    let server: FakeProviderServer;
    before(async () => {
      server = await FakeProviderServer.start();
    });
    after(() => server.stop());

    const body = '{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}';
    it('hears of it also where HTTP calls it a success', async () => {
      for (const steps of [[body], [`data: ${body}\n\n`]]) {
        server.say({ steps });
        const failure = await failureOf(wire.create(server.url));
        assert.deepEqual([failure.kind, failure.retryable, failure.reason], ['rateLimit', false, 'credit']);
        assert.match(failure.message, /insufficient balance/);
      }
    });
  });
}
