import assert from 'node:assert/strict';
import { type JudgePage, openJudgePage } from '#test/support/markdown/judgePage.ts';

/** Markup, and the characters that nobody sees of it at any time while it arrives letter by letter. */
const unseen: [name: string, markdown: string, marks: RegExp][] = [
  ['bold words', 'so **bold words** and **more**.', /\*/],
  ['emphasis', 'so *these words* and _those_.', /[*_]/],
  ['bold emphasis', '***both*** of them', /\*/],
  ['words that are struck out', 'so ~~these words~~.', /~/],
  ['code', 'call `a.b(c)` and ``d`e``.', /`(?!e)/],
  ['a link', 'see [the manual](https://a.example/b_(c) "title") there', /[[\]]|https|title/],
  ['a link with bold words', 'see [the **manual**](https://a.example).', /[[\]*]|https/],
  ['the address of a name', 'see [the manual][m] now\n\n[m]: https://a.example/b\n\nthen', /https/],
  ['an image', 'see ![a chart](https://a.example/b.png).', /[[\]]/],
  ['a heading', 'a\n\n## Title\n\nb', /#/],
  ['an underlined heading', 'Title\n=====\n\nb', /=/],
  ['a list', 'a:\n\n- one\n- two\n  - three\n\n* four', /[-*]/],
  ['a list of numbers', 'a:\n\n1. one\n2. two\n10. three', /\d/],
  ['tasks', '- [ ] one\n- [x] two', /[-[\]x]/],
  ['a quote', '> one\n> > two\n\nthree', />/],
  ['a rule', 'a\n\n---\n\nb\n\n***\n\nc', /[-*]/],
  ['a fence', 'a\n\n```js\nb();\n```\n\nc', /`/],
  ['a fence in a list', '1. a\n\n   ```js\n   b();\n   ```\n\n2. c', /`|\d/],
  ['a fence of tildes', 'a\n~~~\nb();\n~~~\nc', /~/],
  ['a table', 'a\n\n| One | Two |\n|-----|:---:|\n| b | c |\n| d | **e** |\n\nf', /[|*:-]/],
  ['a table in a list', '- a\n\n  | One | Two |\n  | --- | --- |\n  | b | c |\n', /[|-]/],
  ['a formula in lines of its own', 'a\n\n$$\nx^2\n$$\n\nb', /\$/],
  ['a formula in brackets', 'a\n\n\\[\nx^2\n\\]\n\nb \\(y\\) c', /[\\[\]()]/],
  ['a character reference', 'a &amp; b &lt; c', /&(?! |$)|;/],
  ['an escape', 'a \\* b \\_ c', /\\/],
  ['a line break', 'a<br>b<br/>c', /</],
];

describe('markup of which only a part has arrived', () => {
  let page: JudgePage;

  before(async () => {
    page = await openJudgePage();
  });

  after(() => page[Symbol.asyncDispose]());

  for (const [name, markdown, marks] of unseen) {
    it(`is shown as what it will be: ${name}`, async () => {
      const seen = (await page.showLetters(markdown)).flatMap((text, index) =>
        marks.test(text) ? [`${JSON.stringify(markdown.slice(0, index + 1))} shows ${JSON.stringify(text)}`] : [],
      );
      assert.deepEqual(seen, []);
    });
  }
});
