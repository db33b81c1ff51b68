import assert from 'node:assert/strict';
import { type ExecutionResult, MemoryRunStore } from '../../src/orchestration/index.ts';

const run = (runId: string, over: Partial<ExecutionResult> = {}): ExecutionResult => ({
  runId,
  taskId: 't',
  agent: 'gpt',
  status: 'success',
  output: '',
  startedAt: '2026-11-01T00:00:00.000Z',
  metadata: {},
  ...over,
});
const begin = (store: MemoryRunStore, result: ExecutionResult): void =>
  store.begin({ result, task: { id: result.taskId, description: 'Do it.' }, threadId: result.runId });
const ids = (store: MemoryRunStore): string[] => store.list().map(({ runId }) => runId);

describe('MemoryRunStore', () => {
  it('drops the oldest settled run beyond its bound, but none in progress', () => {
    const store = new MemoryRunStore(2);
    for (const result of [run('a', { status: 'in_progress' }), run('b'), run('c'), run('d')]) begin(store, result);
    assert.deepEqual(ids(store), ['d', 'a']);
  });

  it('ignores text of a run it does not know', () => {
    const store = new MemoryRunStore();
    store.append('a', { text: 'text' });
    assert.equal(store.get('a'), undefined);
  });

  it('hands out copies', () => {
    const store = new MemoryRunStore();
    begin(store, run('a'));
    const copy = store.get('a');
    assert.ok(copy);
    copy.output = 'changed';
    assert.equal(store.get('a')?.output, '');
  });

  it('adds text to a run in progress, and replaces it by its result', () => {
    const store = new MemoryRunStore();
    begin(store, run('a', { status: 'in_progress' }));
    store.append('a', { text: 'The ' });
    store.append('a', { text: 'ans' });
    assert.equal(store.get('a')?.output, 'The ans');
    store.settle(run('a', { output: 'The answer' }));
    assert.deepEqual(store.list(), [run('a', { output: 'The answer' })]);
  });
});
