import assert from 'node:assert/strict';
import { isEquallyOpen } from '#edits/syntax/balance.ts';

const isLike = (one: string, other: string, languageId = 'typescript') => isEquallyOpen(one, other, languageId);

describe('brackets that code leaves open', () => {
  it('are the same where both are whole, or begin the same', () => {
    assert.ok(isLike('f(a[0], { b });', 'g();'));
    assert.ok(isLike('if (a) {', 'if (b && c()) {'));
    assert.ok(isLike('} else {', '} else if (a) {'));
  });

  it('differ where an end is missing or too much', () => {
    assert.ok(!isLike('total() {\n  return 1;', 'total() {\n  return 0;\n}'));
    assert.ok(!isLike('return 1;\n}', 'return 0;'));
    assert.ok(!isLike('f(a', 'f(a)', 'python'));
  });

  it('are not those of strings, comments and expressions', () => {
    for (const piece of [
      '":("',
      "'{'",
      '`a\n(${b}`',
      '// 1)',
      '/* [\n */',
      '/[(]/',
      '"""\n(\n"""',
      String.raw`"\"("`,
    ]) {
      assert.ok(isLike(`x = ${piece}\n`, 'x = 1;'), piece);
    }
    for (const piece of ['# 1)', "'''\n(\n'''", "'('"]) assert.ok(isLike(`x = ${piece}\n`, 'x = 1', 'python'), piece);
  });

  it('say nothing in languages that leave some open', () => {
    assert.ok(isLike('case $a in\n  b) c ;;\nesac', 'c', 'shellscript'));
    assert.ok(isLike(':-)', '', 'markdown'));
  });
});
