import { cutText } from '#common/text/cutText.ts';
import type { AgentTask } from '#orchestration/index.ts';
import { toOneLine } from '#common/text/oneLine.ts';

/** A task's title, or the beginning of its description, as one line. */
export function titleOfTask(task: AgentTask): string {
  return toOneLine(task.title || task.description || task.id, 120);
}

/** The title of a task's run: short enough for a tab, and cut once the secrets are out of it. */
export function titleOfRun({ title, description }: AgentTask, redact: (text: string) => string): string {
  const [line = ''] = redact(title || description)
    .trim()
    .split('\n', 1);
  return cutText(line, title ? 200 : 60, '…');
}
