import assert from 'node:assert/strict';
import { explainChoice, findBlock } from '#editor/apply/answerBlocks.ts';

const ticks = '```';

const answerOf = (...lines: string[]) => ({ text: lines.join('\n'), agent: 'Agent', hasEnded: true });

describe('the block of an answer that is applied', () => {
  const cases: [where: string, shown: string, lines: string[]][] = [
    ['in an item behind an empty line', 'a\n  b', ['1. Do:', '', `   ${ticks}js`, '   a', '     b', `   ${ticks}`]],
    ['in an item of an item', 'a', ['- x', '', '  - y', '', `    ${ticks}`, '    a', `    ${ticks}`]],
    ['in an item, right behind its number', 'a\n b', [`10. ${ticks}`, '    a', '     b', `    ${ticks}`]],
    ['in an item of a quote', 'a', ['> - x', '>', '>   ~~~', '>   a', '>   ~~~']],
    ['between tildes', `a\n${ticks}\nb`, ['~~~', 'a', ticks, 'b', '~~~']],
    ['between tildes with words', 'a', ['~~~ts title="a.ts"', 'a', '~~~~']],
    ['in a footnote', 'a', ['x[^1]', '', `[^1]: ${ticks}`, '    a', `    ${ticks}`]],
    ['marked by its indentation', 'a\n  b', ['Do:', '', '    a', '      b', '', 'then']],
    ['marked by its indentation in a quote', 'a\nb', ['>     a', '>     b']],
    ['marked by its indentation in an item', 'a\nb', ['- x', '', '      a', '      b']],
  ];
  for (const [where, shown, lines] of cases) {
    it(`is the one that the page shows ${where}`, () => {
      for (const before of [[], ['Text', '', ticks, 'other', ticks, '']])
        assert.equal(
          findBlock(answerOf(...before, ...lines), { block: before.length === 0 ? 0 : 1, shown })?.text,
          shown,
        );
    });
  }

  it('is none that the page shows and the answer does not hold', () => {
    assert.equal(findBlock(answerOf('- x', '', `  ${ticks}`, '  a', `  ${ticks}`), { shown: 'a; evil()' }), undefined);
  });

  it('is not code in a formula or a table', () => {
    assert.equal(explainChoice(answerOf('$$', ticks, 'a', ticks, '$$')), 'noCode');
    assert.equal(findBlock(answerOf('| a |', '|---|', `| ${ticks} |`, '', ticks, 'b', ticks), { block: 0 })?.text, 'b');
  });
});
