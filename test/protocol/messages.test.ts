import assert from 'node:assert/strict';
import { parsePageMessage } from '#protocol/messages.ts';

describe('a message from the page', () => {
  const valid = [
    { type: 'ready', runIds: ['r'], planIds: [] },
    { type: 'stop', runId: 'r' },
    { type: 'followUp', runId: 'r', description: 'And then?' },
    { type: 'chooseAnswer', runId: 'r' },
    { type: 'openDifferences', runId: 'r' },
    { type: 'action', runId: 'r', action: 'setApiKey' },
    { type: 'code', runId: 'r', action: 'apply', block: 0, text: 'a' },
    { type: 'openDiagram', runId: 'r', block: 0, text: 'pie' },
    { type: 'copyText', text: '' },
    { type: 'openLink', href: 'https://example.com' },
    { type: 'openFile', path: 'src/a.ts', line: 12 },
    { type: 'openFile', path: 'src/a.ts', runId: 'r' },
    { type: 'select', threadId: 't' },
    { type: 'closeThread', threadId: 't' },
    { type: 'planAction', planId: 'p', action: 'cancel' },
    { type: 'planAction', planId: 'p', action: 'retry', taskId: 't' },
    { type: 'openTask', planId: 'p', taskId: 't' },
    { type: 'submitTask', description: ' a\n' },
    { type: 'dismissTask' },
    { type: 'addContext' },
    { type: 'removeContext', index: 0 },
  ];

  for (const message of valid) {
    it(`may be ${JSON.stringify(message)}`, () => assert.deepEqual(parsePageMessage(message), message));
  }

  const invalid: [reason: string, value: unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a string', 'ready'],
    ['a list', [{ type: 'ready', runIds: [], planIds: [] }]],
    ['ready with more runs than a page keeps', { type: 'ready', runIds: Array(201).fill('r'), planIds: [] }],
    ['given an action of a plan that is not on the list', { type: 'planAction', planId: 'p', action: 'delete' }],
    ['given a task without an id', { type: 'openTask', planId: 'p', taskId: '' }],
    ['of an unknown type', { type: 'executeCommand', command: 'x' }],
    ['of a type that every object has', { type: 'constructor' }],
    ['given a field too many', { type: 'addContext', command: 'x' }],
    ['given a field too few', { type: 'stop' }],
    ['given an empty id', { type: 'stop', runId: '' }],
    ['given an id that is too long', { type: 'stop', runId: 'x'.repeat(201) }],
    ['given an action that is not on the list', { type: 'action', runId: 'r', action: 'runCommand' }],
    [
      'given an action of a block that is not on the list',
      { type: 'code', runId: 'r', action: 'save', block: 0, text: '' },
    ],
    ['given a block without a position', { type: 'code', runId: 'r', action: 'apply', text: '' }],
    ['given a blank description', { type: 'followUp', runId: 'r', description: ' \n\t' }],
    ['given a description that is too long', { type: 'submitTask', description: 'x'.repeat(1_000_001) }],
    ['given a line that is none', { type: 'openFile', path: 'a.ts', line: 0 }],
    ['given a path that is too long', { type: 'openFile', path: 'x'.repeat(501) }],
    ['given an index that is none', { type: 'removeContext', index: -1 }],
    ['given half an index', { type: 'removeContext', index: 0.5 }],
    ['given a number for a text', { type: 'openLink', href: 7 }],
  ];

  for (const [reason, value] of invalid) {
    it(`is refused when it is ${reason}`, () => assert.equal(parsePageMessage(value), undefined));
  }
});
