import assert from 'node:assert/strict';
import { type MarkdownPage, openMarkdownPage } from './markdownPage.ts';
import { hostileAnswer, sampleAnswer } from '#test/panel/samples.ts';

const fence = '```';

const code = (text: string, info = '') =>
  `<div class="code-block"${info === '' ? '' : ` data-language="${info.split(' ')[0]}"`}>` +
  `<div class="code-header"><span class="code-language">${info}</span></div>` +
  `<pre><code>${text}</code></pre></div>`;
const file = (path: string, text: string, line = '') =>
  `<a data-path="${path}"${line === '' ? '' : ` data-line="${line}"`}>${text}</a>`;
const dead = (address: string, text: string) => `<span class="dead-link" data-href="${address}">${text}</span>`;
const link = (address: string, text = address) => `<a data-address="${address}">${text}</a>`;

const cases: [name: string, markdown: string, html: string][] = [
  [
    'emphasis',
    '*a* **b** ~~c~~ _d_ __e__',
    '<p><em>a</em> <strong>b</strong> <s>c</s> <em>d</em> <strong>e</strong></p>',
  ],
  ['emphasis inside emphasis', '***a** b*', '<p><em><strong>a</strong> b</em></p>'],
  ['names with underscores', 'call my_long_name and __init__', '<p>call my_long_name and <strong>init</strong></p>'],
  ['stars that are no markup', 'pass *args and 2 * 3\n* a', '<p>pass *args and 2 * 3</p><ul><li>a</li></ul>'],
  ['backticks that are no markup', 'it`s fine\n\nnext', '<p>it`s fine</p><p>next</p>'],
  ['dollars', 'from $HOME to $PATH, 5$ each', '<p>from $HOME to $PATH, 5$ each</p>'],
  ['a formula in its own lines', '$$\na_b\n$$\nx', '<div class="math" data-tex="a_b">a_b</div><p>x</p>'],
  ['an inline formula', 'so \\(a_b\\) it is', '<p>so <span class="math" data-tex="a_b">a_b</span> it is</p>'],
  [
    'an inline formula in dollars',
    'so $a_b$ and $c^2$.',
    '<p>so <span class="math" data-tex="a_b">a_b</span> and <span class="math" data-tex="c^2">c^2</span>.</p>',
  ],
  ['brackets that are no link', 'arr[0] and [x] and a[i](j + 1)', '<p>arr[0] and [x] and a[i](j + 1)</p>'],
  ['a link', '[a *b*](https://x.example/y "t")', `<p>${link('https://x.example/y', 'a <em>b</em>')}</p>`],
  ['a link that never closes', 'see [a](https://x\n\nmore', '<p>see [a](https://x</p><p>more</p>'],
  ['a link that the end cuts off', 'see [a](https://x', '<p>see [a](https://x</p>'],
  ['a link to a file', '[a](src/a.ts#L3)', `<p>${file('src/a.ts', 'a', '3')}</p>`],
  ['a link to no file', '[a](src/a)', `<p>${dead('src/a', 'a')}</p>`],
  ['a link that ends in a bracket', '[a](https://x.example/y_(z))', `<p>${link('https://x.example/y_(z)', 'a')}</p>`],
  ['a link by name', '[a][b]\n\n[b]: https://x.example/', `<p>${link('https://x.example/', 'a')}</p>`],
  ['a place in a file', 'in `src/a.ts:12`', `<p>in ${file('src/a.ts', '<code>src/a.ts:12</code>', '12')}</p>`],
  [
    'a place in a file in a link',
    '[`b/a.ts:1`](https://x.example/)',
    `<p>${link('https://x.example/', '<code>b/a.ts:1</code>')}</p>`,
  ],
  ['a script link', '[a](javascript:alert`1`)', '<p><span>[<span>a</span>](javascript:alert`1`)</span></p>'],
  ['a bare address', 'at https://x.example/a_b_c.', `<p>at ${link('https://x.example/a_b_c')}.</p>`],
  ['a bare address in bold', '** https://x.example/** y', `<p>** ${link('https://x.example/')}** y</p>`],
  [
    'an image',
    '![a](https://x.example/i.png)',
    `<p><span class="image">a ${link('https://x.example/i.png')}</span></p>`,
  ],
  ['an image that never closes', '![a\nb', '<p>![a<br>b</p>'],
  ['HTML', '<b onclick="x">a</b> & <!-- c -->', '<p>&lt;b onclick="x"&gt;a&lt;/b&gt; &amp; &lt;!-- c --&gt;</p>'],
  ['a line break in HTML', 'a<br>b', '<p>a<br>b</p>'],
  [
    'headings',
    '# a\n## b\n#### c',
    '<h3 class="heading-1">a</h3><h4 class="heading-2">b</h4><h6 class="heading-4">c</h6>',
  ],
  ['a fence', `${fence}ts title=x\na\n\n  b\n${fence}\nc`, `${code('a\n\n  b', 'ts title=x')}<p>c</p>`],
  ['tabs in a fence', `${fence}make\na:\n\tb\t# c\n${fence}`, code('a:\n\tb\t# c', 'make')],
  ['a fence that never closes', `${fence}\na`, code('a')],
  ['backticks in a fence', `${fence}js\nx = \`a${fence}\ny\n${fence}`, code(`x = \`a${fence}\ny`, 'js')],
  ['a fence in a longer fence', `${fence}\`md\n${fence}\na\n${fence}\n${fence}\``, code(`${fence}\na\n${fence}`, 'md')],
  [
    'a fence in a quote after a list',
    `> - a\n>   - b\n\n> ${fence}\n> x\n>\n>  > y\n> ${fence}\n> z\n\nend`,
    `<blockquote><ul><li>a<ul><li>b</li></ul></li></ul></blockquote><blockquote>${code('x\n\n &gt; y')}<p>z</p></blockquote><p>end</p>`,
  ],
  ['a quoted fence that ends with its quote', `> ${fence}\n> x\ny`, `<blockquote>${code('x')}</blockquote><p>y</p>`],
  ['lists', '- a\n  1. b\n- c', '<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>'],
  ['a list that does not begin with one', '3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
  [
    'tasks',
    '- [x] a\n- [ ] b',
    '<ul><li><span class="task done"></span> a</li><li><span class="task"></span> b</li></ul>',
  ],
  [
    'a table',
    '| a | b |\n|---|---|\n| `c|d` | *e* |\n',
    '<div class="table"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td><code>c|d</code></td><td><em>e</em></td></tr></tbody></table></div>',
  ],
  ['a rule', 'a\n\n---\n\nb', '<p>a</p><hr><p>b</p>'],
  ['Windows line ends', 'a\r\n\r\nb', '<p>a</p><p>b</p>'],
];

describe('Markdown in answers', () => {
  let markdown: MarkdownPage;

  before(async () => {
    markdown = await openMarkdownPage();
  });

  after(() => markdown[Symbol.asyncDispose]());

  for (const [name, source, html] of cases) {
    it(`renders ${name}`, async () => {
      assert.equal(await markdown.toHtml(source), html);
      assert.equal(await markdown.toHtml(...source.split('')), html, 'character by character');
    });
  }

  it('renders the same however the answer is cut', async () => {
    for (const source of [sampleAnswer, hostileAnswer]) {
      const whole = await markdown.toHtml(source);
      for (const length of [1, 2, 3, 7, 50]) {
        const pieces = source.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
        assert.equal(await markdown.toHtml(...pieces), whole, `pieces of ${length}`);
      }
    }
  });

  it('shows the last letter of a stream that pauses', async () => {
    const texts = await markdown.page.evaluate(() =>
      [
        ['on', 'e'],
        ['**bol', 'd'],
        ['```\nco', 'de'],
        ['see https://x.exampl', 'e'],
      ].map((pieces) => window.renderMarkdown(pieces, true).textContent),
    );
    assert.deepEqual(texts, ['one', 'bold', 'code', 'see https://x.example']);
  });

  it('loses no word, whatever the markup', async function () {
    this.timeout(60_000);
    const lost = await markdown.page.evaluate(() => {
      const atoms =
        '* ** _ __ ~~ ` `` ``` [ ] ( ) ![ ]( \n \n\n - 1. > # | |---| $ $$ \\( \\) \\[ \\] <br> < http:// https://x \\ ! \t'
          .split(' ')
          .concat([' ', ' ', ' ', '  ', '    ', '\n```js\n', '\n```\n', '\n$$\n', '| a |\n']);
      let seed = 7;
      const random = (below: number) => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((seed / 2_147_483_648) * below);
      };
      const failures: string[] = [];
      for (let round = 0; round < 4_000 && failures.length < 5; round += 1) {
        const pieces: string[] = [];
        for (let index = 0; index < 40; index += 1) pieces.push(atoms[random(atoms.length)] ?? '', `w${index}`);
        const text = window
          .renderMarkdown(pieces)
          .outerHTML.replaceAll(/<[^>]*?(data-(?:address|href)="[^"]*")?>/g, '$1');
        const language = /./;
        const missing = pieces.filter((piece) => /^w\d+$/.test(piece) && language.test(piece) && !text.includes(piece));
        if (missing.length > 0) failures.push(`${missing.join()} of ${JSON.stringify(pieces.join(''))}`);
      }
      return failures;
    });
    assert.deepEqual(lost, []);
  });

  it('takes time that grows with the length alone, and stays shallow, on answers made to be slow', async function () {
    this.timeout(120_000);
    const parts = [
      '> ',
      '*a_',
      '[',
      '![',
      '`',
      '-',
      '- ',
      '1',
      '#',
      '|',
      '$$',
      '_',
      '<br',
      '\\',
      '    ',
      '[a](',
      '*a **b ',
    ];
    const makers = [
      ...parts.map((part) => (length: number) => part.repeat(length / part.length)),
      (length: number) => `https://${'x'.repeat(length)}`,
      (length: number) => `[a](${'x'.repeat(length)}`,
      (length: number) => `\`\`\`${'x'.repeat(length)}`,
    ];
    for (const make of makers) {
      const name = make(40);
      const short = await measure(make(20_000));
      // Four times as long: with time that grows with the square it would be sixteen times.
      const limit = 10 * Math.max(short.milliseconds, 50);
      let long = await measure(make(80_000));
      // What else the machine does makes some rounds slow; time that grows with the square makes every round slow.
      for (let round = 1; round < 5 && long.milliseconds >= limit; round += 1) long = await measure(make(80_000));
      assert.ok(long.depth < 64, `${name} is ${long.depth} deep`);
      assert.ok(long.milliseconds < limit, `${name} takes ${short.milliseconds} ms, then ${long.milliseconds} ms`);
    }
  });

  /** Measures how deep the nodes of an answer are nested, and the least time that rendering it took, of three. */
  const measure = (source: string): Promise<{ depth: number; milliseconds: number }> =>
    markdown.page.evaluate((text) => {
      const pieces = text.match(/[^]{1,4096}/g) ?? [];
      let milliseconds = Number.POSITIVE_INFINITY;
      let level: Element[] = [];
      for (let round = 0; round < 3; round += 1) {
        const start = performance.now();
        level = [window.renderMarkdown(pieces)];
        milliseconds = Math.min(milliseconds, performance.now() - start);
      }
      let depth = 0;
      for (; level.length > 0; level = level.flatMap((each) => [...each.children])) depth += 1;
      return { depth, milliseconds };
    }, source);
});
