import { cutText } from '#common/text/cutText.ts';
import type { ExecutionStatus } from '#common/vocabulary.ts';
import type { RunHead } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';
import { element } from './dom.ts';
import { fill, strings } from './strings.ts';

/** Tells screen readers that a run starts, ends or fails; never what it says. */
export class Announcer {
  readonly element = element('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });

  /** Says which agent's answer is used from now on. */
  noteChosen(agent: string): void {
    this.element.textContent = fill(strings.announceChosen, agent);
  }

  /** Speaks if the news of a run are worth it. */
  noteRun(head: RunHead, previous: RunHead | undefined): void {
    const template = chooseTemplate(head.status, previous?.status);
    if (template === undefined) return;
    const detail = head.status === 'failed' ? (head.error?.message ?? head.title) : head.title;
    this.say(fill(template, head.agent, cutText(detail, 200)));
  }

  say(words: string): void {
    this.element.textContent = words;
  }
}

function chooseTemplate(status: ExecutionStatus, previous: ExecutionStatus | undefined): string | undefined {
  if (!isFinished(status)) return previous === undefined ? strings.announceStarted : undefined;
  if (previous !== undefined && isFinished(previous)) return undefined;
  if (status === 'success') return strings.announceDone;
  return status === 'failed' ? strings.announceFailed : strings.announceStopped;
}
