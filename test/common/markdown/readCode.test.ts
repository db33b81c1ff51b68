import assert from 'node:assert/strict';
import { readCode, readFencedTexts } from '#common/markdown/readCode.ts';
import { makeRandom, makeScrambled } from '#test/support/markdown/scrambled.ts';

const rounds = Number(process.env['SWITCHYARD_SEEDS'] ?? 300);
const squash = (text: string) => text.replaceAll(/\s+/g, '');

describe('the code of a text', () => {
  it('is that in quotes, lists and footnotes, too, and what never ends', () => {
    const markdown =
      '> ```\n> a\n> ```\n- b\n\n  ~~~\r\n  c\r\n    d\r\n  ~~~\n\n[^1]: x\n\n    ```\n    y\n    ```\n\n```\ne\n';
    assert.deepEqual(readFencedTexts(markdown), ['a', 'c\n  d', 'y', 'e']);
    assert.deepEqual(
      readCode(`text\n\n    indented\n\n${markdown}`).map(({ fence }) => fence?.character),
      [undefined, '`', '~', '`', '`'],
    );
  });

  it('stands in the lines that it says it does', () => {
    const random = makeRandom(7);
    let count = 0;
    for (let round = 0; round < rounds * 2; round += 1) {
      // Every tenth is longer than what is parsed at once.
      const parts = Array.from({ length: round % 10 === 0 ? 200 : 1 }, () => makeScrambled(random));
      const text = parts.join(random(2) === 0 ? '' : '\n\n');
      const lines = text.replaceAll('\0', '\uFFFD').split(/\r\n?|\n/);
      let last = 0;
      for (const block of readCode(text)) {
        const [start, end] = block.lines;
        const { character = '', length = 0 } = block.fence ?? {};
        const place = JSON.stringify([text, block]);
        assert.ok(start >= last && end > start && end <= lines.length, place);
        last = end;
        const held = lines.slice(
          start + Number(block.fence !== undefined),
          end - Number(Boolean(block.fence) && block.isClosed),
        );
        for (const [index, line] of block.text.split('\n').entries())
          assert.ok(squash(held[index] ?? '').endsWith(squash(line)), place);
        if (!block.fence) continue;
        count += 1;
        assert.match(lines[start] ?? '', new RegExp(`^[^${character}]*${character}{${length}}(?!${character})`), place);
        if (block.isClosed) assert.match(lines[end - 1] ?? '', new RegExp(`${character}{${length},}[ \t]*$`), place);
      }
    }
    assert.ok(count > rounds, `${count} blocks`);
  }).timeout(60_000);
});
