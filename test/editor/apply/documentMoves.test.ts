import { strict as assert } from 'node:assert';
import { DocumentMoves } from '#editor/apply/documentMoves.ts';

class FakeUri {
  readonly scheme: string;
  readonly path: string;

  constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }

  with({ path }: { path: string }): FakeUri {
    return new FakeUri(this.scheme, path);
  }

  toString(): string {
    return `${this.scheme}:${this.path}`;
  }
}

const file = (path: string) => new FakeUri('file', path);
const untitled = (path: string) => new FakeUri('untitled', path);

describe('The document that a task began in', () => {
  let moves: DocumentMoves<FakeUri>;
  const found = (runId = 'run') => moves.find(runId)?.toString();

  beforeEach(() => {
    moves = new DocumentMoves<FakeUri>();
  });

  it('is found under its new name, also when its folder was renamed', () => {
    moves.begin('run', file('/w/src/a.ts'));
    moves.recordRename(file('/w/src/a.ts'), file('/w/src/b.ts'));
    assert.equal(found(), 'file:/w/src/b.ts');
    moves.recordRename(file('/w/src'), file('/w/lib'));
    assert.equal(found(), 'file:/w/lib/b.ts');
  });

  it('is a cell of the notebook that was renamed', () => {
    moves.begin('run', new FakeUri('vscode-notebook-cell', '/w/a.ipynb'));
    moves.recordRename(file('/w/a.ipynb'), file('/w/b.ipynb'));
    assert.equal(found(), 'vscode-notebook-cell:/w/b.ipynb');
  });

  it('is not another one that has its old name now, nor one whose name begins like that of a renamed folder', () => {
    moves.begin('earlier', file('/w/a.ts'));
    moves.recordRename(file('/w/a.ts'), file('/w/b.ts'));
    moves.begin('later', file('/w/a.ts'));
    assert.deepEqual([found('earlier'), found('later')], ['file:/w/b.ts', 'file:/w/a.ts']);
    moves.begin('other', file('/w/source/a.ts'));
    moves.recordRename(file('/w/so'), file('/w/x'));
    assert.equal(found('other'), 'file:/w/source/a.ts');
  });

  it('is the file that it was saved as, once the unnamed one is closed', () => {
    moves.begin('run', untitled('Untitled-1'));
    moves.recordCopy(untitled('Untitled-1'), file('/w/a.ts'));
    assert.equal(found(), 'untitled:Untitled-1');
    moves.recordClosed(untitled('Untitled-1'));
    assert.equal(found(), 'file:/w/a.ts');
    moves.recordRename(file('/w/a.ts'), file('/w/b.ts'));
    assert.equal(found(), 'file:/w/b.ts');
  });

  it('is still the unnamed one where that was closed without being saved, and of the next of that name the file says nothing', () => {
    moves.begin('run', untitled('Untitled-1'));
    moves.recordClosed(untitled('Untitled-1'));
    assert.equal(found(), 'untitled:Untitled-1');
    moves.recordCopy(untitled('Untitled-1'), file('/w/a.ts'));
    moves.recordClosed(untitled('Untitled-1'));
    moves.begin('next', untitled('Untitled-1'));
    moves.recordClosed(untitled('Untitled-1'));
    assert.equal(found('next'), 'untitled:Untitled-1');
  });

  it('is forgotten when a hundred others were followed since', () => {
    for (let index = 0; index <= 100; index += 1) moves.begin(`run ${index}`, file(`/w/${index}.ts`));
    assert.deepEqual([found('run 0'), found('run 100')], [undefined, 'file:/w/100.ts']);
    assert.equal(moves.follows(file('/w/0.ts')), false);
    assert.equal(moves.follows(file('/w/100.ts')), true);
  });
});
