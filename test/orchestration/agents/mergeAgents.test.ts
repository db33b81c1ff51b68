import assert from 'node:assert/strict';
import { type AgentConfig, mergeAgents, parseAgents, parseProviders } from '#orchestration/index.ts';

interface Settings {
  providers?: unknown;
  agents?: unknown;
  workspace?: unknown[];
}

function merge({ providers, agents, workspace = [] }: Settings) {
  const merged = mergeAgents({
    providers: parseProviders(providers),
    agents: parseAgents(agents),
    workspaceAgents: workspace.map(parseAgents),
  });
  const agent = (id: string): AgentConfig => {
    const found = merged.agents.find((candidate) => candidate.id === id);
    assert.ok(found, `there is no agent ${id}`);
    return found;
  };
  return { ...merged, agent };
}

describe('mergeAgents', () => {
  it('leaves an agent whose entry was refused listed, unable to run', () => {
    const { agent, problems } = merge({ agents: { gemini: { temperature: 'hot' }, fast: { provider: 'gpt' } } });
    assert.match(agent('gemini').problem?.message ?? '', /gemini › temperature: expected a number, got a string/);
    assert.match(agent('fast').problem?.message ?? '', /fast › model: expected a string, got nothing/);
    assert.equal(agent('claude').problem, undefined);
    assert.equal(problems.length, 2);
  });

  it('lets no agent of a provider whose entry was refused run: it would go to an endpoint that was not meant', () => {
    const { agent, providers } = merge({ providers: { gpt: { baseURL: 'http://127.0.0.1:4010/v1' } } });
    assert.match(agent('gpt').problem?.message ?? '', /switchyard\.providers › gpt › baseURL: unknown setting/);
    assert.match(providers.find((provider) => provider.id === 'gpt')?.problem?.message ?? '', /baseURL/);
    assert.equal(agent('gemini').problem, undefined);
  });

  it('says so when an agent names an unknown provider', () => {
    const { agent, problems } = merge({ agents: { fast: { provider: 'nowhere', model: 'm' } } });
    assert.deepEqual(
      problems.map((problem) => problem.message),
      ['switchyard.agents › fast › provider: expected the id of a provider: gemini, claude, gpt, local, vscode'],
    );
    assert.equal(agent('fast').problem, problems[0]);
  });

  it('offers the built-in agents without any setting, each at its own provider', () => {
    const { agents, problems } = mergeAgents();
    assert.deepEqual(problems, []);
    assert.deepEqual(
      agents.map(({ id, type, provider, baseUrl, auth }) => ({ id, type, provider, baseUrl, auth })),
      [
        {
          id: 'gemini',
          type: 'google-gemini',
          provider: 'gemini',
          baseUrl: 'https://generativelanguage.googleapis.com',
          auth: 'apiKey',
        },
        {
          id: 'claude',
          type: 'anthropic-claude',
          provider: 'claude',
          baseUrl: 'https://api.anthropic.com',
          auth: 'apiKey',
        },
        { id: 'gpt', type: 'openai-gpt', provider: 'gpt', baseUrl: 'https://api.openai.com/v1', auth: 'apiKey' },
        {
          id: 'local',
          type: 'openai-compatible',
          provider: 'local',
          baseUrl: 'http://127.0.0.1:11434/v1',
          auth: 'none',
        },
        { id: 'vscode', type: 'vscode-lm', provider: 'vscode', baseUrl: undefined, auth: 'none' },
      ],
    );
    for (const agent of agents) assert.ok(agent.model && agent.label, agent.id);
  });

  it('overrides the fields of a built-in provider and keeps the others', () => {
    const { agent } = merge({
      providers: { gpt: { baseUrl: 'http://127.0.0.1:4010/v1', auth: 'none', simulated: true } },
    });
    const { type, baseUrl, auth, simulated, model } = agent('gpt');
    assert.deepEqual(
      { type, baseUrl, auth, simulated },
      { type: 'openai-gpt', baseUrl: 'http://127.0.0.1:4010/v1', auth: 'none', simulated: true },
    );
    assert.equal(model, 'gpt-6.1-sol');
  });

  it('lends nothing of a built-in provider to another wire under its id', () => {
    const { agent } = merge({ providers: { local: { type: 'acme-llm' } } });
    const { type, baseUrl, auth } = agent('local');
    assert.deepEqual({ type, baseUrl, auth }, { type: 'acme-llm', baseUrl: undefined, auth: undefined });
  });

  it('gives a new agent the endpoint and the headers of its provider', () => {
    const { agent } = merge({
      providers: {
        mine: { type: 'openai-compatible', baseUrl: 'https://models.example/v1', headers: { 'x-team': 'a' } },
      },
      agents: { fast: { provider: 'mine', model: 'small', label: 'Fast' } },
    });
    assert.deepEqual(agent('fast'), {
      id: 'fast',
      type: 'openai-compatible',
      provider: 'mine',
      model: 'small',
      label: 'Fast',
      baseUrl: 'https://models.example/v1',
      headers: { 'x-team': 'a' },
    });
  });

  it('overrides the fields of a built-in agent and keeps the others', () => {
    const { agent } = merge({ agents: { claude: { model: 'claude-opus-5-5' } } });
    assert.equal(agent('claude').model, 'claude-opus-5-5');
    assert.equal(agent('claude').label, 'Claude');
  });

  it('lets the folder override the workspace, and the workspace the user', () => {
    const { agent } = merge({
      agents: { gemini: { model: 'of-user', temperature: 1 } },
      workspace: [{ gemini: { model: 'of-workspace', maxTokens: 5 } }, { gemini: { model: 'of-folder' } }],
    });
    const { model, temperature, maxTokens } = agent('gemini');
    assert.deepEqual({ model, temperature, maxTokens }, { model: 'of-folder', temperature: 1, maxTokens: 5 });
  });

  it('passes the params of the user whole, and of a workspace only what its wire allows', () => {
    const tools = [{ type: 'mcp', server_url: 'https://tools.example' }];
    const { agent, problems } = merge({
      agents: { gpt: { params: { tools, reasoning: { effort: 'low', summary: 'auto' } } } },
      workspace: [{ gpt: { params: { reasoning: { effort: 'high' }, metadata: { a: 'b' }, store: true } } }],
    });
    assert.deepEqual(agent('gpt').params, { tools, reasoning: { effort: 'high', summary: 'auto' } });
    assert.deepEqual(
      problems.map((problem) => problem.path),
      ['switchyard.agents › gpt › params › metadata', 'switchyard.agents › gpt › params › store'],
    );
    assert.equal(agent('gpt').problem, undefined);
  });

  it('applies the rules of the wire that the workspace itself chose', () => {
    const { agent } = merge({
      workspace: [{ mine: { provider: 'claude', model: 'm', params: { reasoning: { effort: 'low' }, top_k: 3 } } }],
    });
    assert.deepEqual(agent('mine').params, { top_k: 3 });
  });

  it('does not send params that were written for one provider to another', () => {
    const { agent } = merge({
      workspace: [
        { mine: { provider: 'gpt', model: 'm', params: { reasoning: { effort: 'low' } } } },
        { mine: { provider: 'claude', model: 'm' } },
      ],
    });
    assert.equal(agent('mine').params, undefined);
  });

  it('lets no workspace send an agent of the user’s elsewhere, and says so', () => {
    const { agent, problems } = merge({
      providers: { work: { type: 'openai-gpt', baseUrl: 'https://gateway.corp.example/v1' } },
      agents: { mine: { provider: 'gpt', model: 'm' } },
      workspace: [
        {
          claude: { provider: 'work', model: 'x' },
          mine: { provider: 'work', model: 'm' },
          theirs: { provider: 'work', model: 'x' },
        },
      ],
    });
    assert.deepEqual(
      ['claude', 'mine', 'theirs'].map((id) => agent(id).provider),
      ['claude', 'gpt', 'work'],
    );
    assert.equal(agent('claude').model, 'x', 'what it may tune holds');
    assert.equal(problems.length, 2);
    assert.match(problems[0]?.message ?? '', /claude › provider: a workspace cannot send an agent of yours/);
  });

  it('lets no workspace give an agent of the user’s another name, nor use one that the user switched off', () => {
    const { agent, problems } = merge({
      agents: { mine: { provider: 'gpt', model: 'm', enabled: false } },
      workspace: [
        {
          claude: { label: 'Local', enabled: false },
          mine: { provider: 'gpt', model: 'm', enabled: true },
          theirs: { provider: 'gpt', model: 'm' },
        },
        { claude: { label: 'Claude', enabled: true }, theirs: { provider: 'gpt', model: 'm', label: 'House' } },
      ],
    });
    assert.equal(agent('claude').label, 'Claude');
    assert.equal(agent('claude').enabled, true, 'a folder may take back what its workspace said');
    assert.equal(agent('mine').enabled, false);
    assert.equal(agent('theirs').label, 'House');
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['switchyard.agents › claude › label', 'switchyard.agents › mine › enabled'],
    );
  });
});
