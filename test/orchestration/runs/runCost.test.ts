import assert from 'node:assert/strict';
import { finish, llmError, text } from '#test/fakes/fakeLlm.ts';
import { setUp, task } from '#test/orchestration/executorSetup.ts';

const usage = { inputTokens: 1_000, outputTokens: 200 };

describe('TaskExecutor, what a run costs', () => {
  it('is asked for once the usage is known, for the model that answered', async () => {
    const asked: unknown[] = [];
    const { executor } = setUp({
      scripts: [[text('done'), finish({ usage, model: 'gpt-6.1-sol-2026-11-01' })]],
      costOf: (agent, model, used) => {
        asked.push([agent.id, model, used]);
        return 0.0025;
      },
    });
    const { metadata } = await executor.execute(task);
    assert.equal(metadata.costUsd, 0.0025);
    assert.deepEqual(asked, [['gpt', 'gpt-6.1-sol-2026-11-01', usage]]);
  });

  it('is priced as the agent’s own model where the provider names none', async () => {
    const models: string[] = [];
    const { executor } = setUp({
      scripts: [[finish({ usage })]],
      costOf: (_agent, model) => void models.push(model),
    });
    assert.equal('costUsd' in (await executor.execute(task)).metadata, false);
    assert.deepEqual([...new Set(models)], ['gpt-6.1-sol']);
  });

  it('has no figure without usage, or without a price table', async () => {
    const withoutUsage = setUp({ costOf: () => 1 });
    assert.equal('costUsd' in (await withoutUsage.executor.execute(task)).metadata, false);
    const withoutPrices = setUp({ scripts: [[finish({ usage })]] });
    assert.equal('costUsd' in (await withoutPrices.executor.execute(task)).metadata, false);
  });

  it('counts for an answer that a content filter withheld', async () => {
    const { executor } = setUp({ scripts: [[finish({ usage, reason: 'contentFilter' })]], costOf: () => 0.5 });
    const { status, metadata } = await executor.execute(task);
    assert.deepEqual([status, metadata.costUsd], ['failed', 0.5]);
  });

  it('does not fail a run when it cannot be computed', async () => {
    const { executor, logger } = setUp({
      scripts: [[llmError({ retryAfterMs: 1 })], [text('done'), finish({ usage })]],
      costOf: () => {
        throw new Error('A price is no number.');
      },
    });
    const { status, output, metadata } = await executor.execute(task);
    assert.deepEqual([status, output, metadata.costUsd], ['success', 'done', undefined]);
    assert.equal(logger.lines.filter((line) => line.startsWith('error The cost')).length, 1);
  });
});
