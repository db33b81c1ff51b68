import { strict as assert } from 'node:assert';
import type { ExecutionResult } from '#orchestration/index.ts';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { type Step, toStepsPlan } from '#test/support/stepsPlan.ts';
import { familyOf } from '#test/support/taskRequests.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { clickLens, openPlan } from './planFiles.ts';

const steps: Step[] = [
  { id: 'read', agent: 'claude' },
  { id: 'list', agent: 'gpt', fault: 'rate limit once' },
  { id: 'search', agent: 'gemini' },
  { id: 'design', agent: 'claude', needs: ['read', 'list'] },
  { id: 'risks', agent: 'gemini', needs: ['search'], fault: 'refusal once' },
  { id: 'cart', agent: 'gpt', needs: ['design'], fault: 'reset once' },
  { id: 'greet', agent: 'claude', needs: ['design'] },
  { id: 'tests', agent: 'gemini', needs: ['cart', 'greet'] },
  { id: 'docs', agent: 'gpt', needs: ['greet'] },
  { id: 'review', agent: 'claude', needs: ['tests', 'docs', 'risks'] },
  { id: 'note', agent: 'gpt', needs: ['review'] },
];

function statusOf(results: readonly ExecutionResult[]): Record<string, string> {
  return Object.fromEntries(results.map(({ taskId, status, error }) => [taskId, error?.kind ?? status]));
}

describe('A plan of eleven tasks over three providers', () => {
  useCleanWindow();

  it('survives a rate limit, a reset and a refusal: the rest goes on, and what is left is resumed', async () => {
    const { document } = await openPlan(
      'eleven.switchyard.yaml',
      toStepsPlan('Eleven steps.', steps, { usesOutputs: true }),
    );
    const first = await clickLens<ExecutionResult[]>(document.uri, 'Run Plan');
    assert.deepEqual(statusOf(first), {
      read: 'success',
      list: 'success',
      search: 'success',
      design: 'success',
      risks: 'contentFilter',
      cart: 'network',
      greet: 'success',
      docs: 'success',
    });
    const limited = first.find(({ taskId }) => taskId === 'list');
    assert.equal(limited?.metadata.attempts, 2, 'the rate limit was waited for');
    const rest = await clickLens<ExecutionResult[]>(document.uri, 'Resume Plan (5 left)');
    assert.deepEqual(statusOf(rest), {
      risks: 'success',
      cart: 'success',
      tests: 'success',
      review: 'success',
      note: 'success',
    });
    const requests = await readSimulatedRequests();
    assert.deepEqual([...new Set(requests.map(familyOf))].toSorted(), ['claude', 'gemini', 'gpt']);
    assert.equal(requests.length, steps.length + 3, 'one more for each fault, and nothing twice');
  });
});
