import assert from 'node:assert/strict';
import { closePanels, type FakePanelHost, makeRun, openPanel } from '#test/panel/harness.ts';
import { codeAnswer, hostileAnswer, sampleAnswer } from '#test/panel/samples.ts';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { readSampleAnswers } from '#test/support/markdown/answers.ts';
import { readCommonMarkExamples, readGfmExamples } from '#test/support/markdown/specExamples.ts';
import { type CopyPage, openCopyPage } from './copyPage.ts';

const fence = '```';

const longAnswers = {
  'a list': Array.from({ length: 2_000 }, (_, index) => `${index + 1}. item **${index}** of the list`).join('\n'),
  'a list in an item': `- one\n${Array.from({ length: 2_000 }, (_, index) => `  - item **${index}** of the list`).join('\n')}\n- two`,
  'a quote': Array.from({ length: 1_000 }, (_, index) => `> paragraph *${index}* of the quote\n>`).join('\n'),
  'a table': `| a | b |\n|---|:-:|\n${Array.from({ length: 2_000 }, (_, index) => `| row ${index} | \`b\` |`).join('\n')}`,
  'two lists': Array.from({ length: 40 }, () => Array.from({ length: 200 }, (_, at) => `- ${at}`).join('\n')).join(
    '\n\n- - -\n\n',
  ),
  'a paragraph': Array.from({ length: 10_000 }, (_, index) => `word *${index}*`).join(' '),
};

describe('a copy of an answer', () => {
  let page: CopyPage;

  before(async () => {
    page = await openCopyPage();
  });

  after(() => page[Symbol.asyncDispose]());

  const assertSame = async (markdown: string) => {
    const { copied, shown, again } = await page.copyAll(markdown);
    assert.equal(again, shown, `copied as:\n${copied}`);
    return copied;
  };

  const samples = {
    'a usual answer': sampleAnswer,
    'code in ten languages': codeAnswer,
    'hostile HTML': hostileAnswer,
  };
  for (const [name, markdown] of Object.entries(samples))
    it(`shows the same again: ${name}`, async () => {
      await assertSame(markdown);
    });

  for (const { name, markdown } of readSampleAnswers())
    it(`shows the same again: ${name}`, async () => {
      await assertSame(markdown);
    });

  it('shows the same again for each example of CommonMark and GFM but one', async () => {
    const different: string[] = [];
    for (const { section, number, markdown } of [...readCommonMarkExamples(), ...readGfmExamples()]) {
      const { shown, again } = await page.copyAll(markdown);
      if (shown !== again) different.push(`${section} ${number}`);
    }
    // A tab that is written as a character reference, and that nobody sees.
    assert.deepEqual(different, ['Entity and numeric character references 40']);
  });

  it('shows the same again for what wants something of the page', async () => {
    const different: string[] = [];
    for (const { name, markdown } of makeHostileAnswers().light) {
      const { shown, again } = await page.copyAll(markdown);
      if (shown !== again) different.push(name);
    }
    assert.deepEqual(different, []);
  });

  it('is the Markdown of the answer itself, where that is written as most is', async () => {
    const markdown = [
      '# A *title* with `code`',
      'Text with snake_case, 5 * 3, $5 or $6, a_b_c, `a``b`, arr[0], AT&T and <b>.\nA line.  \nAnother.',
      '1. one\n2. two\n   - inner\n   - second\n\n     with a paragraph\n3. three'.replace(
        '\n\n     with a paragraph',
        '',
      ),
      '- [x] done\n- [ ] not done',
      '* another list\n* with its own marks',
      '5. five\n6. six',
      '- apart\n\n- from each other\n\n  twice',
      '> a quote\n>\n> - with a list\n>   ```ts\n>   a();\n>   ```',
      '````md\n```ts\na\n```\n````',
      '~~~a`b\ncode\n~~~',
      '| a | b | c |\n| :--- | :---: | ---: |\n| `x\\|y` | <br> | **z** |',
      '---',
      'Euler: $e^{i\\pi} = -1$ and ~~not~~ [a file](src/a.ts#L3) `src/b.ts:4` https://example.com/a_b.',
      '![a picture](https://example.com/a.png)',
      '$$\n\\int_0^1 x\n$$',
      'Noted[^1].',
      '[^1]: The note.\n\n    Goes on.',
    ].join('\n\n');
    assert.equal(await assertSame(markdown), markdown);
  });

  for (const [name, markdown, copied] of [
    ['emphasis', String.raw`\*a\* and snake_case`, String.raw`\*a\* and snake_case`],
    ['a heading', String.raw`\# a # b`, String.raw`\# a # b`],
    ['numbers', '1990\\. A year', '1990\\. A year'],
    ['bullets', 'a\n\\- b\n\\+ c', 'a\n\\- b\n\\+ c'],
    ['a rule', '\\---', '\\---'],
    ['a heading below', 'a\n\\===', 'a\n\\==='],
    ['a table', 'a | b\n\\--|--', 'a | b\n\\--|--'],
    ['a fence', '\\```\na', '\\```\na'],
    ['a link', String.raw`\[a](b)`, String.raw`[a\](b)`],
    ['a name of an address', String.raw`\[a]: b`, String.raw`[a]\: b`],
    ['a character reference', '&amp;lt;', String.raw`\&lt;`],
    ['a box', '- \\[x] a', '- [x\\] a'],
    ['a formula', String.raw`\$a$`, String.raw`\$a\$`],
    ['a line break', '\\<br>', '\\<br>'],
    ['a backslash', String.raw`C:\dir and \\*`, String.raw`C:\dir and \\\*`],
  ] as const)
    it(`keeps text that looks like markup as text: ${name}`, async () => {
      assert.equal(await assertSame(markdown), copied);
    });

  it('keeps what nobody sees or what is too much to be drawn', async () => {
    const text = `e${'\u0301'.repeat(200)} \u202Eb\u200B`;
    assert.equal(
      await assertSame(`${text} **${text}**\n\n${fence}ts\n${text}\n${fence}`),
      `${text} **${text}**\n\n${fence}ts\n${text}\n${fence}`,
    );
  });

  it('has the source of a formula that is shown as MathML', async () => {
    const copied = await page.page.evaluate(() => {
      const { copied } = window.copyAll('Here $a$ and\n\n$$\nb\n$$');
      for (const math of document.querySelectorAll('.math')) {
        const shown = document.createElementNS('http://www.w3.org/1998/Math/MathML', 'math');
        shown.textContent = 'MathML';
        math.replaceChildren(shown);
      }
      return [copied, window.copyShown()];
    });
    assert.deepEqual(copied, ['Here $a$ and\n\n$$\nb\n$$', 'Here $a$ and\n\n$$\nb\n$$']);
  });

  // Markup in a paragraph ends where the next part of it is parsed, which escapes and addresses move, or begins in front
  // of it.
  const isCut = /^ten thousand (backticks|entities|link references)$/;
  for (const { name, markdown } of makeHostileAnswers().heavy)
    if (!isCut.test(name))
      it(`loses nothing of hostile text: ${name}`, async () => {
        const { shown, again } = await page.copyAll(markdown.slice(0, 50_000));
        assert.ok(toText(shown) === toText(again));
      });

  for (const [name, markdown] of Object.entries(longAnswers))
    it(`is the same where a block goes on in another section: ${name}`, async () => {
      const [whole, inSections] = await page.page.evaluate(
        (text) => [window.copyAll(text).copied, window.copySections(text)],
        markdown,
      );
      assert.equal(inSections, whole);
    });

  const table = '| a | b |\n| --- | ---: |\n| c1 | d1 |\n| c2 | d2 |\n| c3 | d3 |';
  for (const [name, markdown, from, to, copied] of [
    ['a part of a paragraph', 'some **bold words** and `code`', 'old', 'cod', 'old words and cod'],
    ['a part of a formula', 'here $a + b$ too', 'ere', 'a +', 'ere $a + b$'],
    ['a part of code', `${fence}ts\nlet a;\nlet b;\nlet c;\n${fence}`, 'a;', 'let b', 'a;\nlet b'],
    ['a word of an item', '- one two\n- three', 'two', 'two', 'two'],
    ['a word of a cell', table, 'c2', 'c2', 'c2'],
    [
      'the ends of two paragraphs',
      'one **two three** four\n\nfive six seven',
      'three',
      'six',
      '**three** four\n\nfive six',
    ],
    ['a heading and more', '## one two\n\nthree', 'two', 'three', '## two\n\nthree'],
    ['items', '3. one\n4. two\n5. three\n6. four', 'wo', 'thr', '4. wo\n5. thr'],
    ['a nested list', '- one\n  - two\n  - three\n- four', 'two', 'thr', '- two\n- thr'],
    [
      'text and code',
      `one two\n\n${fence}ts\nlet a;\nlet b;\n${fence}`,
      'two',
      'a;',
      `two\n\n${fence}ts\nlet a;\n${fence}`,
    ],
    ['rows', table, 'd1', '2', '| a | b |\n| --- | ---: |\n|  | d1 |\n| c2 |  |'],
    ['cells of the heads', table, 'a', 'b', '| a | b |\n| --- | ---: |'],
    ['a quote', '> one two\n>\n> three', 'two', 'three', '> two\n>\n> three'],
    [
      'a link',
      'one [two three](https://example.com/)\n\nfour',
      'three',
      'four',
      '[three](https://example.com/)\n\nfour',
    ],
  ] as const)
    it(`takes what is selected: ${name}`, async () => {
      assert.equal(await page.copyFrom(markdown, from, to), copied);
    });
});

