import assert from 'node:assert/strict';
import {
  findConditionalSpreads,
  findFullFolders,
  findHeadlessDocstrings,
  findLongFiles,
  findNamesDeclaredTwice,
  type HouseFile,
  listHouse,
  readHouse,
} from '#scripts/houseMeasures.ts';

const planted = (text: string, path = 'src/planted.ts'): HouseFile => ({ path, text });

describe('the measures of the house', () => {
  it('find a name that two files declare, be it a type, and none that is exported again', () => {
    const files = [
      planted('export interface Plan {}\nexport const one = 1;\n', 'src/a.ts'),
      planted('export class Plan {}\nfunction one() {}\n', 'media/b.ts'),
      planted("export { one } from './a.ts';\nexport type { Plan } from './a.ts';\n", 'src/index.ts'),
    ];
    assert.deepEqual(findNamesDeclaredTwice(files), ['Plan: src/a.ts, media/b.ts']);
  });

  it('let one file declare a schema and the type of the same name', () => {
    assert.deepEqual(findNamesDeclaredTwice([planted('export const Plan = 1;\nexport type Plan = 1;\n')]), []);
  });

  for (const word of ['What', 'How', 'Where', 'Who', 'That', 'Which', 'When', 'Whether', 'If']) {
    it(`find a docstring that begins with ${word}`, () => {
      const files = [planted(`let a;\n/** ${word} it is. */\nlet b;\n/**\n * ${word} it\n * is. */\nlet c;\n`)];
      assert.deepEqual(
        findHeadlessDocstrings(files).map((found) => found.split(':')[1]),
        ['2', '4'],
      );
    });
  }

  it('let a docstring begin with a noun or a verb', () => {
    const docstrings = ['The run that ended.', 'Returns whether it ended.', 'Whatever.', 'Ifs and buts.'];
    assert.deepEqual(findHeadlessDocstrings(docstrings.map((text) => planted(`/** ${text} */`))), []);
  });

  it('find spreads under a condition, over lines and several in one, and no other ones', () => {
    const conditional = 'f({ ...(a !== undefined && { a }), ...(b && { b }),\n  ...(c &&\n    d && { c }) });\n';
    assert.equal(findConditionalSpreads([planted(conditional)]).length, 3);
    assert.deepEqual(findConditionalSpreads([planted('f([...(a ?? [])], ...b, x && { y });\n')]), []);
  });

  it('find a folder of more than 20 files, each folder for itself', () => {
    const paths = Array.from({ length: 21 }, (_, index) => `src/a/${index}.ts`);
    assert.deepEqual(findFullFolders([...paths, 'src/a/b/1.ts']), ['src/a: 21 files']);
    assert.deepEqual(findFullFolders([...paths.slice(1), 'src/a/b/1.ts']), []);
  });

  it('find a file of more than 350 lines', () => {
    assert.deepEqual(findLongFiles([planted('a\n'.repeat(351))]), ['src/planted.ts: 351 lines']);
    assert.deepEqual(findLongFiles([planted('a\n'.repeat(350))]), []);
  });
});

describe('the house', () => {
  it('has no folder of more than 20 files, fixtures aside', async () => {
    assert.deepEqual(findFullFolders(await listHouse(['src', 'media', 'scripts', 'test'])), []);
  });

  it('has no file of more than 350 lines', async () => {
    assert.deepEqual(findLongFiles(await readHouse(['src', 'media'])), []);
  });

  it('declares each exported name once', async () => {
    assert.deepEqual(findNamesDeclaredTwice(await readHouse(['src', 'media'])), []);
  });

  it('begins each docstring with what it describes', async () => {
    assert.deepEqual(findHeadlessDocstrings(await readHouse(['src', 'media', 'scripts', 'test'])), []);
  });

  it('spreads no object under a condition', async () => {
    assert.deepEqual(findConditionalSpreads(await readHouse(['src', 'media'])), []);
  });
});
