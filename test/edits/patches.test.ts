import assert from 'node:assert/strict';
import { applyPatch } from '#edits/unifiedDiff.ts';
import { isPatch, isUnmarkedDiff, readPatches } from '#edits/patches.ts';

const text = ['one', 'two', 'three', '', 'four', 'two', 'three', 'end', ''].join('\n');

/** The text after a block is applied, or why it is not. */
function patched(block: string, language = '', from = text): string {
  const patches = readPatches({ text: block, language });
  if (patches === undefined) return 'code';
  if (patches === 'broken') return 'broken';
  assert.equal(patches.length, 1);
  const result = applyPatch(from, patches[0]?.hunks ?? []);
  return 'text' in result ? result.text : result.problem;
}

const search = (old: string, changed: string) => `<<<<<<< SEARCH\n${old}\n=======\n${changed}\n>>>>>>> REPLACE`;

describe('a patch', () => {
  const applied: [title: string, block: string, language: string, expected: string][] = [
    ['without hunks', ' one\n-two\n+2\n three', 'diff', text.replace('two', '2')],
    ['without context', '-end\n+END', 'diff', text.replace('end', 'END')],
    ['without hunks, below its header', '--- a/x\n+++ b/x\n-end\n+END', 'diff', text.replace('end', 'END')],
    [
      'with dots between its hunks',
      '-one\n+1\n...\n-end\n+END',
      'diff',
      text.replace('one', '1').replace('end', 'END'),
    ],
    ['under the name of its language', '-end\n+END', 'diff-typescript', text.replace('end', 'END')],
    ['in a block of another language', '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-end\n+END', 'ts', text.replace('end', 'END')],
    ['in a block of no language', '@@ -1 +1 @@\n-end\n+END', '', text.replace('end', 'END')],
    ['of search and replace', search('four\ntwo', 'four\n2'), 'ts', text.replace('four\ntwo', 'four\n2')],
    [
      'of two searches',
      `${search('one', '1')}\n\n${search('end', 'END')}`,
      '',
      text.replace('one', '1').replace('end', 'END'),
    ],
    [
      'of search and replace by dashes',
      '------- SEARCH\nend\n=======\nEND\n+++++++ REPLACE',
      '',
      text.replace('end', 'END'),
    ],
    ['of original and updated', '<<<<<<< ORIGINAL\nend\n=======\nEND\n>>>>>>> UPDATED', '', text.replace('end', 'END')],
    ['of a search that deletes', '<<<<<<< SEARCH\nend\n=======\n>>>>>>> REPLACE', '', text.replace('end\n', '')],
    [
      'of actions',
      '*** Begin Patch\n*** Update File: x.txt\n@@\n four\n-two\n+2\n*** End Patch',
      '',
      text.replace('four\ntwo', 'four\n2'),
    ],
    [
      'of actions below a line that says where',
      '*** Begin Patch\n*** Update File: x.txt\n@@ four\n-two\n+2\n*** End Patch',
      'diff',
      text.replace('four\ntwo', 'four\n2'),
    ],
    [
      'of actions without the words around them',
      '*** Update File: x.txt\n@@\n-end\n+END',
      '',
      text.replace('end', 'END'),
    ],
  ];
  for (const [title, block, language, expected] of applied)
    it(`is applied ${title}`, () => assert.equal(patched(block, language), expected));

  const refused: [title: string, block: string, language: string, problem: string][] = [
    ['whose lines are not there', '-five\n+5', 'diff', 'gone'],
    ['whose lines are there twice', '-two\n+2', 'diff', 'ambiguous'],
    ['that only adds', '+new', 'diff', 'gone'],
    ['that is code in a block for diffs', 'let a = 1;', 'diff', 'broken'],
    ['that has context and changes nothing', ' one\n two', 'diff', 'broken'],
    ['whose context has no sign', 'one\n-two\n+2', 'diff', 'broken'],
    ['whose search is not there', search('five', '5'), '', 'gone'],
    ['whose search is there twice', search('two', '2'), '', 'ambiguous'],
    ['whose search is empty', search('', 'x'), '', 'gone'],
    ['whose search is not closed', '<<<<<<< SEARCH\none\n=======\n1', '', 'broken'],
    ['whose search has no divider', '<<<<<<< SEARCH\none\n>>>>>>> REPLACE', '', 'broken'],
    ['with prose between its searches', `${search('one', '1')}\nand then some\n${search('end', 'END')}`, '', 'broken'],
    ['of a conflict of Git', '<<<<<<< HEAD\none\n=======\n1\n>>>>>>> main', 'ts', 'broken'],
    [
      'of a conflict among code',
      'a();\n<<<<<<< ours\nb();\n||||||| base\nc();\n=======\nd();\n>>>>>>> theirs\n',
      'ts',
      'broken',
    ],
    [
      'of actions with a move',
      '*** Begin Patch\n*** Update File: x\n*** Move to: y\n@@\n-end\n+END\n*** End Patch',
      '',
      'broken',
    ],
    ['of actions with code', '*** Begin Patch\n*** Update File: x\nend();\n*** End Patch', '', 'broken'],
    ['of actions for nothing', '*** Begin Patch\n*** End Patch', '', 'broken'],
    ['of actions below a line that is there twice', '*** Update File: x\n@@ two\n-three\n+3', '', 'ambiguous'],
    ['of hunks and code', '@@ -1 +1 @@\n-end\n+END\nlet a = 1;', 'diff', 'broken'],
  ];
  for (const [title, block, language, problem] of refused)
    it(`is refused ${title}`, () => assert.equal(patched(block, language), problem));

  it('names its files', () => {
    const paths = (block: string) => {
      const patches = readPatches({ text: block, language: '' });
      return Array.isArray(patches) ? patches.map((each) => [each.oldPath, each.newPath, each.isDeletion]) : patches;
    };
    assert.deepEqual(paths(`src/a.ts\n${search('a', 'b')}\n${search('c', 'd')}\nsrc/b.ts\n${search('e', 'f')}`), [
      ['src/a.ts', 'src/a.ts', false],
      ['src/b.ts', 'src/b.ts', false],
    ]);
    assert.deepEqual(
      paths(
        '*** Begin Patch\n*** Add File: n.ts\n+a\n*** Delete File: o.ts\n*** Update File: p.ts\n@@\n-a\n+b\n*** End Patch',
      ),
      [
        [undefined, 'n.ts', false],
        ['o.ts', undefined, true],
        ['p.ts', 'p.ts', false],
      ],
    );
  });

  const code: [block: string, language: string][] = [
    ['let a = 1;', 'ts'],
    ['- one\n- two\n+ three', 'yaml'],
    ['a =\n  1\n- b\n+ c', 'py'],
    ['@@ -1 +1 @@', 'ts'],
    ['Title\n=======\n\nText', 'md'],
    ['x = a << 7', 'py'],
    ['--- a comment of SQL\nSELECT 1', 'sql'],
    ['@@index([a])', 'prisma'],
    ['class A {\n  @@b = 1\n- c\n}', 'ruby'],
    ['*** Settings ***\nLibrary  A', 'robot'],
    ['cat <<<<<<< a', 'sh'],
  ];
  for (const [block, language] of code)
    it(`is not: ${JSON.stringify(block)}`, () => assert.equal(isPatch({ text: block, language }), false));
});

