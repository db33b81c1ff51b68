import assert from 'node:assert/strict';
import { MarkdownDocument } from '#common/markdown/markdownDocument.ts';
import { completeLine, pendingAddress } from '#common/markdown/completion.ts';

/** Lines that have not ended, and what they are completed to. `()` stands for an address that is still to come. */
const lines: [name: string, line: string, completed: string][] = [
  ['marks that begin emphasis within other', '**a *', '**a**'],
  ['a backtick within emphasis', '**use `', '**use**'],
  ['marks in front of code', 'a **`', 'a '],
  ['a bracket within emphasis', '**see [', '**see**'],
  ['one tilde, as of a number', 'takes ~5 minutes', 'takes ~5 minutes'],
  ['two tildes', 'a ~~b', 'a ~~b~~'],
  ['a product', '2*3 is', '2*3 is'],
  ['a power', 'x**2 is', 'x**2 is'],
  ['paths of files', 'src/**/*.ts and *.md', 'src/**/*.ts and *.md*'],
  ['marks behind a Chinese letter', '这是**重要', '这是**重要**'],
  ['a mark within what is bold already', '**b, *c d**e f', '**b, *c d**e f'],
  ['two prices', 'costs $5-$', 'costs $5-'],
  ['a formula with its end', 'so $$x$$', 'so $$x$$'],
  ['a number in brackets', 'as [12', 'as [12'],
  ['numbers in brackets', 'as [1, 2]', 'as [1, 2]'],
  ['a number that is a link', 'as [12](htt', 'as [12]()'],
  ['the sign of a note', '[!NOTE]', '[!NOTE]'],
  ['a picture that is a link', '[![a](b)', '[![a](b)]()'],
  ['words in brackets', 'as [the 3', 'as [the 3]()'],
];

describe('a line whose end is still to come', () => {
  for (const [name, line, completed] of lines) {
    it(`is completed to what it will most likely be: ${name}`, () => {
      assert.equal(completeLine(line).text, completed.replace('()', `(<${pendingAddress}>)`));
    });
  }

  it('has markup in its first 12,000 characters only, where it is a heading or a cell', () => {
    const line = 'a *b* '.repeat(5_000).trim();
    for (const text of [`# ${line}`, `| a |\n|---|\n| ${line} |`]) {
      const document = new MarkdownDocument();
      document.write(text);
      const [block] = document.root.children;
      const content =
        block?.kind === 'table' ? block.children[1]?.cells[0] : block?.kind === 'heading' && block.content;
      assert.ok(content);
      const last = content.inlines.at(-1);
      assert.ok(last?.kind === 'text' && last.text.endsWith(line.slice(12_010)), block?.kind);
      assert.equal(content.inlines.filter(({ kind }) => kind === 'emphasis').length > 500, true);
    }
  });

  it('has as many lines in a heading as a paragraph may have', () => {
    const document = new MarkdownDocument();
    document.write(`# ${'a<br>'.repeat(2_000)}\n`);
    document.end();
    const [block] = document.root.children;
    assert.ok(block?.kind === 'heading');
    assert.equal(block.content.inlines.filter(({ kind }) => kind === 'break').length, 2_000);
  });

  it('keeps its lines behind them', () => {
    const document = new MarkdownDocument();
    document.write(`${'> a\n'.repeat(10_000)}> ===\n`);
    document.end();
    const [block] = document.root.children;
    const heading = block?.kind === 'quote' ? block.children[0] : undefined;
    assert.ok(heading?.kind === 'heading');
    assert.equal(heading.content.inlines.filter(({ kind }) => kind === 'break').length, 9_999);
  });
});
