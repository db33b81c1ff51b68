import assert from 'node:assert/strict';
import type { AgentTask, TaskContext } from '#orchestration/index.ts';
import { findContextProblem } from '#orchestration/runs/taskContext.ts';
import { fails, setUp, task } from '#test/orchestration/executorSetup.ts';

describe('findContextProblem', () => {
  const whole: TaskContext = {
    code: 'x',
    file: 'a.ts',
    languageId: 'typescript',
    range: { startLine: 1, endLine: 2 },
    diagnostics: [{ message: 'No.', severity: 'error', line: 1, source: 'ts' }],
    files: [{ file: 'b.ts', content: '' }],
  };
  const good: [string, unknown][] = [
    ['nothing', undefined],
    ['an empty one', {}],
    ['a whole one', whole],
    ['one with more in it', { code: 'x', more: 1 }],
  ];
  for (const [name, value] of good) {
    it(`has nothing against ${name}`, () => assert.equal(findContextProblem(value), undefined));
  }

  const none = 'The context of the task is not an object.';
  const bad: [string, unknown, string][] = [
    ['null', null, none],
    ['a text', 'let a = 1;', none],
    ['a list', [], none],
    ['code that is none', { code: 5 }, 'The context of the task has a wrong "code".'],
    ['a range without lines', { range: {} }, 'The context of the task has a wrong "range › startLine".'],
    ['a range of null', { range: null }, 'The context of the task has a wrong "range".'],
    ['files that are no list', { files: 'a.ts' }, 'The context of the task has a wrong "files".'],
    ['a file of nothing', { files: [null] }, 'The context of the task has a wrong "files › 0".'],
    [
      'a problem without words',
      { diagnostics: [{}] },
      'The context of the task has a wrong "diagnostics › 0 › message".',
    ],
  ];
  for (const [name, value, problem] of bad) {
    it(`says what is wrong with ${name}`, () => {
      const found = findContextProblem(value);
      assert.equal(found, problem);
    });
  }
});

describe('TaskExecutor, given a context that is none', () => {
  it('fails the run before anything is sent', async () => {
    const { executor, factory } = setUp();
    const wrong: AgentTask = Object.assign({ ...task }, JSON.parse('{ "context": { "files": 3 } }'));
    const { error } = await fails('invalidRequest', executor.execute(wrong));
    assert.match(error?.message ?? '', /wrong "files"/);
    assert.equal(factory.requests.length, 0);
  });
});