describe('code that is a diff without saying so', () => {
  const before = 'function f() {\n  return 1;\n}\n';
  const diffs = [
    ' function f() {\n-  return 1;\n+  return 2;\n }',
    'function f() {\n-  return 1;\n+  return 2;\n}',
    '-  return 1;',
    ' function f() {\n+  g();\n   return 1;\n }',
  ];
  for (const code of diffs)
    it(`is known by the lines it takes out: ${JSON.stringify(code)}`, () =>
      assert.equal(isUnmarkedDiff(code, before), true));
  const others = ['- a\n- b', 'function f() {\n  return 2;\n}', '+1', '-x\n', 'a\n+ b'];
  for (const code of others)
    it(`is none: ${JSON.stringify(code)}`, () => assert.equal(isUnmarkedDiff(code, before), false));
  it('is none where the code has those lines as they are', () =>
    assert.equal(isUnmarkedDiff('- a\n- b', '- a\na\n- b\nb'), false));
});

describe('the search for patches', () => {
  it('takes time that grows with the text, whatever it holds', () => {
    for (const piece of [
      '<<<<<<< SEARCH\n',
      '=======\n',
      '@@\n',
      '-a\n',
      '+a\n',
      '*** Update File: a\n',
      '--- a\n',
      '--- a\n+++ b\n',
      '...\n',
      '<',
      '<<<<<<< a\n',
    ]) {
      readPatches({ text: piece.repeat(20_000), language: 'diff' });
      readPatches({ text: piece.repeat(20_000), language: '' });
    }
  }).timeout(8_000);
});
