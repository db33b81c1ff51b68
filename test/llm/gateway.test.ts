import assert from 'node:assert/strict';
import { type SimulatedProvider, startSimulatedProvider } from '#scripts/simulated/simulatedProvider.ts';
import { type BaseLlm, Gpt, type LlmConfig, OpenAiCompatible } from '#llm/index.ts';
import { RealGateway } from '#test/fakes/realGateway.ts';

// A real server of the wire stands between the LLM and the simulated provider.
describe('OpenAiCompatible through a real gateway', () => {
  let provider: SimulatedProvider;
  let gateway: RealGateway;
  before(async function () {
    this.timeout(60_000);
    provider = await startSimulatedProvider();
    gateway = await RealGateway.start(`${provider.origin}/v1`);
  });
  after(async () => {
    await gateway?.stop();
    await provider?.close();
  });

  const create = (more: Partial<LlmConfig> = {}): BaseLlm =>
    new OpenAiCompatible({ model: 'qwen4', ...gateway.config, ...more });
  const ask = (prompt: string, llm = create()) => llm.generateContentAsync([{ role: 'user', content: prompt }]);

  it('streams an answer, with usage, without a key', async () => {
    const { text, finishReason, usage } = await ask('Say something about `cart.py`.');
    assert.equal(finishReason, 'stop');
    assert.match(text, /simulated/i);
    assert.ok(usage && usage.inputTokens > 0 && usage.outputTokens > 0);
  });

  it('keeps thinking apart, and a limit and a refusal what they are', async () => {
    const thought = await ask('simulate: thinking');
    assert.match(thought.thinking ?? '', /I think/);
    assert.doesNotMatch(thought.text, /I think/);
    assert.equal((await ask('simulate: length')).finishReason, 'length');
    assert.equal((await ask('simulate: refusal')).finishReason, 'contentFilter');
  });

  const failures = {
    'rate limit': ['rateLimit', 429],
    overloaded: ['overloaded', 503],
    'server error': ['server', 500],
    'wrong key': ['authentication', 401],
    'no permission': ['permission', 403],
    'model not found': ['notFound', 404],
    'context too long': ['contextLength', 400],
    'bad request': ['invalidRequest', 400],
  } as const;
  for (const [fault, [kind, status]] of Object.entries(failures)) {
    it(`reads ${fault} as ${kind}`, async () => {
      await assert.rejects(ask(`simulate: ${fault}`), { kind, status, provider: 'openai-compatible' });
    });
  }

  it('notices an answer that is cut', async () => {
    await assert.rejects(ask('simulate: cut'), (error: { kind: string; partialText: string }) => {
      assert.equal(error.kind, 'network');
      assert.ok(error.partialText.length > 0);
      return true;
    });
  });

  it('times out on a server behind it that stalls, with what was said', async () => {
    await assert.rejects(ask('simulate: stall', create({ timeoutMs: 1500 })), { kind: 'timeout', partialText: /./ });
  });

  it('speaks Responses too', async () => {
    const { text, finishReason } = await ask('Say something.', new Gpt({ model: 'gpt-6.1-terra', ...gateway.config }));
    assert.equal(finishReason, 'stop');
    assert.match(text, /simulated/i);
  });

  it('can be cancelled in mid-answer', async () => {
    const controller = new AbortController();
    const messages = [{ role: 'user' as const, content: 'simulate: stall' }];
    let said = '';
    await assert.rejects(
      async () => {
        for await (const event of create().stream(messages, { signal: controller.signal })) {
          if (event.type === 'text') said += event.text;
          controller.abort();
        }
      },
      { kind: 'cancelled' },
    );
    assert.ok(said.length > 0);
  });
});
