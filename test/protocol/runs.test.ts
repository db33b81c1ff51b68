import assert from 'node:assert/strict';
import { type ExecutionStatus, executionStatuses } from '#common/vocabulary.ts';
import { findAnswer, findSurplusRuns, isFinished } from '#protocol/runs.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';

describe('runs the panel keeps', () => {
  const makeRuns = (...statuses: ExecutionStatus[]) =>
    statuses.map((status, index) => makeRunHead({ runId: `r${index}`, status }));

  it('are all kept up to the limit', () => {
    assert.deepEqual(findSurplusRuns(makeRuns('success', 'failed'), 2), []);
  });

  it('are dropped oldest first beyond it', () => {
    assert.deepEqual(findSurplusRuns(makeRuns('success', 'failed', 'success'), 1), ['r0', 'r1']);
  });

  it('are never dropped while they go on', () => {
    assert.deepEqual(findSurplusRuns(makeRuns('in_progress', 'pending', 'cancelled', 'success'), 2), ['r2', 'r3']);
  });

  it('count with their parts as one, and go with them', () => {
    const part = (runId: string, parentRunId: string) => makeRunHead({ runId, parentRunId, status: 'success' });
    const [first, second] = makeRuns('success', 'success');
    assert.ok(first && second);
    const runs = [first, part('a', 'r0'), part('b', 'r0'), second, part('c', 'r1')];
    assert.deepEqual(findSurplusRuns(runs, 2), []);
    assert.deepEqual(findSurplusRuns(runs, 1), ['r0', 'a', 'b']);
  });

  it('have ended unless they wait or run', () => {
    const statuses = executionStatuses;
    assert.deepEqual(statuses.map(isFinished), [false, false, true, true, true, true]);
  });
});

describe('the answer of a run', () => {
  const make = (changes: Parameters<typeof makeRunHead>[0]) => ({ head: makeRunHead(changes) });
  const one = make({ runId: 'one', role: 'candidate', status: 'failed' });
  const two = make({ runId: 'two', role: 'candidate' });
  const judge = make({ runId: 'judge', role: 'judge' });

  it('is its own, where one agent ran', () => {
    const run = make({});
    assert.equal(findAnswer(run, []), run);
  });

  it('is that of the chosen part, or of the last one that has ended', () => {
    assert.equal(findAnswer(make({ strategy: 'compare', chosenRunId: 'two' }), [one, two]), two);
    assert.equal(findAnswer(make({ strategy: 'fallback' }), [one, two]), one);
    const begun = make({ strategy: 'race' });
    assert.equal(findAnswer(begun, [two]), begun);
  });

  it('is what the judge made of the parts, unless the user chose one of them', () => {
    const run = make({ strategy: 'synthesize', chosenRunId: 'judge' });
    assert.equal(findAnswer(run, [one, two, judge]), run);
    assert.equal(findAnswer(make({ strategy: 'synthesize', chosenRunId: 'two' }), [one, two, judge]), two);
  });
});
