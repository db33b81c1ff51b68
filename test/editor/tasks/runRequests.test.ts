import { strict as assert } from 'node:assert';
import type { Uri } from 'vscode';
import { selectedCode } from '#editor/documents/selectionSource.ts';
import { toRequest, createTask } from '#editor/tasks/runRequests.ts';

/** As much of an URI as is needed to keep it. */
const uri = (text: string): Uri => Object.assign(Object.create(null), { toString: () => text });

const context = { code: 'let a = 1;', file: 'a.ts' };
const result = {
  runId: 'run',
  taskId: 'task',
  agent: 'claude',
  status: 'success',
  output: '',
  startedAt: '2026-01-01T00:00:00.000Z',
  metadata: {},
} as const;

describe('The document that a task began in', () => {
  it('is kept with the task as an URI, and is that of the run when it comes from the history', () => {
    const task = createTask({
      description: 'Mend it.',
      context,
      resource: uri('file:///w/a.ts'),
      document: uri('file:///w/a.ts'),
    });
    assert.equal(task.documentUri, 'file:///w/a.ts');
    const again = toRequest(task, result, [], uri(task.documentUri));
    assert.deepEqual([again.resource?.toString(), again.document?.toString()], ['file:///w/a.ts', 'file:///w/a.ts']);
    assert.equal(selectedCode(again), 'let a = 1;');
  });

  it('is kept also where nothing was selected: it tells which folder the answer is about', () => {
    assert.equal(
      createTask({ description: 'Write it.', resource: uri('file:///w/a.ts') }).documentUri,
      'file:///w/a.ts',
    );
  });

  it('is not the plan that a task with code of its own comes from', () => {
    const task = createTask({ description: 'Mend it.', context, resource: uri('file:///w/plan.switchyard.yaml') });
    assert.equal(task.documentUri, undefined);
    assert.equal(toRequest(task, result, []).document, undefined);
  });
});
