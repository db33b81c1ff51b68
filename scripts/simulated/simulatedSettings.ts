/** Settings that send every built-in provider to the simulated one; the UI then says that answers are simulated. */
export function simulatedSettings(origin: string): Record<string, unknown> {
  const simulated = { auth: 'none', simulated: true };
  return {
    'switchyard.providers': {
      gemini: { type: 'google-gemini', baseUrl: origin, ...simulated },
      claude: { type: 'anthropic-claude', baseUrl: origin, ...simulated },
      gpt: { type: 'openai-gpt', baseUrl: `${origin}/v1`, ...simulated },
      local: { type: 'openai-compatible', baseUrl: `${origin}/v1`, ...simulated },
    },
  };
}
