import { strict as assert } from 'node:assert';
import { Composer } from '#editor/tasks/composer.ts';
import type { ContextFile } from '#orchestration/index.ts';
import type { ComposerState } from '#protocol/messages.ts';
import { settled } from '#test/fakes/fakeTaskRunner.ts';

const selection = { code: 'let a;', file: 'a.ts', range: { startLine: 1, endLine: 1 } };

function setUp(files?: ContextFile[]) {
  const shown: (ComposerState | undefined)[] = [];
  const composer = new Composer({
    panel: { reveal() {}, runs: { compose: (view) => shown.push(view) } },
    pickFiles: async () => files,
  });
  return { composer, shown };
}

describe('The form for a task', () => {
  it('resolves to the draft as it was sent', async () => {
    const { composer, shown } = setUp();
    const draft = composer.compose({ description: 'Exp', context: selection }, 'Claude');
    assert.deepEqual(shown, [{ description: 'Exp', agent: 'Claude', context: ['a.ts:1'] }]);
    composer.submit('Explain\nthis.');
    assert.deepEqual(await draft, { description: 'Explain\nthis.', context: selection });
    assert.equal(shown.at(-1), undefined, 'and is closed');
  });

  it('resolves to nothing when it is dismissed, or another draft takes its place', async () => {
    const { composer } = setUp();
    const first = composer.compose({ description: 'a', context: undefined }, 'Claude');
    const second = composer.compose({ description: 'b', context: undefined }, 'Claude');
    assert.equal(await first, undefined);
    composer.dismiss();
    assert.equal(await second, undefined);
  });

  it('takes files, and gives them and the selection back', async () => {
    const { composer, shown } = setUp([{ file: 'b.ts', content: 'b' }]);
    const draft = composer.compose({ description: 'a', context: selection }, 'Claude');
    await composer.addContext();
    assert.deepEqual(shown.at(-1)?.context, ['a.ts:1', 'b.ts']);
    composer.removeContext(0);
    assert.deepEqual(shown.at(-1)?.context, ['b.ts']);
    composer.removeContext(0);
    assert.deepEqual(shown.at(-1)?.context, []);
    composer.submit('a');
    assert.deepEqual((await draft)?.context?.files, []);
  });

  it('drops files that are picked after it was closed', async () => {
    const picked = Promise.withResolvers<ContextFile[]>();
    const shown: unknown[] = [];
    const composer = new Composer({
      panel: { reveal() {}, runs: { compose: (view) => shown.push(view) } },
      pickFiles: () => picked.promise,
    });
    void composer.compose({ description: 'a', context: undefined }, 'Claude');
    const adding = composer.addContext();
    composer.dismiss();
    picked.resolve([{ file: 'b.ts', content: 'b' }]);
    await adding;
    await settled();
    assert.equal(shown.at(-1), undefined);
  });
});
