import { cutText } from '#common/text/cutText.ts';
import type { ExecutionStatus } from '#common/vocabulary.ts';
import type { RunHead } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';
import { element } from './dom.ts';
import { fill, strings } from './strings.ts';

/** Announces to screen readers that a run starts, ends or fails; never what it says. */
export class Announcer {
  readonly element = element('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });

  /** Says which agent's answer is used from now on. */
  announceChosen(agent: string): void {
    this.element.textContent = fill(strings.announceChosen, agent);
  }

  /** Announces the news of a run that are worth it. */
  announceRun(head: RunHead, previous: RunHead | undefined): void {
    const template = chooseTemplate(head.status, previous?.status);
    if (template === undefined) return;
    const detail = head.status === 'failed' ? (head.error?.message ?? head.title) : head.title;
    this.announce(fill(template, head.agent, cutText(detail, 200)));
  }

  announce(words: string): void {
    this.element.textContent = words;
  }
}

function chooseTemplate(status: ExecutionStatus, previous: ExecutionStatus | undefined): string | undefined {
  if (!isFinished(status)) return previous === undefined ? strings.announceStarted : undefined;
  if (previous !== undefined && isFinished(previous)) return undefined;
  if (status === 'success') return strings.announceDone;
  return status === 'failed' ? strings.announceFailed : strings.announceStopped;
}
