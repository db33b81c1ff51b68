import type { AgentTask } from '../orchestration/index.ts';
import { toOneLine } from '../protocol/oneLine.ts';

/** A task's title, or the beginning of its description, as one line. */
export function titleOfTask(task: AgentTask): string {
  return toOneLine(task.title || task.description || task.id, 120);
}
