import type { RunHead } from '#protocol/messages.ts';

/** A run that goes on, to be changed where a test needs another. */
export function makeRunHead(changes: Partial<RunHead> = {}): RunHead {
  return {
    runId: 'run-1',
    threadId: 'thread-1',
    title: 'Explain parseRange',
    description: 'Explain what this function does, and where it can fail.',
    context: ['src/range.ts:12-48 (2 problems)'],
    agent: 'Claude',
    provider: 'Anthropic',
    model: 'claude-sonnet-5',
    isSimulated: false,
    status: 'in_progress',
    startedAt: Date.now(),
    ...changes,
  };
}
