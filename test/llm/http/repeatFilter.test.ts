import assert from 'node:assert/strict';
import { RepeatFilter } from '#llm/http/repeatFilter.ts';
import { TextBuffer } from '#llm/textBuffer.ts';

/** Returns what is left of a stream that comes in pieces of a length. */
function filterAll(stream: string, length: number): string {
  const filter = new RepeatFilter((line) => line.startsWith('data: {"type":"done"'));
  let left = '';
  for (let start = 0; start < stream.length; start += length)
    left += filter.filter(stream.slice(start, start + length));
  return left;
}

const frame = (type: string, text: string): string =>
  `data: ${JSON.stringify({ type, text, after: 'kept "\\', n: 7 })}\n`;
const texts = ['x'.repeat(300_000), '"\\n\u0001é🎉"'.repeat(30_000), '\\'.repeat(200_000), `${'y'.repeat(150_000)}"`];

describe('RepeatFilter', () => {
  for (const [index, text] of texts.entries()) {
    it(`leaves a frame with long text ${index} that is repeated JSON with its other fields, however it is cut`, () => {
      for (const length of [999, 16_384, 65_536, 65_537, 1_000_000]) {
        const left = filterAll(frame('said', text) + frame('done', text) + frame('end', 'x'), length);
        const frames = left.trimEnd().split('\n');
        assert.equal(`${frames[0]}\n`, frame('said', text), 'what was not said before stays whole');
        const shortened: { type: string; text: string } = JSON.parse((frames[1] ?? '').slice('data: '.length));
        assert.deepEqual(shortened, { type: 'done', text: shortened.text, after: 'kept "\\', n: 7 });
        assert.equal(`${frames[2]}\n`, frame('end', 'x'));
      }
    });
  }

  it('holds little of what is repeated', () => {
    const text = 'x'.repeat(5_000_000);
    assert.ok(filterAll(frame('done', text), 65_536).length < 200_000);
  });

  it('leaves short lines as they are', () => {
    const stream = frame('done', 'x'.repeat(60_000)).repeat(3);
    assert.equal(filterAll(stream, 16_384), stream);
  });
});

describe('TextBuffer', () => {
  it('joins what was added, in order', () => {
    const buffer = new TextBuffer();
    assert.equal(buffer.isEmpty, true);
    let expected = '';
    for (let index = 0; index < 5000; index += 1) {
      buffer.add('');
      buffer.add(`${index},`);
      expected += `${index},`;
    }
    assert.equal(buffer.toString(), expected);
    assert.equal(buffer.isEmpty, false);
  });
});
