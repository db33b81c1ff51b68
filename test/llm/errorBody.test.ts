import assert from 'node:assert/strict';
import { readErrorBody } from '../../src/llm/errorBody.ts';

const words: [body: unknown, message: string | undefined][] = [
  ['{"error":{"message":"A"}}', 'A'],
  ['[{"error":{"message":"A"}}]', 'A'],
  [{ error: 'A' }, 'A'],
  [{ error: 'Bad Request', message: 'A', statusCode: 400 }, 'A'],
  [{ error: true, message: 'A' }, 'A'],
  [{ error: { error: 'A' } }, 'A'],
  [{ error: { code: 502 }, message: 'A' }, 'A'],
  [{ success: false, messages: [], error: [{ code: 2001, message: 'A' }] }, 'A'],
  [{ errors: [{ message: 'A' }] }, 'A'],
  [{ errors: ['A', 'B'] }, 'A'],
  [{ detail: 'A' }, 'A'],
  [{ detail: { error: 'A' } }, 'A'],
  [{ detail: [{ loc: ['body', 'x'], msg: 'A' }] }, 'A (x)'],
  [{ title: 'Bad Request', detail: 'A', status: 400 }, 'A'],
  [{ title: 'A', status: 400 }, 'A'],
  [{ code: 400, msg: 'A' }, 'A'],
  [{ error_code: 336_003, error_msg: 'A' }, 'A'],
  [{ Message: 'A' }, 'A'],
  [{ error: { message: 'A', param: 'x' } }, 'A (x)'],
  [{ error: { message: 'A', param: 'None' } }, 'A'],
  ['"A"', 'A'],
  ['A\r\n B', 'A B'],
  ['<400> A', '<400> A'],
  ['<html><title>A</title>', 'The server answered with a web page: A'],
  ['<h1>A</h1>', 'The server answered with a web page.'],
  [{ error: { message: null } }, undefined],
  [{ error: {} }, undefined],
  ['', undefined],
  [undefined, undefined],
];

describe('readErrorBody', () => {
  for (const [body, message] of words) {
    it(`finds ${message === undefined ? 'no words' : `"${message}"`} in ${JSON.stringify(body)}`, () => {
      assert.equal(readErrorBody(body).message, message);
    });
  }
});
