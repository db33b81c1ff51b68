import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';

/** Comparisons of a strategy by its name. `compare` is also the name of other things. */
const comparison = /(?:[!=]==|case) '(?:fallback|race|synthesize)'/g;

const findComparisons = (source: string): string[] => source.match(comparison) ?? [];

describe('strategies', () => {
  it('are told apart by their traits, never by their names', () => {
    const files = globSync('{src,media}/**/*.ts');
    assert.deepEqual(
      files.filter((file) => findComparisons(readFileSync(file, 'utf8')).length > 0),
      [],
    );
  });

  it('are noticed where they are not', () => {
    const sources = ["if (strategy === 'synthesize')", "head.strategy !== 'fallback' &&", "case 'race':"];
    assert.equal(sources.flatMap(findComparisons).length, 3);
  });
});
