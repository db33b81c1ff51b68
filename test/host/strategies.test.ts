import { strict as assert } from 'node:assert';
import { readSimulatedRequests } from '../support/simulatedRequests.ts';
import { useCleanWindow } from './support/cleanWindow.ts';
import { assertNoRequest } from './support/requests.ts';
import { setSetting } from './support/settings.ts';
import { assertFailed, assertSuccess, runTask } from './support/switchyard.ts';

const agents = ['gemini', 'claude', 'gpt', 'local'];

describe('Several agents on one task', () => {
  useCleanWindow();

  it('answer side by side over all four wires, as parts of one result', async () => {
    const result = await runTask({ description: 'Explain this.', strategy: 'compare', agents });
    assertSuccess(result);
    const { parts = [], usage, strategy } = result.metadata;
    assert.equal(strategy, 'compare');
    assert.deepEqual(
      parts.map(({ agent, status }) => `${agent} ${status}`),
      agents.map((agent) => `${agent} success`),
    );
    assert.equal(result.output, parts[0]?.output);
    const sum = parts.reduce((total, { metadata }) => total + (metadata.usage?.outputTokens ?? 0), 0);
    assert.equal(usage?.outputTokens, sum);
  });

  it('take over from one that cannot run, and are judged by one of them', async () => {
    const fallback = await runTask({ description: 'Explain.', strategy: 'fallback', agents: ['nobody', 'claude'] });
    assertSuccess(fallback);
    assert.equal(fallback.agent, 'claude');
    const judged = await runTask({ description: 'Explain.', strategy: 'synthesize', agents: ['gpt', 'local'] });
    assertSuccess(judged);
    assert.equal(judged.metadata.parts?.at(-1)?.metadata.role, 'judge');
    assert.equal((await readSimulatedRequests()).length, 4);
  });
});

describe('A budget', () => {
  useCleanWindow();

  it('in the settings keeps a task from being sent, and one for the day counts what the store knows', async () => {
    await setSetting('budget', { perRun: { tokens: 5 } });
    const refused = await runTask({ description: 'Explain this.', agent: 'claude' });
    assert.match(assertFailed(refused, 'budget').message, /of 5 tokens/);
    await assertNoRequest();
    await setSetting('budget', {});
    assertSuccess(await runTask({ description: 'Explain this.', agent: 'claude' }));
    await setSetting('budget', { perDay: { tokens: 1 } });
    const second = await runTask({ description: 'Explain this.', agent: 'claude' });
    assert.match(assertFailed(second, 'budget').message, /The budget for today is reached: [1-9][\d,]* of 1 tokens/);
  });
});
