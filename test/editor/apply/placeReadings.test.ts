import { strict as assert } from 'node:assert';
import { choosePlace, isSameName, isTailOf, readPlaces } from '#editor/apply/placeReadings.ts';

const folders = (...names: string[]) => names.map((name) => ({ name }));
const read = (...args: Parameters<typeof readPlaces>) =>
  readPlaces(...args).map(({ folder, path, isNamed }) => `${folder}:${path}${isNamed ? ' (named)' : ''}`);

describe('What a path in an answer can mean', () => {
  it('is a file below the only folder, also where the path begins with its name', () => {
    assert.deepEqual(read('src/a.ts', folders('app')), ['0:src/a.ts']);
    assert.deepEqual(read('app/src/a.ts', folders('app')), ['0:app/src/a.ts']);
  });

  it('is a file below each of several folders where nothing says which', () => {
    assert.deepEqual(read('src/a.ts', folders('app', 'lib')), ['0:src/a.ts', '1:src/a.ts']);
  });

  it('is a file below the folder that the task began in', () => {
    assert.deepEqual(read('src/a.ts', folders('app', 'lib'), 1), ['1:src/a.ts']);
  });

  it('is a file below the folder that it names, or one of that path in the folder that the task began in', () => {
    assert.deepEqual(read('app/a.ts', folders('app', 'lib'), 1), ['0:a.ts (named)', '1:app/a.ts']);
  });

  it('is, of two folders of the same name, below the one that the task began in, else below each', () => {
    assert.deepEqual(read('app/a.ts', folders('app', 'app'), 1), ['1:a.ts (named)', '1:app/a.ts']);
    assert.deepEqual(read('app/a.ts', folders('app', 'app')), [
      '0:a.ts (named)',
      '1:a.ts (named)',
      '0:app/a.ts',
      '1:app/a.ts',
    ]);
  });

  it('is below a folder whose name has a slash, or is the beginning of another’s', () => {
    assert.deepEqual(read('x/app/a.ts', folders('x', 'x/app'), 0), ['0:app/a.ts (named)', '0:x/app/a.ts']);
    assert.deepEqual(read('x/app/a.ts', folders('lib', 'x/app'), 0), ['1:a.ts (named)', '0:x/app/a.ts']);
    assert.deepEqual(read('application/a.ts', folders('app', 'lib'), 1), ['1:application/a.ts']);
  });

  it('is no folder itself', () => {
    assert.deepEqual(read('app', folders('app', 'lib'), 0), ['0:app']);
    assert.deepEqual(read('app/', folders('app', 'lib'), 0), ['0:app/']);
  });

  it('is nothing in a window without a folder', () => {
    assert.deepEqual(read('a.ts', []), []);
  });
});

describe('The place that is chosen', () => {
  const place = (key: string, exists: boolean, isNamed = false) => ({ key, exists, isNamed });
  const chosen = (...places: ReturnType<typeof place>[]) => {
    const choice = choosePlace(places);
    if ('place' in choice) return choice.place.key;
    return 'several' in choice ? choice.several.map(({ key }) => key) : undefined;
  };

  it('is the only one that is there', () => {
    assert.equal(chosen(place('a', false, true), place('b', true)), 'b');
    assert.equal(chosen(place('a', true), place('b', false)), 'a');
  });

  it('is asked for where several are there, however the path is written', () => {
    assert.deepEqual(chosen(place('a', true, true), place('b', true)), ['a', 'b']);
  });

  it('is one where several names lead to the same document', () => {
    assert.equal(chosen(place('a', true), place('a', true)), 'a');
  });

  it('is made below the folder that the path names, and asked for where it names several or none', () => {
    assert.equal(chosen(place('a', false), place('b', false, true)), 'b');
    assert.deepEqual(chosen(place('a', false, true), place('b', false, true), place('c', false)), ['a', 'b']);
    assert.deepEqual(chosen(place('a', false), place('b', false)), ['a', 'b']);
  });

  it('is none where there is no place', () => {
    assert.equal(chosen(), undefined);
  });
});

describe('The name of a file in an answer', () => {
  for (const [one, other, isSame] of [
    ['app/src/a.ts', 'app/src/a.ts', true],
    ['./src/a.ts', 'src/a.ts', true],
    ['src\\a.ts', 'src/a.ts', true],
    ['Untitled-1', 'Untitled-1', true],
    ['a\u0301.ts', '\u00e1.ts', true],
    ['a.ts', 'src/a.ts', false],
    ['A.ts', 'a.ts', false],
    ['', '', false],
    ['./', './', false],
  ] as const) {
    it(`${isSame ? 'is' : 'is not'} the one that was sent: ${JSON.stringify([one, other])}`, () => {
      assert.equal(isSameName(one, other), isSame);
    });
  }

  it('is the last part of a path in whole segments only', () => {
    assert.equal(isTailOf('src/a.ts', '/home/x/app/src/a.ts'), true);
    assert.equal(isTailOf('a.ts', '/home/x/ba.ts'), false);
    assert.equal(isTailOf('', '/home'), false);
  });
});
