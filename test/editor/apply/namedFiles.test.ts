import assert from 'node:assert/strict';
import { findNamedFiles } from '#editor/apply/namedFiles.ts';
import { findCodeBlocks } from '#edits/codeBlocks.ts';

const fence = (info: string, text: string): string => `\`\`\`${info}\n${text}\n\`\`\`\n\n`;
const patch = (path: string, from: string, to: string, line = 1): string =>
  `--- a/${path}\n+++ b/${path}\n@@ -${line},1 +${line},1 @@\n-${from}\n+${to}`;

/** The files that an answer names, with how many hunks there are for each. */
const filesOf = (...blocks: string[]): [string, number | undefined][] =>
  findNamedFiles(findCodeBlocks(blocks.join(''))).map(({ path, patch: found }) => [path, found?.hunks.length]);

describe('The files that an answer names', () => {
  it('are those of its blocks, whole or as patches, and none of a block without a name', () => {
    const blocks = [
      fence('ts src/a.ts', 'let a = 1;'),
      fence('ts', 'let b = 1;'),
      fence('diff', patch('c.ts', 'x', 'y')),
    ];
    assert.deepEqual(filesOf(...blocks), [
      ['src/a.ts', undefined],
      ['c.ts', 1],
    ]);
  });

  it('are patched once, though the patches stand in several blocks', () => {
    const blocks = [fence('diff', patch('c.ts', 'x', 'y')), fence('diff', patch('c.ts', 'v', 'w', 9))];
    assert.deepEqual(filesOf(...blocks), [['c.ts', 2]]);
  });

  it('stand there twice where whole blocks are given for one: neither is more likely meant', () => {
    assert.deepEqual(filesOf(fence('ts a.ts', 'let a = 1;'), fence('ts a.ts', 'let a = 2;')), [
      ['a.ts', undefined],
      ['a.ts', undefined],
    ]);
  });

  it('may have a patch that cannot be read', () => {
    const [file] = findNamedFiles(findCodeBlocks(fence('ts a.ts', '<<<<<<< SEARCH\none\n=======\n1')));
    assert.deepEqual([file?.path, file?.isBroken], ['a.ts', true]);
  });
});
