import assert from 'node:assert/strict';
import { describeEnd, type ExecutionResult } from '#orchestration/index.ts';

const say = (metadata: ExecutionResult['metadata'], over: Partial<ExecutionResult> = {}): string => {
  const result = {
    runId: 'r',
    taskId: 't',
    agent: 'a',
    status: 'success',
    output: 'A',
    startedAt: '',
    metadata,
  } as const;
  const note = describeEnd({ ...result, ...over });
  return note ? note : '';
};

describe('the note about an end', () => {
  it('says that we ended an answer, or that its connection broke', () => {
    assert.match(say({ finishReason: 'stop', end: { assumed: 'silence' } }), /Switchyard ended the answer/);
    assert.match(say({ finishReason: 'stop', end: { assumed: 'disconnect' } }), /connection broke/);
  });

  it("names the provider's own reason, or says that there is none", () => {
    assert.match(say({ finishReason: 'other', end: { word: 'pause_turn' } }), /\(pause_turn\)/);
    assert.match(say({ finishReason: 'other' }), /gave no reason/);
    assert.match(say({ finishReason: 'toolCalls' }), /called a tool/);
    assert.match(say({ finishReason: 'length' }), /token limit/);
  });

  it('says that there is no text, of a run that was stored as a success', () => {
    assert.match(say({ finishReason: 'stop' }, { output: '\u200b\n' }), /without any text/);
  });

  it('is missing where the end is plain, and where the run has an error to tell', () => {
    assert.equal(say({ finishReason: 'stop' }), '');
    assert.equal(say({ finishReason: 'other' }, { status: 'failed' }), '');
  });
});
