import { hasVisibleText } from '#common/text/visibleText.ts';
import type { Message } from '#llm/types.ts';

/** A conversation as wires want it that take the system prompt apart from the turns. */
export interface SplitMessages {
  /** All system messages in one, or an empty string. */
  system: string;
  turns: (Message & { role: 'user' | 'assistant' })[];
}

/** Takes the system messages out of a conversation, which {@link toTurns} has made fit to send. */
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
 * A conversation without the messages that hold nothing a person can see: providers refuse such a turn, and with it each
 * request that repeats it. Turns of one speaker that stood around it become one, since many servers refuse roles that do not
 * alternate. Halves of characters, which are refused as well, become the character for what is unknown. So that the first turn stays the user's, an answer to what is left out at the beginning goes as well.
 */
export function toTurns<T extends Message>(messages: readonly T[]): T[] {
  const kept: T[] = [];
  let hasGap = false;
  for (const message of messages) {
    const last = kept.at(-1);
    const isFirst = !kept.some(({ role }) => role !== 'system');
    if (!hasVisibleText(message.content) || (hasGap && isFirst && message.role === 'assistant')) {
      hasGap ||= message.role !== 'system';
    } else if (hasGap && last?.role === message.role && message.role !== 'system') {
      last.content += `\n\n${message.content.toWellFormed()}`;
    } else {
      kept.push({ ...message, content: message.content.toWellFormed() });
      hasGap &&= message.role === 'system';
    }
  }
  return kept;
}
