import assert from 'node:assert/strict';
import { type JudgePage, openJudgePage } from '#test/support/markdown/judgePage.ts';

const code = (label: string, text: string) =>
  `<div class="code-block" data-language="ts"><div class="code-header"><span class="code-language">${label}</span>` +
  `<button>Copy</button></div><pre><code>${text}</code></pre></div>`;

const link = (address: string, text = 'a') => `<p><a data-address="${address}">${text}</a></p>`;

/** Nodes of a renderer, and HTML that means the same. */
const same: [name: string, answer: string, html: string][] = [
  ['a heading', '<h3 class="heading-1">a</h3>', '<h1>a</h1>'],
  ['a heading of the last level', '<h6 class="heading-6">a</h6>', '<h6>a</h6>'],
  ['a soft line break', '<p>a<br>b</p>', '<p>a\nb</p>'],
  ['a hard line break', '<p>a<br>b</p>', '<p>a<br />\nb</p>'],
  ['a link', link('https://a.example/'), '<p><a href="https://a.example" title="not told">a</a></p>'],
  ['an address with escapes', link('https://a.example/%C3%A4'), '<p><a href="https://a.example/ä">a</a></p>'],
  ['a link to a file', '<p><a data-path="b/c.ts">a</a></p>', '<p><a href="b/c.ts">a</a></p>'],
  [
    'a link that cannot be opened',
    '<p><span class="dead-link" data-href="/b">a</span></p>',
    '<p><a href="/b">a</a></p>',
  ],
  [
    'a bare address that is a link to us alone',
    `<p>see <a data-address="https://a.example/">https://a.example</a></p>`,
    '<p>see https://a.example</p>',
  ],
  ['a bare address that we may not open', '<p>a@b.example</p>', '<p><a href="mailto:a@b.example">a@b.example</a></p>'],
  ['the name of a file', '<p><a data-path="a/b.ts"><code>a/b.ts</code></a></p>', '<p><code>a/b.ts</code></p>'],
  ['code with its language', code('ts x', 'a'), '<pre><code class="language-ts">a\n</code></pre>'],
  ['code without a language', code('', 'a\n'), '<pre><code>a\n\n</code></pre>'],
  ['white space between blocks', '<ul><li>a</li></ul>', '\n<ul>\n\n<li>a\n</li></ul>\n'],
  ['a list in an item', '<ul><li>a<ul><li>b</li></ul></li></ul>', '<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>'],
  ['text that is struck out', '<p><s>a</s></p>', '<p><del>a</del></p>'],
  [
    'a task that is done',
    '<ul><li><span class="task done"><svg></svg></span> a</li></ul>',
    '<ul><li><input type="checkbox" checked> a</li></ul>',
  ],
  [
    'a table',
    '<div class="table"><table><thead><tr><th class="align-right">a</th></tr></thead></table></div>',
    '<table><thead><tr><th align="right">a</th></tr></thead><tbody>\n</tbody></table>',
  ],
  ['the parts of a long answer', '<div class="section"><div class="content"><p>a</p></div></div>', '<p>a</p>'],
];

/** Nodes of a renderer, and HTML that means something else. */
const different: [name: string, answer: string, html: string][] = [
  ['another level of heading', '<h3 class="heading-1">a</h3>', '<h2>a</h2>'],
  ['a heading whose class does not fit', '<h3 class="heading-2">a</h3>', '<h2>a</h2>'],
  ['a line break more', '<p>a<br>b</p>', '<p>a b</p>'],
  ['a line break at the start', '<p><br>a</p>', '<p>a</p>'],
  ['two line breaks for one', '<p>a<br><br>b</p>', '<p>a<br />\nb</p>'],
  ['a line end that is no element', '<p>a\nb</p>', '<p>a\nb</p>'],
  ['a space more', '<p>a  b</p>', '<p>a b</p>'],
  ['a space within emphasis', '<p>a <em>b</em></p>', '<p>a<em> b</em></p>'],
  ['another address', link('https://a.example/'), '<p><a href="https://b.example">a</a></p>'],
  ['no address', '<p>a</p>', '<p><a href="https://b.example">a</a></p>'],
  [
    'a bare address that is no link',
    '<p>http://a.example</p>',
    '<p><a href="http://a.example">http://a.example</a></p>',
  ],
  [
    'a bare address with the dot behind it',
    link('http://a.example./', 'http://a.example.'),
    '<p><a href="http://a.example">http://a.example</a>.</p>',
  ],
  ['another language', code('ts', 'a'), '<pre><code class="language-js">a\n</code></pre>'],
  ['a line more in code', code('', 'a\n'), '<pre><code>a\n</code></pre>'],
  ['a paragraph in a tight item', '<ul><li><p>a</p></li></ul>', '<ul><li>a</li></ul>'],
  ['another number', '<ol start="3"><li>a</li></ol>', '<ol><li>a</li></ol>'],
  ['another list', '<ol><li>a</li></ol>', '<ul><li>a</li></ul>'],
  ['a task that is not done', '<p><span class="task"></span> a</p>', '<p><input type="checkbox" checked> a</p>'],
  ['another alignment', '<table><tr><td class="align-left">a</td></tr></table>', '<table><tr><td>a</td></tr></table>'],
  ['text where markup is meant', '<p>*a*</p>', '<p><em>a</em></p>'],
  ['markup where text is meant', '<p><em>a</em></p>', '<p>&lt;em&gt;a&lt;/em&gt;</p>'],
  ['an element that nobody knows', '<p><span class="x">a</span></p>', '<p>a</p>'],
];

describe('the judge of examples', () => {
  let page: JudgePage;

  before(async () => {
    page = await openJudgePage();
  });

  after(() => page[Symbol.asyncDispose]());

  for (const [name, answer, html] of same) {
    it(`takes for the same: ${name}`, async () => {
      const { isRight, expected, shown } = await page.judgeNodes(answer, html);
      assert.ok(isRight, `${shown}\nis not\n${expected}`);
    });
  }

  for (const [name, answer, html] of different) {
    it(`tells apart: ${name}`, async () => {
      const { isRight, shown } = await page.judgeNodes(answer, html);
      assert.ok(!isRight, shown);
    });
  }
});
