import assert from 'node:assert/strict';
import { applyPatch, parsePatch } from '#edits/unifiedDiff.ts';

const text = ['one', 'two', 'three', '', 'four', 'two', 'three', 'end', ''].join('\n');

/** The text after a patch of one file, or why there is none. */
function patched(patch: string, from: string = text, within?: { start: number; end: number }): string {
  const [file] = parsePatch(patch) ?? [];
  assert.ok(file, 'it is a patch');
  const result = applyPatch(from, file.hunks, within);
  return 'text' in result ? result.text : `${result.problem} ${result.hunk}`;
}

describe('a unified diff', () => {
  it('changes the lines it names and no others', () => {
    assert.equal(patched('@@ -1,2 +1,3 @@\n one\n-two\n+2\n+2b'), text.replace('one\ntwo', 'one\n2\n2b'));
  });

  it('is put where its lines are, whatever its numbers say', () => {
    assert.equal(patched('@@ -99,1 +7,7 @@ f()\n four\n-two\n+2'), text.replace('four\ntwo', 'four\n2'));
  });

  it('may have several hunks, one after the other', () => {
    const patch = '--- a/x.txt\n+++ b/x.txt\n@@\n-one\n+1\n@@ @@\n-end\n+END\n\\ No newline at end of file';
    assert.equal(patched(patch), text.replace('one', '1').replace('end', 'END'));
  });

  const problems: [title: string, patch: string, problem: string][] = [
    ['whose lines are not there', '@@ -1 +1 @@\n-five\n+5', 'gone 1'],
    ['whose white space differs', '@@ -1 +1 @@\n- one\n+1', 'gone 1'],
    ['whose lines are there twice', '@@ -2 +2 @@\n-two\n+2', 'ambiguous 1'],
    ['whose hunks are in the wrong order', '@@\n-end\n+END\n@@\n-one\n+1', 'gone 2'],
    ['that adds without saying where', '@@ -3,0 +4 @@\n+new', 'gone 1'],
  ];
  for (const [title, patch, problem] of problems)
    it(`is refused ${title}`, () => assert.equal(patched(patch), problem));

  it('is put into the lines the task was about, where it fits others as well', () => {
    const within = { start: 0, end: 3 };
    assert.equal(patched('@@\n-two\n+2', 'two\n\n\n\n\n\ntwo', within), '2\n\n\n\n\n\ntwo');
    assert.equal(patched('@@\n-two\n+2', 'two\n\ntwo', within), 'ambiguous 1', 'both are near');
  });

  it('is put far down a document of very many lines', () => {
    const before = 'x\n'.repeat(300_000);
    assert.ok(patched('@@\n-last\n+end', `${before}last`) === `${before}end`);
  });

  it('takes an empty line for one though the document has spaces there', () => {
    assert.equal(patched('@@\n a\n\n-b\n+c', 'a\n  \nb'), 'a\n  \nc');
  });

  it('makes a file of nothing', () => {
    const [file] = parsePatch('--- /dev/null\n+++ b/src/new.ts\n@@ -0,0 +1,2 @@\n+a\n+b') ?? [];
    assert.deepEqual([file?.isCreation, file?.newPath], [true, 'src/new.ts']);
    assert.equal(patched('--- /dev/null\n+++ b/n\n@@ -0,0 +1,2 @@\n+a\n+b', ''), 'a\nb\n');
  });

  it('says which files it is about', () => {
    const files = parsePatch(
      'diff --git a/x b/x\nindex 1..2\n--- a/x\t2026\n+++ b/x\t2026\n@@\n-a\n+b\n\n--- a/y\n+++ /dev/null\n@@\n-c',
    );
    assert.deepEqual(
      files?.map(({ oldPath, newPath, isDeletion }) => [oldPath, newPath, isDeletion]),
      [
        ['x', 'x', false],
        ['y', undefined, true],
      ],
    );
  });

  it('may remove a line that begins with dashes', () => {
    assert.equal(patched('@@\n a\n--- sql comment\n b', 'a\n-- sql comment\nb'), 'a\nb');
  });

  for (const nothing of ['', 'let a = 1;', '-a\n+b', '@@', 'prose\n@@\n-a\n+b', '@@\n-a\n+b\nprose']) {
    it(`is not ${JSON.stringify(nothing)}`, () => assert.equal(parsePatch(nothing), undefined));
  }
});
