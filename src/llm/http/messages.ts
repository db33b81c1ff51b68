import { hasVisibleText } from '#common/text/visibleText.ts';
import type { Message } from '#llm/types.ts';

/** A conversation for wires that take the system prompt apart from the turns. */
export interface SplitMessages {
  /** All system messages in one, or an empty string. */
  system: string;
  turns: (Message & { role: 'user' | 'assistant' })[];
}

/** Separates the system messages of a conversation from its turns, which {@link toTurns} makes fit to send. */
export function splitSystem(messages: readonly Message[]): SplitMessages {
  const system: string[] = [];
  const turns: SplitMessages['turns'] = [];
  for (const { role, content } of messages) {
    if (role !== 'system') turns.push({ role, content });
    else if (hasVisibleText(content)) system.push(content.toWellFormed());
  }
  return { system: system.join('\n\n'), turns: toTurns(turns) };
}

/**
 * Returns a conversation without the messages in which nothing is visible, and with whole characters only: providers refuse
 * either. Turns of one speaker around a gap become one, so that roles alternate; an answer to a first turn that is left out
 * goes as well, so that the first turn stays the user's.
 */
export function toTurns<T extends Message>(messages: readonly T[]): T[] {
  const turns: T[] = [];
  let hasGap = false;
  for (const message of messages) {
    const last = turns.at(-1);
    const isFirst = !turns.some(({ role }) => role !== 'system');
    if (!hasVisibleText(message.content) || (hasGap && isFirst && message.role === 'assistant')) {
      hasGap ||= message.role !== 'system';
    } else if (hasGap && last?.role === message.role && message.role !== 'system') {
      last.content += `\n\n${message.content.toWellFormed()}`;
    } else {
      turns.push({ ...message, content: message.content.toWellFormed() });
      hasGap &&= message.role === 'system';
    }
  }
  return turns;
}
