import assert from 'node:assert/strict';
import type { Block } from '#common/markdown/blocks.ts';
import { MarkdownDocument } from '#common/markdown/markdownDocument.ts';
import { describeBlocks, describeText } from '#test/support/markdown/describeBlocks.ts';
import { makeRandom, makeScrambled } from '#test/support/markdown/scrambled.ts';

const fence = '```';
const rounds = Number(process.env['SWITCHYARD_SEEDS'] ?? 300);

/** The kinds of the blocks, with the text of those that hold lines. */
const outline = (blocks: readonly Block[]): string[] =>
  blocks.map((block) => {
    if (block.kind === 'paragraph' || block.kind === 'heading') return `${block.kind}: ${block.content.source}`;
    return block.kind === 'code' ? `code: ${block.text}` : block.kind;
  });

const read = (text: string): MarkdownDocument => {
  const document = new MarkdownDocument();
  document.write(text);
  return document;
};

describe('a Markdown document', () => {
  it('shows of every beginning of a text what a new document shows of it', () => {
    const random = makeRandom(11);
    for (let round = 0; round < rounds; round += 1) {
      const text = makeScrambled(random);
      const document = new MarkdownDocument();
      for (let at = 0; at < text.length;) {
        const next = at + 1 + random(random(4) === 0 ? 20 : 3);
        document.write(text.slice(at, next));
        at = next;
        const shown = text.slice(0, at);
        assert.deepEqual(
          describeBlocks(document.root.children),
          describeText(shown, { isOpen: true }),
          JSON.stringify(shown),
        );
      }
      document.end();
      assert.deepEqual(describeBlocks(document.root.children), describeText(text), JSON.stringify(text));
    }
  }).timeout(60_000);

  it('makes no table of a heading, a quote or a fence with a line below it that would rule one', () => {
    for (const [text, kind] of [
      [`${fence}js|b\n---|---\n`, 'code: ---|---'],
      ['# a | b\n---|---\n', 'heading: a | b'],
      ['> a | b\n---|---\n', 'quote'],
    ] as const) {
      assert.equal(outline(read(text).root.children)[0], kind);
    }
  });

  it('never makes another block of one that is settled, nor of what a settled block holds', () => {
    const random = makeRandom(12);
    for (let round = 0; round < rounds; round += 1) {
      const text = makeScrambled(random);
      const document = new MarkdownDocument();
      const settled: [Block, string][] = [];
      for (const character of text) {
        document.write(character);
        const { children } = document.root;
        for (const [at, [block, outlined]] of settled.entries()) {
          assert.equal(children[at], block, JSON.stringify(text));
          assert.deepEqual(outline([block])[0], outlined, JSON.stringify(text));
        }
        for (const block of children.slice(settled.length, document.root.settled))
          settled.push([block, outline([block])[0] ?? '']);
      }
    }
  }).timeout(60_000);

  it('keeps the items of a list and the rows of a table as it grows', () => {
    for (const [start, next] of [
      ['', (index: number) => `- item ${index}\n`],
      ['', (index: number) => `${index + 1}. item\n    > of ${index}\n`],
      ['| a |\n|---|\n', (index: number) => `| row ${index} |\n`],
    ] as const) {
      const document = read(start);
      let earlier: unknown[] = [];
      for (let index = 0; index < 30; index += 1) {
        document.write(next(index));
        const [block, ...others] = document.root.children;
        assert.ok(block && (block.kind === 'list' || block.kind === 'table') && others.length === 0);
        for (const [at, child] of earlier.slice(0, -2).entries()) assert.equal(block.children[at], child);
        earlier = [...block.children];
      }
      assert.equal(earlier.length, start === '' ? 30 : 31);
    }
  });

  it('keeps the closed blocks within an item that grows', () => {
    const document = read('1. Do\n\n   first\n\n   second\n\n   third');
    const itemOf = (): Block[] => {
      const [list] = document.root.children;
      return (list?.kind === 'list' && list.children[0]?.children) || [];
    };
    const [before] = itemOf().slice(1);
    document.write(' grows');
    assert.equal(itemOf()[1], before);
    assert.deepEqual(outline(itemOf()), [
      'paragraph: Do',
      'paragraph: first',
      'paragraph: second',
      'paragraph: third grows',
    ]);
  });

  it('adds to code that is open without another block', () => {
    const document = read(`${fence}ts\na\n`);
    const [code] = document.root.children;
    document.write('\tb\n``');
    assert.equal(document.root.children[0], code);
    assert.deepEqual(outline(document.root.children), ['code: a\n\tb']);
    document.write('`\nafter');
    assert.deepEqual(outline(document.root.children), ['code: a\n\tb', 'paragraph: after']);
    assert.ok(code?.kind === 'code' && code.isClosed);
    assert.deepEqual(code.lines, [0, 4]);
  });

  describe('shows what is begun as it will most likely become', () => {
    const rows: [text: string, shown: unknown[]][] = [
      [
        'a **b',
        [
          ['text', 'a '],
          ['strong', 'b'],
        ],
      ],
      [
        'a **b*',
        [
          ['text', 'a '],
          ['strong', 'b'],
        ],
      ],
      ['a **', [['text', 'a ']]],
      ['2 * 3', [['text', '2 * 3']]],
      [
        'a `b',
        [
          ['text', 'a '],
          ['code', 'b'],
        ],
      ],
      [
        'a ~~b',
        [
          ['text', 'a '],
          ['strike', 'b'],
        ],
      ],
      [
        'see [the gu',
        [
          ['text', 'see '],
          ['link', 'the gu'],
        ],
      ],
      [
        'see [the guide]',
        [
          ['text', 'see '],
          ['link', 'the guide'],
        ],
      ],
      [
        'see [the guide](https://x',
        [
          ['text', 'see '],
          ['link', 'the guide'],
        ],
      ],
      [
        'see [the **gu',
        [
          ['text', 'see '],
          ['link', 'the gu'],
        ],
      ],
      ['arr[0', [['text', 'arr[0']]],
      [
        'see ![a',
        [
          ['text', 'see '],
          ['image', 'a'],
        ],
      ],
      [
        'so \\(a_b',
        [
          ['text', 'so '],
          ['math', 'a_b'],
        ],
      ],
      ['costs $5', [['text', 'costs $5']]],
      ['a &am', [['text', 'a ']]],
      ['done\n-', [['text', 'done']]],
      ['done\n1.', [['text', 'done']]],
      ['done\n``', [['text', 'done']]],
    ];
    for (const [text, shown] of rows) {
      it(JSON.stringify(text), () => {
        const [block] = read(text).root.children;
        assert.ok(block?.kind === 'paragraph');
        assert.deepEqual(
          block.content.inlines.map((inline) => [
            inline.kind,
            'children' in inline ? textOf(inline.children) : 'text' in inline ? inline.text : '',
          ]),
          shown,
        );
      });
    }

    it('a row that may be the head of a table', () => {
      for (const text of ['| a | b', '| a | b |', '| a | b |\n', '| a | b |\n|--', 'a | b\n--|']) {
        const [table] = read(text).root.children;
        assert.ok(table?.kind === 'table', text);
        assert.deepEqual(
          table.children.map(({ cells }) => cells.map(({ source }) => source)),
          [['a', 'b']],
        );
      }
    });

    it('the box of a task', () => {
      for (const text of ['- [', '- [ ', '- [x', '- [x]']) {
        const [list] = read(text).root.children;
        const paragraph = list?.kind === 'list' ? list.children[0]?.children[0] : undefined;
        assert.ok(paragraph?.kind === 'paragraph');
        assert.equal(paragraph.content.source, '', text);
      }
    });

    it('and as what it is when the text ends', () => {
      for (const text of ['a **b', 'a `b', 'see [the gu', 'so \\[a', '| a | b', 'done\n1.']) {
        const document = read(text);
        document.end();
        const [block, ...others] = document.root.children;
        assert.ok(block?.kind === 'paragraph' && others.length === 0, text);
        assert.ok(
          block.content.inlines.every(({ kind }) => kind === 'text' || kind === 'break'),
          text,
        );
      }
    });
  });

  it('tells which texts mean something else since a name has an address', () => {
    const document = read('See [a] and [b].\n\nMore.\n\n');
    const [first] = document.root.children;
    assert.ok(first?.kind === 'paragraph');
    assert.equal(first.content.inlines.length, 1);
    document.write('[b]: https://x.example\n\nEnd.');
    assert.deepEqual(document.takeChanged(), [first.content]);
    assert.equal(first.content.inlines.length, 3);
    document.write(' [b]: https://y.example');
    assert.deepEqual(document.takeChanged(), []);
  });

  it('reads footnotes, whose text may go on in indented lines', () => {
    const document = read('A[^1] b[^x].\n\n[^1]: The *first*\n    goes on.\n\n    - and on\n\nEnd.');
    document.end();
    const [first, footnote, last] = document.root.children;
    assert.ok(first?.kind === 'paragraph' && footnote?.kind === 'footnote' && last?.kind === 'paragraph');
    assert.deepEqual(
      first.content.inlines.map(({ kind }) => kind),
      ['text', 'footnoteReference', 'text'],
    );
    assert.deepEqual(outline(footnote.children), ['paragraph: The *first*\ngoes on.', 'list']);
  });

  it('splits a paragraph that is very long at the same places, however it arrives', () => {
    const text = Array.from({ length: 5_000 }, (_, index) => `word${index} *is* here and`).join(' ');
    const whole = describeText(text);
    assert.ok(whole.length > 20);
    for (const length of [7, 1_000, 5_000]) {
      const document = new MarkdownDocument();
      for (let at = 0; at < text.length; at += length) document.write(text.slice(at, at + length));
      document.end();
      assert.deepEqual(describeBlocks(document.root.children), whole);
    }
  });

  it('keeps a `|` in code within its cell, where the row fits only so', () => {
    const [table] = read('| a | b |\n|---|---|\n| `x | y` | z |\n| c | d |\n').root.children;
    assert.ok(table?.kind === 'table');
    assert.deepEqual(
      table.children[1]?.cells.map(({ source }) => source),
      ['`x | y`', 'z'],
    );
    assert.deepEqual(
      table.children[2]?.cells.map(({ source }) => source),
      ['c', 'd'],
    );
  });

  it('takes dollars of amounts and variables for what they are', () => {
    const kindsOf = (text: string): string[] => {
      const [block] = read(`${text}\n\n`).root.children;
      return block?.kind === 'paragraph' ? block.content.inlines.map(({ kind }) => kind) : [];
    };
    for (const text of [
      '$5 and $6',
      'from $HOME to $PATH, 5$ each',
      '$a is $b',
      'costs 3$ or 4$',
      '`$x$`',
      '\\$x\\$',
      '$ x $',
    ])
      assert.ok(!kindsOf(text).includes('math'), text);
    for (const text of [
      '$x$',
      '$\\alpha + 1$',
      '$n = 5$',
      '$ABC = 180^\\circ$',
      'so $a$, $b$',
      'y $$x$$',
      '\\(x\\)',
      '\\[x\\] y',
    ])
      assert.ok(kindsOf(text).includes('math'), text);
  });
});

function textOf(inlines: readonly { kind: string; text?: string; children?: readonly unknown[] }[]): string {
  return inlines
    .map((inline) => {
      if (inline.text !== undefined) return inline.text;
      return 'children' in inline && Array.isArray(inline.children) ? textOf(inline.children) : '';
    })
    .join('');
}
