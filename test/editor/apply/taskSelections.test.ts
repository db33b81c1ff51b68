import assert from 'node:assert/strict';
import { TaskSelections } from '#editor/apply/taskSelections.ts';

const uri = 'file:///a.ts';
const code = 'let a = 1;';

/** Selections of which the run `r` has one that starts in a line of a text. */
function follow(text: string, startLine: number, selected = code): TaskSelections {
  const selections = new TaskSelections();
  selections.begin('r', { uri, text, code: selected, startLine });
  return selections;
}

describe('The selection of a task', () => {
  it('is the one of two equal pieces of code that was selected, after edits before, behind and in it', () => {
    const text = `${code}\n${code}\n${code}\n`;
    const selections = follow(text, 2);
    assert.ok(selections.isFollowing('r'));
    assert.deepEqual(selections.find('r', code, text), { place: { start: 11, end: 21 } });
    // Two cursors: the edits of one event, the last one in the text first.
    selections.recordEdit(uri, [
      { start: 33, end: 33, length: 5 },
      { start: 0, end: 0, length: 3 },
    ]);
    selections.recordEdit('file:///b.ts', [{ start: 0, end: 0, length: 100 }]);
    assert.deepEqual(selections.find('r', code, `// \n${text}tail`.replace('\n', '')), {
      place: { start: 14, end: 24 },
    });
  });

  it('is gone where it was changed, though code like it stands elsewhere', () => {
    const selections = follow(`${code}\n${code}\n`, 1);
    selections.recordEdit(uri, [{ start: 8, end: 9, length: 1 }]);
    assert.deepEqual(selections.find('r', code, `let a = 7;\n${code}\n`), { problem: 'gone' });
  });

  it('is found by its text once its document was closed, and only where there was no other like it', () => {
    const alone = follow(`first();\n${code}\n`, 2);
    alone.recordClosed(uri);
    assert.ok(!alone.isFollowing('r'));
    assert.deepEqual(alone.find('r', code, `${code}\n`), { place: { start: 0, end: 10 } });
    const twice = follow(`${code}\n${code}\n`, 2);
    twice.recordClosed(uri);
    assert.deepEqual(twice.find('r', code, `${code}\n`), { problem: 'ambiguous' });
  });

  it('is not known where its first line has it twice, or there is no such line', () => {
    assert.ok(!follow('a(a(a));\n', 1, 'a').isFollowing('r'));
    assert.ok(!follow(`${code}\n`, 5).isFollowing('r'));
    assert.deepEqual(new TaskSelections().find('unknown', code, `${code}\n`), { place: { start: 0, end: 10 } });
  });

  it('is what was applied in its place from then on, and the code itself where that was undone', () => {
    const selections = follow(`${code}\n`, 1);
    const applied = 'let a = 22;\n';
    selections.recordEdit(uri, [{ start: 8, end: 9, length: 2 }]);
    selections.recordApplied('r', applied, { start: 0, end: 11 });
    assert.deepEqual(selections.find('r', code, applied), { place: { start: 0, end: 11 } });
    selections.recordEdit(uri, [{ start: 8, end: 10, length: 1 }]);
    assert.deepEqual(selections.find('r', code, `${code}\n`), { place: { start: 0, end: 10 } });
  });

  it('is not followed any more when a hundred others have been', () => {
    const selections = follow(`${code}\n`, 1);
    for (let count = 0; count < 100; count += 1)
      selections.begin(String(count), { uri, text: `${code}\n`, code, startLine: 1 });
    assert.ok(!selections.isFollowing('r') && selections.isFollowing('99'));
  });
});
