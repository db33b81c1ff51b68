import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '#scripts/sampleWorkspace.ts';

interface Proof {
  file: string;
  titles: string[];
}

/** The rows of the threat model: `| threat | defence | tests |`, without its headings. */
function readRows(): { threat: string; proofs: Proof[] }[] {
  const document = readFileSync(join(projectFolder, 'docs', 'threat-model.md'), 'utf8');
  const rows = document
    .split('\n')
    .filter((line) => /^\| (?!threat|\*\*)/.test(line))
    .map((line) => line.slice(2, -2).split(' | '));
  return rows.map(([threat = '', , tests = '']) => ({
    threat,
    proofs: tests.split('<br>').map((text) => ({
      file: /^`([^`]+)`: /.exec(text)?.[1] ?? '',
      titles: [...text.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => title),
    })),
  }));
}

/** Returns whether a test of this title, as it stands in the source, is one that runs. */
function hasTest(source: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) => source.includes(`it(${quote}${title}${quote}, `));
}

describe('the threat model in docs/threat-model.md', () => {
  const rows = readRows();

  it('names at least one test for each threat', () => {
    assert.ok(rows.length > 30, `${rows.length} rows`);
    for (const { threat, proofs } of rows) {
      assert.ok(proofs.length > 0 && proofs.every(({ titles }) => titles.length > 0), threat);
    }
  });

  it('names tests that exist, and that `npm test` runs', () => {
    const missing = rows.flatMap(({ proofs }) =>
      proofs.flatMap(({ file, titles }) => {
        const path = join(projectFolder, file);
        if (!/^test\/[\w/]+\.test\.ts$/.test(file) || !existsSync(path)) return [file];
        const source = readFileSync(path, 'utf8');
        return titles.filter((title) => !hasTest(source, title)).map((title) => `${file}: ${title}`);
      }),
    );
    assert.deepEqual(missing, []);
  });
});
