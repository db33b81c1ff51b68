import assert from 'node:assert/strict';
import { findSecrets } from '#orchestration/secrets/secretScan.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const secrets: Record<string, string> = {
  'GitHub Token': ['ghp', '5b3M9Ba6hzF0DI8UwW1C8xQdryudsq4Y8T5H'].join('_'),
  'Anthropic Claude API key': ['sk-ant', 'api03', `${'SDJHluBnLbeQUq4FHY79'.repeat(4)}5wz52LmMPFBRKAA`].join('-'),
  'AWS Secret Access Key': ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY'].join('='),
  'slack token': ['xoxb', '123456789012-1234567890123', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-'),
};

describe('findSecrets', () => {
  for (const [kind, secret] of Object.entries(secrets)) {
    it(`finds ${kind}, says where, and does not repeat it`, async () => {
      const found = await findSecrets(`const a = 1;\n// ${secret}\n${secret}\n`);
      assert.deepEqual(
        found.map(({ kind: name, line }) => [name.toLowerCase(), line]),
        [
          [kind.toLowerCase(), 2],
          [kind.toLowerCase(), 3],
        ],
      );
      assert.ok(!JSON.stringify(found).includes(secret.slice(-12)));
    });
  }

  it('is not turned off by a comment in the text', async () => {
    for (const comment of [
      '// secretlint-disable',
      '/* Secretlint-Disable-line */',
      '# secretlint-disable-next-line',
    ]) {
      assert.equal((await findSecrets(`${comment}\n${secrets['GitHub Token']}\n`)).length, 1, comment);
    }
  });

  it('leaves nothing behind in the process', async () => {
    await findSecrets('nothing');
    const entries = performance.getEntries().length;
    for (let count = 0; count < 2_000; count += 1) await findSecrets(`line ${count}`);
    assert.equal(performance.getEntries().length, entries);
  });

  it('finds nothing in code without secrets, or in none', async () => {
    assert.deepEqual(await findSecrets('export const key = process.env.API_KEY; // sk-… goes here'), []);
    assert.deepEqual(await findSecrets(''), []);
  });
});
