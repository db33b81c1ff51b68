import type { AgentConfig, ProviderConfig } from '#orchestration/types.ts';

/** The providers that need no setting. `switchyard.providers` can override their fields. */
export const builtInProviders: readonly Readonly<ProviderConfig>[] = [
  {
    id: 'gemini',
    type: 'google-gemini',
    label: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com',
    auth: 'apiKey',
  },
  {
    id: 'claude',
    type: 'anthropic-claude',
    label: 'Anthropic Claude',
    baseUrl: 'https://api.anthropic.com',
    auth: 'apiKey',
  },
  { id: 'gpt', type: 'openai-gpt', label: 'OpenAI GPT', baseUrl: 'https://api.openai.com/v1', auth: 'apiKey' },
  {
    id: 'local',
    type: 'openai-compatible',
    label: 'Local server',
    baseUrl: 'http://127.0.0.1:11434/v1',
    auth: 'none',
  },
  { id: 'vscode', type: 'vscode-lm', label: 'VS Code model', auth: 'none' },
];

type BuiltInAgent = Readonly<Required<Pick<AgentConfig, 'id' | 'provider' | 'model' | 'label' | 'capabilities'>>>;

/**
 * The agents that need no setting, each on its family's mid-price model, in $ per million tokens in/out (November 2026):
 * - Gemini: 3.8-flash 0.75/3.75, between argon and carbon (2/10, 4/20 from December) and 3.5-flash-lite.
 *   Source: ai.google.dev/gemini-api/docs/pricing
 * - Claude: sonnet-5.5 2/10, between opus-5.5 (4/20), fable-5.1 (10/50) and haiku-5.5 (0.10/0.50).
 *   Source: platform.claude.com/docs/en/models
 * - GPT: 6.1-sol 2/10, between 6-astra (10/50) and 6.1-terra (1/5), 6-luna (0.10/0.50); it costs what sonnet does.
 *   Source: developers.openai.com/api/docs/pricing
 * What a local server or VS Code offers cannot be known here: `local` names a coding model that Ollama can pull, and
 * `auto` lets the `vscode-lm` adapter take the first model that VS Code has.
 */
export const builtInAgents: readonly BuiltInAgent[] = [
  { id: 'gemini', provider: 'gemini', model: 'gemini-3.8-flash', label: 'Gemini', capabilities: ['code', 'text'] },
  { id: 'claude', provider: 'claude', model: 'claude-sonnet-5-5', label: 'Claude', capabilities: ['code', 'text'] },
  { id: 'gpt', provider: 'gpt', model: 'gpt-6.1-sol', label: 'GPT', capabilities: ['code', 'text'] },
  { id: 'local', provider: 'local', model: 'qwen2.5-coder', label: 'Local model', capabilities: ['code', 'text'] },
  { id: 'vscode', provider: 'vscode', model: 'auto', label: 'VS Code model', capabilities: ['code', 'text'] },
];

/** The provider of this id that exists without any setting. */
export function findBuiltInProvider(id: string): Readonly<ProviderConfig> | undefined {
  return builtInProviders.find((provider) => provider.id === id);
}

/** True for the id of an agent that exists without any setting. */
export function isBuiltInAgent(id: string): boolean {
  return builtInAgents.some((agent) => agent.id === id);
}
