import assert from 'node:assert/strict';
import { Answer } from '#llm/http/answer.ts';
import { ThoughtTags } from '#llm/wires/openai/thoughtTags.ts';

function read(...pieces: string[]): [text: string, thinking: string] {
  const answer = new Answer();
  const tags = new ThoughtTags();
  for (const piece of pieces) tags.read(piece, answer);
  tags.end(answer);
  const thinking = answer.drain().map((event) => (event.type === 'thinking' ? event.text : ''));
  return [answer.text, thinking.join('')];
}

describe('ThoughtTags', () => {
  const said = '\n<think>Hm, a < b </ c.</think>\n\nA </think> <think>B';

  it('tells thoughts from text wherever the text is cut in three', () => {
    for (let first = 0; first <= said.length; first += 1) {
      for (let second = first; second <= said.length; second += 1) {
        const pieces = [said.slice(0, first), said.slice(first, second), said.slice(second)];
        assert.deepEqual(read(...pieces), ['A </think> <think>B', 'Hm, a < b </ c.'], `${first}, ${second}`);
      }
    }
  });

  it('closes each tag with its own', () => {
    assert.deepEqual(read('<thought>A</think>B</thought>C'), ['C', 'A</think>B']);
  });

  it('leaves a text alone that begins otherwise, or only like a tag', () => {
    for (const text of ['A <think>B</think>', '<thin', '<thinking>A', '<b>A</b>', '', ' \n', '<']) {
      assert.deepEqual(read(...Array.from(text)), [text, '']);
    }
  });

  it('takes thoughts without an end for thoughts', () => {
    assert.deepEqual(read('<think>', 'A</thin'), ['', 'A</thin']);
  });

  it('holds no more white space back than may stand before a tag', () => {
    const answer = new Answer();
    const tags = new ThoughtTags();
    for (let count = 0; count < 100; count += 1) tags.read('\n', answer);
    assert.equal(answer.text, '\n'.repeat(100));
  });
});
