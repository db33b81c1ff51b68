import assert from 'node:assert/strict';
import { isClosingFence, readFence, toFenced } from '#common/text/fences.ts';

describe('a fence', () => {
  it('is longer than what it stands around could close', () => {
    for (const [content, fence] of [
      ['plain `code`', '```'],
      ['```\n', '````'],
      [`${'`'.repeat(7)} and \`\`\``, '`'.repeat(8)],
    ] as const) {
      const lines = toFenced(content).split('\n');
      assert.deepEqual([lines[0], lines.at(-1)], [fence, fence]);
    }
  });

  it('is found in a text that is nothing but runs of backticks', () => {
    assert.match(toFenced('``` ` '.repeat(200_000)), /^````\n/);
  });

  it('names a language, and nothing that could be more than that', () => {
    assert.equal(toFenced('a', 'c++'), '```c++\na\n```');
    assert.equal(toFenced('a', 'ts\n# Title'), '```\na\n```');
  });

  it('opens no block as inline code', () => {
    assert.equal(readFence('```a``` b'), undefined);
    assert.deepEqual(readFence('  ~~~~ a`b '), { character: '~', length: 4 });
  });

  it('opens and closes no block where it is indented like code', () => {
    for (const indent of ['    ', '\t', ' \t']) {
      assert.equal(readFence(`${indent}~~~`), undefined);
      assert.equal(isClosingFence(`${indent}~~~`, { character: '~', length: 3 }), false);
    }
    assert.equal(isClosingFence('   ~~~~ ', { character: '~', length: 3 }), true);
  });
});
