import assert from 'node:assert/strict';
import { StoreFuzz } from '#test/soak/storeFuzz.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';

describe('a history that is fed anything', function () {
  this.timeout(60_000);

  for (const seed of [1, 2, 3]) {
    it(`still lists, finds, opens and deletes every good run (seed ${seed})`, async () => {
      await using temporary = await makeTemporaryFolder();
      const fuzz = await StoreFuzz.open(temporary.path, seed);
      await fuzz.run((roundCount) => roundCount >= 60);
      assert.deepEqual(fuzz.problems, []);
    });
  }
});
