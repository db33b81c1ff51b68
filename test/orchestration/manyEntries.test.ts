import assert from 'node:assert/strict';
import { AgentRegistry, mergeAgents, parseAgents, parseProviders } from '#orchestration/index.ts';

const many = (count: number, prefix: string, entry: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, entry]));
const agent = { provider: 'local', model: 'm' };

describe('settings with more entries than any person writes', () => {
  it('have 500 of a layer read, and the rest is said once', () => {
    const { agents, problems } = mergeAgents({
      agents: parseAgents(many(20_000, 'user', agent)),
      workspaceAgents: [parseAgents(many(20_000, 'workspace', agent)), parseAgents(many(501, 'folder', { bad: 1 }))],
    });
    const count = (prefix: string) => agents.filter(({ id }) => id.startsWith(prefix)).length;
    assert.deepEqual([count('user'), count('workspace'), count('folder')], [500, 500, 500]);
    const said = problems.filter(({ message }) => message.includes('at most 500 entries'));
    assert.deepEqual(
      said.map(({ message }) => message),
      Array.from({ length: 3 }, () => 'switchyard.agents: expected at most 500 entries; the rest is left out'),
    );
    assert.ok(new AgentRegistry(agents).get('user499'));
  });

  it('let nothing go to an endpoint that was not meant, because its entry came too late', () => {
    const late = { ...many(500, 'p', { type: 'openai-compatible', baseUrl: 'https://a.example/v1' }) };
    const providers = parseProviders({ ...late, gpt: { baseUrl: 'https://gateway.example/v1' } });
    const { agents } = mergeAgents({ providers });
    assert.match(agents.find(({ id }) => id === 'gpt')?.problem?.message ?? '', /at most 500 entries/);
    assert.equal(agents.find(({ id }) => id === 'claude')?.problem, undefined);
  });
});
