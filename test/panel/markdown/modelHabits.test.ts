import assert from 'node:assert/strict';
import { type JudgePage, openJudgePage } from '#test/support/markdown/judgePage.ts';

const fence = '```';

/** Habits of models that a parser for simple Markdown gets wrong: what they write, and the HTML that it means. */
const habits: Record<string, [name: string, markdown: string, html: string][]> = {
  lists: [
    [
      'code behind a blank line in an item keeps its indentation',
      `1. a\n\n   ${fence}ts\n   if (b) {\n     c();\n   }\n   ${fence}\n\n2. d`,
      `<ol><li><p>a</p><pre><code class="language-ts">if (b) {\n  c();\n}\n</code></pre></li><li><p>d</p></li></ol>`,
    ],
    [
      'nesting goes on behind a blank line',
      '- a\n\n  - b\n\n    - c\n\n- d',
      '<ul><li><p>a</p><ul><li><p>b</p><ul><li>c</li></ul></li></ul></li><li><p>d</p></li></ul>',
    ],
    [
      'further paragraphs of an item are no code',
      '- a\n\n  more\n\n    and more\n\n- b',
      '<ul><li><p>a</p><p>more</p><p>and more</p></li><li><p>b</p></li></ul>',
    ],
    [
      'a quote in an item',
      '- a\n\n  > b\n  > c\n- d',
      '<ul><li><p>a</p><blockquote><p>b\nc</p></blockquote></li><li><p>d</p></li></ul>',
    ],
    [
      'a table in an item',
      '1. a\n\n   | b | c |\n   |---|---|\n   | d | e |\n',
      '<ol><li><p>a</p><table><thead><tr><th>b</th><th>c</th></tr></thead><tbody><tr><td>d</td><td>e</td></tr></tbody></table></li></ol>',
    ],
    [
      'bullets under a number, by three spaces',
      '1. a\n   - b\n   - c',
      '<ol><li>a<ul><li>b</li><li>c</li></ul></li></ol>',
    ],
    ['numbers go on behind words', '1. a\n\nb\n\n2. c', '<ol><li>a</li></ol><p>b</p><ol start="2"><li>c</li></ol>'],
  ],
  tables: [
    [
      'spaces at the ends of lines',
      '| a | b |  \n|---|---| \n| c | d |   \n',
      '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table>',
    ],
    [
      'no pipes at the ends of lines',
      'a | b\n--- | ---\nc | d\n',
      '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table>',
    ],
    [
      'columns with an alignment',
      '| a | b | c |\n|:--|:-:|--:|\n| d | e | f |\n',
      '<table><thead><tr><th align="left">a</th><th align="center">b</th><th align="right">c</th></tr></thead>' +
        '<tbody><tr><td align="left">d</td><td align="center">e</td><td align="right">f</td></tr></tbody></table>',
    ],
    [
      'a table right behind a sentence',
      'See:\n| a |\n|---|\n| b |\n',
      '<p>See:</p><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
    ],
  ],
  fences: [
    ['tildes', '~~~js\na\n~~~\nb', '<pre><code class="language-js">a\n</code></pre><p>b</p>'],
    [
      'tildes around backticks',
      `~~~md\n${fence}js\na\n${fence}\n~~~`,
      `<pre><code class="language-md">${fence}js\na\n${fence}\n</code></pre>`,
    ],
    [
      'a longer fence around a shorter',
      `${fence}\`\n${fence}\na\n${fence}\n${fence}\`\nb`,
      `<pre><code>${fence}\na\n${fence}\n</code></pre><p>b</p>`,
    ],
    [
      'a fence in a quote in an item',
      `- a\n  > ${fence}\n  > b\n  > ${fence}\n- c`,
      '<ul><li>a<blockquote><pre><code>b\n</code></pre></blockquote></li><li>c</li></ul>',
    ],
  ],
  lines: [
    [
      'an address that ends in a parenthesis',
      'see [a](https://a.example/b_(c)).',
      '<p>see <a href="https://a.example/b_(c)">a</a>.</p>',
    ],
    ['a title with parentheses', '[a](https://a.example "b (c)") d', '<p><a href="https://a.example">a</a> d</p>'],
    [
      'an address in angle brackets',
      '<https://a.example/b>',
      '<p><a href="https://a.example/b">https://a.example/b</a></p>',
    ],
    ['an address with a space', '[a](<https://a.example/b c>)', '<p><a href="https://a.example/b%20c">a</a></p>'],
    ['character references', 'a &amp; b &lt;c&gt; &copy; &#35;', '<p>a &amp; b &lt;c&gt; © #</p>'],
    ['underlined headings', 'a\n===\n\nb\n---\n\nc', '<h1>a</h1><h2>b</h2><p>c</p>'],
    [
      'reference links',
      '[a][1] and [b]\n\n[1]: https://a.example "t"\n[b]: <https://b.example>',
      '<p><a href="https://a.example">a</a> and <a href="https://b.example">b</a></p>',
    ],
    ['escapes', '\\*a\\* \\# \\[b](c) \\\\ 1\\.', '<p>*a* # [b](c) \\ 1.</p>'],
  ],
};

describe('an answer as models write it', () => {
  let page: JudgePage;

  before(async () => {
    page = await openJudgePage();
  });

  after(() => page[Symbol.asyncDispose]());

  for (const [group, cases] of Object.entries(habits)) {
    for (const [name, markdown, html] of cases) {
      it(`is shown as it was meant (${group}): ${name}`, async () => {
        const example = { number: 1, section: group, markdown, html, isJudged: true };
        for (const arrival of ['whole', 'letter by letter'] as const) {
          const [verdict] = await page.judgeAll([example], arrival);
          assert.equal(verdict?.shown, verdict?.expected, arrival);
        }
      });
    }
  }
});
