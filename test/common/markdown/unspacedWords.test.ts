import assert from 'node:assert/strict';
import type { Inline } from '#common/markdown/inlines.ts';
import { MarkdownDocument } from '#common/markdown/markdownDocument.ts';

/** Reads a line and writes it with `<>` around what is emphasized, struck out or linked. */
const mark = (text: string): string => {
  const document = new MarkdownDocument();
  document.write(text);
  document.end();
  const [block] = document.root.children;
  return block?.kind === 'paragraph' ? show(block.content.inlines) : '';
};

const show = (inlines: readonly Inline[]): string =>
  inlines
    .map((inline) => ('children' in inline ? `<${show(inline.children)}>` : 'text' in inline ? inline.text : '|'))
    .join('');

describe('text without spaces between words', () => {
  for (const [text, shown] of [
    ['这是**重要的。**然后', '这是<重要的。>然后'],
    ['**注意:**中文', '<注意:>中文'],
    ['然后**「引用」**继续', '然后<「引用」>继续'],
    ['これは**強調（きょうちょう）**です', 'これは<強調（きょうちょう）>です'],
    ['**단어(word)**는', '<단어(word)>는'],
    ['**𠀀。**𠀀', '<𠀀。>𠀀'],
    ['~~删除。~~了', '<删除。>了'],
  ] as const) {
    it(`has its emphasis beside punctuation: ${text}`, () => {
      assert.equal(mark(text), shown);
    });
  }

  for (const [text, shown] of [
    ['这是 ** 不是 ** 的', '这是 ** 不是 ** 的'],
    ['a**b.**c', 'a**b.**c'],
    ['中_文_字', '中_文_字'],
  ] as const) {
    it(`has no emphasis where nobody means it: ${text}`, () => {
      assert.equal(mark(text), shown);
    });
  }

  for (const [text, shown] of [
    ['见https://a.example/b。然后', '见<https://a.example/b>。然后'],
    ['（https://a.example/b）、', '（<https://a.example/b>）、'],
    ['请访问https://a.example查看', '请访问<https://a.example>查看'],
    ['见www.a.example，', '见<www.a.example>，'],
    ['https://a.example/b를 본다', '<https://a.example/b>를 본다'],
    ['https://zh.example/wiki/中文 ', '<https://zh.example/wiki/中文>'],
  ] as const) {
    it(`has its addresses: ${text}`, () => {
      assert.equal(mark(text), shown);
    });
  }

  it('has the addresses in quotes to their end, and none in those of code', () => {
    assert.equal(
      mark('see “https://a.example/b” or «https://a.example/c»'),
      'see “<https://a.example/b>” or «<https://a.example/c>»',
    );
    for (const text of ['<a src="https://a.example/b">', '{"a":"https://a.example/b","c":1}'])
      assert.equal(mark(text), text);
  });
});
