import type { Fault } from '#scripts/simulated/simulatedFaults.ts';
import { createRandom, pick } from './random.ts';

/** One task of the soak. */
export interface SoakTask {
  description: string;
  agent: string;
  /** Agents of a task in which another one stands in, or two answer together. */
  agents?: string[];
  strategy?: 'fallback' | 'compare';
  /** Milliseconds after which it is cancelled, if it is. */
  cancelAfterMs?: number;
}

const agents = ['claude', 'gpt', 'gemini', 'local'] as const;

/** The share of tasks whose provider fails. */
const faultShare = 0.3;
const cancelShare = 0.1;
const teamShare = 0.05;

/** `once`: only the first request fails. Slow answers are left out: they would only make the soak longer. */
const faults: readonly [`${Fault}${'' | ' once'}`, ...`${Fault}${'' | ' once'}`[]] = [
  'rate limit once',
  'overloaded once',
  'server error once',
  'server error',
  'wrong key',
  'no permission',
  'context too long',
  'refusal',
  'length',
  'empty',
  'reset',
  'cut',
  'stall',
  'hang once',
  'key in error',
  'key in answer',
];

/** The task of a number: always the same for a seed. */
export function toSoakTask(seed: number, number: number): SoakTask {
  const random = createRandom(seed * 100_003 + number);
  const fault = random() < faultShare ? pick(random, faults) : undefined;
  const agent = pick(random, agents);
  const team = random() < teamShare ? pick(random, ['fallback', 'compare'] as const) : undefined;
  return {
    description: `Soak task ${number}. Say hello.${fault ? ` simulate: ${fault}` : ''}`,
    agent,
    ...(team && { strategy: team, agents: [agent, agent === 'gpt' ? 'claude' : 'gpt'] }),
    ...(random() < cancelShare && { cancelAfterMs: Math.floor(random() * 400) }),
  };
}

/** The number of the task that a description is of. */
export function toTaskNumber(description: string): number {
  return Number(/^Soak task (\d+)\./.exec(description)?.[1]);
}
