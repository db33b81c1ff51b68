import { toOneLine } from '#common/text/oneLine.ts';
import type { AgentConfig } from '#orchestration/index.ts';

/** Label of an agent as one line, whatever the settings contain. */
export function labelOf(agent: AgentConfig | undefined, id: string): string {
  return toOneLine(agent?.label ?? id, 80) || toOneLine(id, 80);
}
