import assert from 'node:assert/strict';
import { computeText, type ListedProposal, ProposalList } from '#editor/apply/proposals/proposalList.ts';
import type { ComputedChange } from '#edits/problems.ts';

/** Replaces the first `a` of a text. */
function compute(text: string): ComputedChange {
  const start = text.indexOf('a');
  return start === -1 ? { problem: { kind: 'gone' } } : { change: { start, end: start + 1, text: 'b' } };
}

const propose = (key: string, target = 'file:///a.ts'): ListedProposal => ({ key, target, content: 'b', compute });
const keysOf = (proposals: ListedProposal[]): string[] => proposals.map(({ key }) => key);

/** A list of proposals with these keys. */
function listOf(...keys: string[]): ProposalList<ListedProposal> {
  const list = new ProposalList<ListedProposal>();
  for (const key of keys) list.add(propose(key, `file:///${key}.ts`));
  return list;
}

describe('The open proposals', () => {
  it('have an active one: the one in view, or the only one while no diff is', () => {
    assert.equal(listOf('one').findActive(undefined)?.key, 'one');
    assert.equal(listOf('one', 'two').findActive(undefined), undefined);
    assert.equal(listOf('one', 'two').findActive('two')?.key, 'two');
    assert.equal(listOf('one').findActive('another'), undefined);
    assert.equal(listOf().findActive(undefined), undefined);
  });

  it('lose one when its diff is closed, and not before it was seen', () => {
    const list = listOf('one', 'two');
    list.recordTabs(() => false);
    assert.ok(list.get('one') && list.get('two'));
    list.recordTabs(({ key }) => key === 'one');
    list.recordTabs(() => false);
    assert.deepEqual([list.get('one')?.key, list.get('two')?.key], [undefined, 'two']);
  });

  it('are computed again with each change of their document, and stay as they were where they fit no more', () => {
    const list = listOf('one', 'two');
    const toContent = (after: string): string => after.replaceAll('\n', '\r\n');
    assert.deepEqual(keysOf(list.refresh('file:///one.ts', 'x\na', toContent)), ['one']);
    assert.equal(list.contentOf('one'), 'x\r\nb');
    assert.deepEqual(list.refresh('file:///one.ts', 'x\na', toContent), []);
    assert.deepEqual(list.refresh('file:///one.ts', 'no more', toContent), []);
    assert.deepEqual([list.contentOf('one'), list.contentOf('two')], ['x\r\nb', 'b']);
  });

  it('are found by their document, and by a file or folder that is renamed', () => {
    const list = listOf('src/one', 'src/two', 'source');
    const paths = ({ target }: ListedProposal): string => new URL(target).pathname;
    assert.deepEqual(keysOf(list.listFor('file:///src/two.ts')), ['src/two']);
    assert.deepEqual(keysOf(list.listBelow(['/src'], paths)), ['src/one', 'src/two']);
    assert.deepEqual(keysOf(list.listBelow(['/source.ts', '/sr'], paths)), ['source']);
  });

  it('stand beside the texts of the last twenty comparisons', () => {
    const list = listOf('one');
    for (let count = 0; count <= 20; count += 1) list.addComparison(`text-${count}`, String(count));
    assert.deepEqual(
      ['one', 'text-0', 'text-1', 'text-20'].map((key) => list.contentOf(key)),
      ['b', '', '1', '20'],
    );
    list.clear();
    assert.equal(list.contentOf('one'), '');
  });
});

describe('computeText', () => {
  it('gives the whole text after a change, and the problem where there is none', () => {
    assert.deepEqual(computeText({ compute }, 'cat'), {
      change: { start: 1, end: 2, text: 'b' },
      lines: undefined,
      after: 'cbt',
    });
    assert.deepEqual(computeText({ compute }, 'dog'), { problem: { kind: 'gone' } });
    const same = (): ComputedChange => ({ change: { start: 0, end: 1, text: 'c' } });
    assert.deepEqual(computeText({ compute: same }, 'cat'), { problem: { kind: 'unchanged' } });
  });
});
