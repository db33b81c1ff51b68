// Runs of several agents, as the host tells them.
import type { RunHead, RunSnapshot } from '#protocol/messages.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';

const agents = [
  { agent: 'Claude', provider: 'Anthropic', model: 'claude-sonnet-5' },
  { agent: 'GPT', provider: 'OpenAI', model: 'gpt-5.2' },
  { agent: 'Gemini', provider: 'Google', model: 'gemini-3-pro' },
  { agent: 'Local', provider: 'Ollama', model: 'qwen3-coder:30b' },
];

/** A run of several agents that goes on, without its parts. */
export function makeTeamHead(changes: Partial<RunHead> = {}, count = 2): RunHead {
  const labels = agents.slice(0, count).map(({ agent }) => agent);
  return makeRunHead({
    runId: 'whole',
    agent: labels.join(', '),
    provider: '',
    model: '',
    strategy: 'compare',
    ...changes,
  });
}

/** One of its parts: `index` 0 is Claude's, with the id `part-0`. */
export function makePartHead(index: number, changes: Partial<RunHead> = {}): RunHead {
  return makeRunHead({
    runId: `part-${index}`,
    ...agents[index],
    parentRunId: 'whole',
    role: 'candidate',
    ...changes,
  });
}

/** A run that has ended, with what its parts said. */
export function makeTeam(
  texts: readonly string[],
  changes: Partial<RunSnapshot> = {},
  changesOfPart: (index: number) => Partial<RunSnapshot> = () => ({}),
): RunSnapshot[] {
  const ended = {
    status: 'success' as const,
    durationSeconds: 4.2,
    inputTokens: 1_204,
    outputTokens: 356,
    costUsd: 0.0089,
  };
  const head = makeTeamHead({ ...ended, inputTokens: 2_408, outputTokens: 712, costUsd: 0.0178 }, texts.length);
  const whole = { ...head, chosenRunId: 'part-0', text: '', thinking: '', ...changes };
  const parts = texts.map((text, index) => ({
    ...makePartHead(index, { ...ended, firstTextMs: 420, durationSeconds: 3.1 + index / 2 }),
    text,
    thinking: '',
    ...changesOfPart(index),
  }));
  return [whole, ...parts];
}
