import assert from 'node:assert/strict';
import { splitRow } from '#common/markdown/tableRow.ts';

describe('a row with more bars than its table has columns', () => {
  for (const [name, row, cells] of [
    ['code', '| `a | b` | c |', ['`a | b`', 'c']],
    ['a formula', '| $|x|$ | $|x| \\le y$ |', ['$|x|$', '$|x| \\le y$']],
    ['both', '> | `a|b` | $|x|$ |', ['`a|b`', '$|x|$']],
    ['prices beside code', '| `a|b` | $5 |', ['`a|b`', '$5']],
  ] as const) {
    it(`has them in its cells: ${name}`, () => {
      assert.deepEqual(splitRow(row, 2), cells);
    });
  }

  it('is as it is where that does not make it fit', () => {
    assert.equal(splitRow('| $5 | $6 | 7 |', 2), undefined);
    assert.equal(splitRow('| a | b | c |', 2), undefined);
  });

  it('is split in a time that grows with its length, however many signs never close', () => {
    assert.equal(splitRow(`| ${'$a | '.repeat(5_000)}`, 2), undefined);
    assert.equal(splitRow(`| ${'`|'.repeat(5_000)}`, 2), undefined);
  });
});