describe('the Copy of VS Code', () => {
  let host: FakePanelHost;

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  /** Selects from one element to another, and copies as soon as what writes Markdown is loaded. */
  const copy = async (from: string, to = from) => {
    await host.page.evaluate(
      ([first, last]) => {
        const [start, end] = [document.querySelector(first), document.querySelector(last)];
        if (start && end) getSelection()?.setBaseAndExtent(start, 0, end, end.childNodes.length);
      },
      [from, to] as const,
    );
    const copied = await host.page.waitForFunction(() => {
      const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented && { text: event.clipboardData?.getData('text/plain') };
    });
    const found = await copied.jsonValue();
    return found ? found.text : undefined;
  };

  it('takes an answer as Markdown, without buttons and headers', async () => {
    host = await openPanel({ snapshot: { runs: [makeRun({ text: sampleAnswer })] } });
    await host.page.locator('.answer', { hasText: 'ranges_(lines)' }).waitFor();
    const expected = (await copy('.answer')) ?? '';
    assert.ok(expected.startsWith('## What `parseRange` does\n\nIt turns'));
    assert.ok(expected.includes(`the wrong order.\n\n${fence}ts\nexport function`));
    // The way VS Code does it.
    const copied = await host.page.evaluate(() => {
      let text: string | undefined;
      const read = (event: ClipboardEvent) => {
        text = event.clipboardData?.getData('text/plain');
      };
      addEventListener('copy', read, { once: true });
      document.execCommand('copy');
      return text;
    });
    assert.equal(copied, expected);
  });

  it('takes what is folded far from the view as well', async () => {
    const text = Array.from(
      { length: 700 },
      (_, index) => `### Part *${index}*\n\n${'There is **more** to read here. '.repeat(20)}\n\n- one\n- \`two\``,
    ).join('\n\n');
    host = await openPanel({ snapshot: { runs: [makeRun({ text })] } });
    await host.page.waitForFunction(
      () =>
        document.querySelector('.section:last-child')?.textContent.includes('Part 699') &&
        document.querySelectorAll('.section.folded').length > 30,
    );
    const expected = text.replaceAll('. \n', '.\n');
    assert.equal(await copy('.answer'), expected);
    assert.ok((await host.page.locator('.section.folded').count()) > 30);
    // From a place in what is folded, to the end of what is.
    const part = await host.page.evaluate(() => {
      const [section, other] = document.querySelectorAll('.section.folded');
      const folded = section?.firstChild;
      const at = folded?.textContent?.indexOf('Part 5') ?? -1;
      if (folded && other) getSelection()?.setBaseAndExtent(folded, at + 3, other, 1);
      const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event.clipboardData?.getData('text/plain') ?? '';
    });
    // A section has some 8,000 characters, and this begins in the first one.
    assert.ok(part.length > 5_000, `${part.length} characters`);
    assert.equal(part, `### t *5*${expected.slice(expected.indexOf('### Part *5*') + 12)}`.slice(0, part.length));
  });

  it('takes tasks, answers and errors in their order', async () => {
    const error = { message: 'It *broke* off.', actions: [{ action: 'retry' as const, label: 'Retry' }] };
    host = await openPanel({
      snapshot: {
        runs: [
          makeRun({ runId: 'run-1', description: 'Do *this*\n  now', text: 'A **word**.' }),
          makeRun({ runId: 'run-2', description: 'And that', text: '- one\n- two', status: 'failed', error }),
        ],
      },
    });
    await host.page.locator('.answer').nth(1).locator('li').nth(1).waitFor();
    const copied = (await copy('.runs')) ?? '';
    const parts = ['Do *this*\n  now', '\n\nA **word**.\n\n', 'And that', '\n\n- one\n- two\n\n', 'It *broke* off.'];
    const places = parts.map((part) => copied.indexOf(part));
    assert.ok(!places.includes(-1), copied);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok(!copied.includes('Retry'), copied);
  });

  it('is the browser’s where nothing of an answer is selected', async () => {
    host = await openPanel({ snapshot: { runs: [makeRun({ text: 'A **word**.' })] } });
    await host.page.locator('.answer strong').waitFor();
    assert.equal(await copy('.answer'), 'A **word**.');
    const isTaken = await host.page.evaluate(() => {
      const task = document.querySelector('.description');
      if (task) getSelection()?.selectAllChildren(task);
      return !document.body.dispatchEvent(
        new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true }),
      );
    });
    assert.equal(isTaken, false);
  });
});

function toText(html: string): string {
  return html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, '');
}
