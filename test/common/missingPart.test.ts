import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMissingPart } from '#common/missingPart.ts';

describe('isMissingPart', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Returns the failure of a part that says this. */
  const failureOf = async (code: string | undefined): Promise<unknown> => {
    const file = join(folder, 'part.mjs');
    if (code !== undefined) await writeFile(file, code);
    try {
      await import(pathToFileURL(file).href);
    } catch (error) {
      return error;
    }
    return assert.fail('it was loaded');
  };

  it('knows a file that is gone, and one that the part itself needs', async () => {
    assert.equal(isMissingPart(await failureOf(undefined)), true);
    assert.equal(isMissingPart(await failureOf("import './other.mjs';")), true);
  });

  it('knows a part of another version, which has not what is asked of it', async () => {
    await writeFile(join(folder, 'other.mjs'), 'export const newer = 1;');
    assert.equal(isMissingPart(await failureOf("import { older } from './other.mjs'; older;")), true);
  });

  it('knows it in what came of it', async () => {
    const cause = await failureOf(undefined);
    assert.equal(isMissingPart(new Error('The request failed.', { cause: new Error('x', { cause }) })), true);
    assert.equal(isMissingPart(new AggregateError([new Error('x'), cause])), true);
  });

  it('takes nothing else for it', async () => {
    const circle = new Error('x');
    circle.cause = circle;
    const others = [
      undefined,
      'ERR_MODULE_NOT_FOUND',
      circle,
      new Error('Cannot find module'),
      Object.assign(new Error('x'), { code: 'ENOENT' }),
      new SyntaxError('Unexpected token'),
      await failureOf("throw new Error('broken');"),
    ];
    for (const error of others) assert.equal(isMissingPart(error), false);
  });
});
