import assert from 'node:assert/strict';
import { findPlanPlace, type PlanPlace } from '#editor/plans/language/planPlaces.ts';

/** The place of the `|` in a text. */
function placeIn(text: string): PlanPlace | undefined {
  const lines = text.split('\n');
  const row = lines.findIndex((line) => line.includes('¦'));
  const column = lines[row]!.indexOf('¦');
  return findPlanPlace(
    lines.map((line) => line.replace('¦', '')),
    row,
    column,
  );
}

function keyIn(text: string): [path: string, prefix: string, siblings: string] {
  const place = placeIn(text);
  assert.equal(place?.kind, 'key');
  return [place.path.join('.'), place.prefix, [...place.siblings].toSorted().join()];
}

function valueIn(text: string): [path: string, prefix: string] {
  const place = placeIn(text);
  assert.equal(place?.kind, 'value');
  return [place.path.join('.'), place.prefix];
}

describe('The place of the cursor in a plan', () => {
  it('is at the top', () => {
    assert.deepEqual(keyIn('¦'), ['', '', '']);
    assert.deepEqual(keyIn('version: 1\nma¦\ntasks:\n  - id: a\n'), ['', 'ma', 'tasks,version']);
  });

  it('is in a task, of which it knows the other properties', () => {
    assert.deepEqual(keyIn('tasks:\n  - id: a\n    title: A\n    ¦\n  - id: b\n    agent: c\n'), [
      'tasks.[]',
      '',
      'id,title',
    ]);
    assert.deepEqual(keyIn('tasks:\n  - id: a\n    de¦\n\n    # so\n    agent: c\n'), ['tasks.[]', 'de', 'agent,id']);
    assert.deepEqual(keyIn('tasks:\n  - id: a\n  - ¦\n    title: B\n'), ['tasks.[]', '', 'title']);
  });

  it('is in a list that stands at the column of its key', () => {
    assert.deepEqual(keyIn('version: 1\ntasks:\n- id: a\n  pri¦\n'), ['tasks.[]', 'pri', 'id']);
  });

  it('is deeper', () => {
    assert.deepEqual(keyIn('tasks:\n  - id: a\n    context:\n      ¦'), ['tasks.[].context', '', '']);
    assert.deepEqual(keyIn('tasks:\n  - id: a\n    context:\n      files:\n        - file: a\n          con¦'), [
      'tasks.[].context.files.[]',
      'con',
      'file',
    ]);
  });

  it('is behind a colon', () => {
    assert.deepEqual(valueIn('tasks:\n  - id: a\n    agent: cl¦'), ['tasks.[].agent', 'cl']);
    assert.deepEqual(valueIn('tasks:\n  - agent: ¦'), ['tasks.[].agent', '']);
    assert.deepEqual(valueIn('tasks:\n  - "agent": "c¦"'), ['tasks.[].agent', 'c']);
    assert.deepEqual(valueIn('version: ¦\n'), ['version', '']);
  });

  it('is in a list of either form', () => {
    assert.deepEqual(valueIn('tasks:\n  - id: a\n    dependencies: [¦]'), ['tasks.[].dependencies.[]', '']);
    assert.deepEqual(valueIn('tasks:\n  - id: a\n    dependencies: [b, c¦]'), ['tasks.[].dependencies.[]', 'c']);
    assert.deepEqual(keyIn('tasks:\n  - id: a\n    dependencies:\n      - b¦').slice(0, 2), [
      'tasks.[].dependencies.[]',
      'b',
    ]);
  });

  it('is none in a comment, nor where a block begins', () => {
    assert.equal(placeIn('tasks: # a¦'), undefined);
    assert.equal(placeIn('tasks:\n  - description: |¦'), undefined);
  });
});
