import assert from 'node:assert/strict';
import { readErrorBody } from '#llm/http/errors/errorBody.ts';

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
  [{ error: { message: 'Not x.', param: 'x' } }, 'Not x.'],
  [{ error: { message: '{"error":{"message":"A"}}' } }, 'A'],
  ['"A"', 'A'],
  [' A\r\n B\n\n', 'A B'],
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

  it('keeps a message and a title to a readable length', () => {
    assert.ok((readErrorBody('x'.repeat(10_000)).message ?? '').length < 700);
    assert.ok((readErrorBody(`<title>\n${'x '.repeat(10_000)}</title>`).message ?? '').length < 700);
    const page = '<title>\n  Bad\n  Gateway </title>';
    assert.equal(readErrorBody(page).message, 'The server answered with a web page: Bad Gateway');
  });

  it('is not kept busy by a page that never gets to its point', () => {
    const page = `<html>${'<title'.repeat(600_000)}`;
    assert.equal(readErrorBody(page).message, 'The server answered with a web page.');
  });
});
