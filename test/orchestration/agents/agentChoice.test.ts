import assert from 'node:assert/strict';
import { type AgentConfig, AgentRegistry } from '#orchestration/index.ts';
import { fails, setUp, task } from '#test/orchestration/executorSetup.ts';

const agent = (id: string, over: Partial<AgentConfig> = {}): AgentConfig => ({
  id,
  type: 'openai-compatible',
  provider: `at-${id}`,
  model: id,
  auth: 'none',
  ...over,
});
const registry = new AgentRegistry([
  agent('plain'),
  agent('off', { capabilities: ['vision', 'code'], enabled: false }),
  agent('coder', { capabilities: ['code'] }),
  agent('seer', { capabilities: ['code', 'vision'], type: 'google-gemini', baseUrl: 'http://127.0.0.1:1' }),
]);
const free = { id: 't', description: 'Do it.' };

describe('a task that names no agent', () => {
  it('is served by an agent with the capabilities it asks for', async () => {
    const { executor } = setUp({ registry, defaultAgent: 'plain' });
    const run = async (over: object) => (await executor.execute({ ...free, ...over })).agent;
    assert.equal(await run({ capabilities: ['code'] }), 'coder');
    assert.equal(await run({ capabilities: ['vision'] }), 'seer');
    assert.equal(await run({ capabilities: ['code'], preferredTypes: ['google-gemini'] }), 'seer');
    assert.equal(await run({ preferredTypes: ['google-gemini'] }), 'seer');
  });

  it("is served by the workspace's agent when it asks for nothing, or for a type that there is not", async () => {
    const { executor } = setUp({ registry, defaultAgent: 'plain' });
    assert.equal((await executor.execute(free)).agent, 'plain');
    assert.equal((await executor.execute({ ...free, preferredTypes: ['openai-gpt'] })).agent, 'plain');
    assert.equal((await executor.execute({ ...free, strategy: 'compare' })).agent, 'plain');
    assert.equal((await executor.execute(free, { defaultAgent: 'coder' })).agent, 'coder');
  });

  it('fails, rather than going to some other agent, when none has the capabilities', async () => {
    const { executor } = setUp({ registry, defaultAgent: 'plain' });
    const result = await fails('unknownAgent', executor.execute({ ...free, capabilities: ['vision', 'audio'] }));
    assert.equal(result.error?.message, 'No agent that can run has what the task asks for: "vision", "audio".');
  });

  it('is served by the agent it names, whatever it asks for', async () => {
    const { executor } = setUp({ registry, defaultAgent: 'seer' });
    assert.equal((await executor.execute({ ...free, agent: 'plain', capabilities: ['vision'] })).agent, 'plain');
    assert.equal((await executor.execute({ ...free, capabilities: ['vision'] }, { agent: 'plain' })).agent, 'plain');
  });

  it('fails with a result, and does not reject, when the settings of the run break', async () => {
    const { executor } = setUp({ registry });
    const broken = {
      get defaultAgent(): string {
        throw new Error('The settings broke.');
      },
    };
    await fails('protocol', executor.execute(free, broken));
    const aborted = Object.defineProperty({ signal: AbortSignal.abort() }, 'defaultAgent', {
      get: () => broken.defaultAgent,
    });
    assert.equal((await executor.execute(free, aborted)).status, 'cancelled');
  });
});

describe('TaskExecutor.providersOf', () => {
  const { executor } = setUp({ registry, defaultAgent: 'plain' });
  const agents = ['coder', 'seer', 'coder'];

  it('names the provider of each request that may go on at the same time', () => {
    assert.deepEqual(executor.providersOf(free), ['at-plain']);
    assert.deepEqual(executor.providersOf(free, { agent: 'seer' }), ['at-seer']);
    assert.deepEqual(executor.providersOf({ ...free, strategy: 'race', agents }), ['at-coder', 'at-seer', 'at-coder']);
    assert.deepEqual(executor.providersOf({ ...free, strategy: 'fallback', agents }), ['at-coder', 'at-seer']);
  });

  it('names the provider of the judge, which is asked after the others', () => {
    const team = { ...free, strategy: 'synthesize', agents } as const;
    assert.deepEqual(executor.providersOf({ ...team, judge: 'plain' }), [
      'at-coder',
      'at-seer',
      'at-coder',
      'at-plain',
    ]);
    assert.deepEqual(executor.providersOf({ ...team, judge: 'seer' }), ['at-coder', 'at-seer', 'at-coder']);
    assert.deepEqual(executor.providersOf({ ...team, strategy: 'compare', judge: 'plain' }), [
      'at-coder',
      'at-seer',
      'at-coder',
    ]);
  });

  it('names a provider once whose agents are asked one after the other', () => {
    const shared = new AgentRegistry(['a', 'b'].map((id) => ({ id, type: 't', provider: 'same', model: id })));
    const { executor: other } = setUp({ registry: shared });
    assert.deepEqual(other.providersOf({ ...free, strategy: 'fallback', agents: ['a', 'b'] }), ['same']);
  });

  it('names none where the run will fail', () => {
    assert.deepEqual(executor.providersOf({ ...free, agent: 'nobody' }), []);
    assert.deepEqual(executor.providersOf({ ...free, strategy: 'race', agents: [] }), []);
    assert.deepEqual(setUp({ registry }).executor.providersOf(task), []);
  });
});

describe('TaskExecutor', () => {
  it('says in the result which outputs of other tasks did not go into the prompt whole', async () => {
    const { executor } = setUp({ registry });
    const inputs = [
      { taskId: 'a', output: 'xx', fullLength: 9 },
      { taskId: 'b', output: 'whole' },
    ];
    const cutInputs = [{ taskId: 'a', keptLength: 2, fullLength: 9 }];
    const single = await executor.execute({ ...free, agent: 'plain', inputs });
    assert.deepEqual(single.metadata.cutInputs, cutInputs);
    const team = await executor.execute({ ...free, strategy: 'compare', agents: ['plain'], inputs });
    assert.deepEqual(team.metadata.cutInputs, cutInputs);
    assert.equal((await executor.execute({ ...free, agent: 'plain' })).metadata.cutInputs, undefined);
  });
});
