import type { Message } from './types.ts';

/** A conversation as wires want it that take the system prompt apart from the turns. */
export interface SplitMessages {
  /** All system messages in one, or an empty string. */
  system: string;
  turns: (Message & { role: 'user' | 'assistant' })[];
}

/** Takes the system messages out of a conversation. */
export function splitSystem(messages: readonly Message[]): SplitMessages {
  const system: string[] = [];
  const turns: SplitMessages['turns'] = [];
  for (const { role, content } of messages) {
    if (role === 'system') system.push(content);
    else turns.push({ role, content });
  }
  return { system: system.filter((content) => content !== '').join('\n\n'), turns };
}
