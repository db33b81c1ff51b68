import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { type AgentConfig, AgentRegistry, toProblem } from '#orchestration/index.ts';

const agent = (id: string, over: Partial<AgentConfig> = {}): AgentConfig => ({
  id,
  type: 'openai-gpt',
  provider: 'gpt',
  model: 'm',
  ...over,
});
const ids = (agents: AgentConfig[]): string[] => agents.map(({ id }) => id);

describe('AgentRegistry', () => {
  it('throws when two agents have the same id, and names it', () => {
    assert.throws(() => new AgentRegistry([agent('a'), agent('b'), agent('a')]), /two agents with the id "a"/);
  });

  it('knows no agent that it was not given', () => {
    const registry = new AgentRegistry([agent('a')]);
    assert.equal(registry.get('toString'), undefined);
    assert.equal(registry.has('b'), false);
  });

  it('lists its agents in the order it was given them, disabled ones included', () => {
    const registry = new AgentRegistry([agent('b'), agent('a', { enabled: false })]);
    assert.deepEqual(ids(registry.list()), ['b', 'a']);
    assert.equal(registry.get('a')?.enabled, false);
    assert.equal(registry.has('b'), true);
  });

  it('recommends neither a disabled agent nor one with a problem', () => {
    const registry = new AgentRegistry([
      agent('a', { enabled: false }),
      agent('b', { problem: toProblem(['x'], l10n.t('no')) }),
      agent('c'),
    ]);
    assert.deepEqual(ids(registry.recommend()), ['c']);
  });

  it('recommends only agents that have every capability asked for', () => {
    const registry = new AgentRegistry([
      agent('a', { capabilities: ['code'] }),
      agent('b', { capabilities: ['vision', 'code'] }),
      agent('c'),
    ]);
    assert.deepEqual(ids(registry.recommend({ capabilities: ['code', 'vision'] })), ['b']);
    assert.deepEqual(registry.recommend({ capabilities: ['speech'] }), []);
  });

  it('recommends preferred types first, in the order of preference', () => {
    const registry = new AgentRegistry([
      agent('gpt'),
      agent('gemini', { type: 'google-gemini' }),
      agent('claude', { type: 'anthropic-claude' }),
    ]);
    const preferredTypes = ['anthropic-claude', 'google-gemini'];
    assert.deepEqual(ids(registry.recommend({ preferredTypes })), ['claude', 'gemini', 'gpt']);
  });
});
