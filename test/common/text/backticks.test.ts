import assert from 'node:assert/strict';
import { fenceAround } from '#common/text/backticks.ts';

describe('a fence', () => {
  it('is longer than what it stands around could close', () => {
    for (const [content, fence] of [
      ['plain `code`', '```'],
      ['```\n', '````'],
      [`${'`'.repeat(7)} and \`\`\``, '`'.repeat(8)],
    ] as const) {
      assert.equal(fenceAround(content), fence);
    }
  });

  it('is found in a text that is nothing but runs of backticks', () => {
    assert.equal(fenceAround('``` ` '.repeat(200_000)), '````');
  });
});
