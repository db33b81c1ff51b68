import { strict as assert } from 'node:assert';
import type { ExecutionResult } from '../../../src/orchestration/index.ts';
import { readSimulatedRequests } from '../../support/simulatedRequests.ts';
import { familyOf } from '../../support/taskRequests.ts';
import { useCleanWindow } from '../support/cleanWindow.ts';
import { clickLens, openPlan } from './planFiles.ts';

interface Step {
  id: string;
  agent: string;
  needs?: string[];
  fault?: string;
}

const steps: Step[] = [
  { id: 'read', agent: 'claude' },
  { id: 'list', agent: 'gpt', fault: 'rate limit' },
  { id: 'search', agent: 'gemini' },
  { id: 'design', agent: 'claude', needs: ['read', 'list'] },
  { id: 'risks', agent: 'gemini', needs: ['search'], fault: 'refusal' },
  { id: 'cart', agent: 'gpt', needs: ['design'], fault: 'reset' },
  { id: 'greet', agent: 'claude', needs: ['design'] },
  { id: 'tests', agent: 'gemini', needs: ['cart', 'greet'] },
  { id: 'docs', agent: 'gpt', needs: ['greet'] },
  { id: 'review', agent: 'claude', needs: ['tests', 'docs', 'risks'] },
  { id: 'note', agent: 'gpt', needs: ['review'] },
];

function toPlan(): string {
  const tasks = steps.map(({ id, agent, needs = [], fault }) =>
    [
      `  - id: ${id}`,
      `    agent: ${agent}`,
      `    dependencies: [${needs.join(', ')}]`,
      '    description: |',
      `      Do the step ${id}.`,
      ...(fault ? [`      simulate: ${fault} once`] : []),
      ...needs.map((need) => `      Use this: {{tasks.${need}.output}}`),
      '',
    ].join('\n'),
  );
  return `version: 1\ngoal: Eleven steps.\nmaxConcurrent: 3\ntasks:\n${tasks.join('')}`;
}

function statusOf(results: readonly ExecutionResult[]): Record<string, string> {
  return Object.fromEntries(results.map(({ taskId, status, error }) => [taskId, error?.kind ?? status]));
}

describe('A plan of eleven tasks over three providers', () => {
  useCleanWindow();

  it('survives a rate limit, a reset and a refusal: the rest goes on, and what is left is resumed', async () => {
    const { document } = await openPlan('eleven.switchyard.yaml', toPlan());
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
