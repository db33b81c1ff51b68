import assert from 'node:assert/strict';
import { toFileReference } from '#common/text/fileReference.ts';

describe('the name of a file in an answer', () => {
  it('is a path, or a name with a line', () => {
    assert.deepEqual(toFileReference('src/a.ts'), { path: 'src/a.ts' });
    assert.deepEqual(toFileReference('a.ts:12'), { path: 'a.ts', line: 12 });
    assert.deepEqual(toFileReference('src/a.ts:12:5'), { path: 'src/a.ts', line: 12 });
    assert.deepEqual(toFileReference('./src/a.test.ts:3-9'), { path: './src/a.test.ts', line: 3 });
    assert.deepEqual(toFileReference('/abs/größe/a.ts#L7-L9'), { path: '/abs/größe/a.ts', line: 7 });
    assert.deepEqual(toFileReference('app/[id]/page.tsx'), { path: 'app/[id]/page.tsx' });
  });

  it('is a bare name only where the text is a link', () => {
    assert.equal(toFileReference('Number.parseInt'), undefined);
    assert.deepEqual(toFileReference('README.md', { isLink: true }), { path: 'README.md' });
  });

  it('is nothing else', () => {
    const others = [
      '',
      'a/b',
      'x / y.z',
      'https://a.example/b.html',
      'file:///a.ts',
      'command:a.b',
      'a.ts:0',
      '//a/b.ts',
    ];
    others.push('C:\\a.ts', 'a\\b.ts:1', 'a.ts:12345678', `${'a/'.repeat(400)}b.ts`, 'src/a.ts\u202E', 'src/a b.ts');
    for (const text of others) assert.equal(toFileReference(text), undefined, text);
  });

  it('is told at once from text made to be slow', () => {
    assert.equal(toFileReference(`${'a/'.repeat(240)}!`), undefined);
  });
});
