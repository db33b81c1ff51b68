import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConnectionFacts, ConnectionGuard, findWeaknesses } from '#editor/settings/connectionGuard.ts';
import { FakeMemento } from '#test/fakes/fakeSecretStorage.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';

const origin = 'https://api.anthropic.com';
const usual: ConnectionFacts = { environment: {}, nodeOptions: [], proxy: undefined, isStrict: true, isRemote: false };
const off = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };

/** A guard in a state that the test sets, and what it has asked. */
function setUp(facts: Partial<ConnectionFacts>, answer = true) {
  const asked: string[] = [];
  const now = { facts: { ...usual, ...facts }, answer };
  const state = new FakeMemento();
  const guard = new ConnectionGuard({
    state,
    readFacts: () => now.facts,
    ask: async (to, weaknesses) => {
      asked.push(`${to}: ${weaknesses.map(({ name }) => name).join(', ')}`);
      return now.answer;
    },
  });
  const confirm = async (providerId = 'claude', to = origin) => (await guard.confirm(providerId, to)).length === 0;
  return { guard, state, confirm, now, take: () => asked.splice(0) };
}

const weak: [facts: Partial<ConnectionFacts>, names: string[]][] = [
  [{ environment: off }, ['NODE_TLS_REJECT_UNAUTHORIZED=0']],
  [{ isStrict: false }, ['http.proxyStrictSSL: false']],
  [
    { environment: { SSL_CERT_FILE: '/nowhere.pem', HTTPS_PROXY: 'http://proxy:3128' } },
    ['SSL_CERT_FILE', 'HTTPS_PROXY'],
  ],
  [{ environment: { SSL_CERT_DIR: '/nowhere', https_proxy: 'http://proxy:3128' } }, ['SSL_CERT_DIR', 'https_proxy']],
  [
    { environment: { NODE_EXTRA_CA_CERTS: '/nowhere.pem' }, proxy: 'http://proxy' },
    ['NODE_EXTRA_CA_CERTS', 'http.proxy'],
  ],
  [
    { environment: { NODE_EXTRA_CA_CERTS: '/nowhere.pem', ALL_PROXY: 'socks5://p' } },
    ['NODE_EXTRA_CA_CERTS', 'ALL_PROXY'],
  ],
  [{ environment: { SSL_CERT_FILE: '/nowhere.pem' }, isRemote: true }, ['SSL_CERT_FILE']],
  [{ environment: { OPENSSL_CONF: '/nowhere.cnf' }, isRemote: true }, ['OPENSSL_CONF']],
  [{ environment: { NODE_OPTIONS: '--use-openssl-ca --max-old-space-size=100' } }, ['--use-openssl-ca']],
  [{ environment: { NODE_OPTIONS: '--tls-keylog=/tmp/keys' } }, ['--tls-keylog=/tmp/keys']],
  [{ nodeOptions: ['--tls-min-v1.0'] }, ['--tls-min-v1.0']],
  [{ environment: { NODE_OPTIONS: '--tls_keylog=/tmp/keys' } }, ['--tls-keylog=/tmp/keys']],
  [{ environment: { NODE_OPTIONS: '--tls-keylog /tmp/keys --no-warnings' } }, ['--tls-keylog=/tmp/keys']],
  [{ environment: { NODE_OPTIONS: '"--openssl_config=/tmp/weak.cnf"' } }, ['--openssl-config=/tmp/weak.cnf']],
  [{ nodeOptions: ['--tls-cipher-list', 'NULL'] }, ['--tls-cipher-list=NULL']],
  [{ environment: { NODE_OPTIONS: '--trace_tls' } }, ['--trace-tls']],
];

const sound: Partial<ConnectionFacts>[] = [
  {},
  { environment: { NODE_TLS_REJECT_UNAUTHORIZED: '1' } },
  { environment: { HTTPS_PROXY: 'http://proxy:3128' } },
  { proxy: 'http://proxy:3128' },
  { environment: { SSL_CERT_FILE: '/nowhere.pem' } },
  { environment: { SSL_CERT_FILE: '', HTTPS_PROXY: 'http://proxy:3128' } },
  { environment: { NODE_OPTIONS: '--max-old-space-size=100' }, isRemote: true },
];

describe('A connection whose server is not checked as usual', () => {
  for (const [facts, names] of weak) {
    it(`is asked about: ${names.join(', ')}`, async () => {
      const { confirm, take } = setUp(facts);
      assert.equal(await confirm(), true);
      assert.deepEqual(take(), [`${origin}: ${names.join(', ')}`]);
    });
  }

  for (const facts of sound) {
    it(`is none by ${JSON.stringify(facts)}`, async () => {
      assert.deepEqual(await findWeaknesses({ ...usual, ...facts }), []);
    });
  }

  it('is none on this machine, and none where nobody promised one', async () => {
    const { confirm, take } = setUp({ environment: off });
    for (const to of ['https://localhost:8443', 'https://127.0.0.1', 'http://10.0.0.1', 'vscode'])
      assert.equal(await confirm('local', to), true);
    assert.deepEqual(take(), []);
    assert.equal(await confirm('local', 'https://127.0.0.2'), true);
    assert.equal(take().length, 1);
  });

  it('is asked about once for a provider, its origin and that state', async () => {
    const { confirm, now, take } = setUp({ environment: off });
    await confirm();
    await confirm();
    assert.equal(take().length, 1);
    await confirm('gpt');
    await confirm('claude', 'https://gateway.example');
    assert.equal(take().length, 2);
    await confirm('claude', 'https://gateway.example');
    assert.equal(take().length, 0);
    now.facts = { ...usual, environment: { ...off, SSL_CERT_FILE: '/other.pem', HTTPS_PROXY: 'http://proxy' } };
    await confirm('claude', 'https://gateway.example');
    assert.equal(take().length, 1);
    now.facts = { ...now.facts, environment: { ...now.facts.environment, HTTPS_PROXY: 'http://other' } };
    await confirm('claude', 'https://gateway.example');
    assert.equal(take().length, 1);
  });

  it('is asked about again once the file of authorities holds others', async () => {
    const temporary = await makeTemporaryFolder();
    try {
      const file = join(temporary.path, 'authorities.pem');
      await writeFile(file, 'one');
      const { confirm, take } = setUp({ environment: { SSL_CERT_FILE: file, HTTPS_PROXY: 'http://proxy' } });
      await confirm();
      await confirm();
      assert.equal(take().length, 1);
      await writeFile(file, 'two');
      await confirm();
      assert.equal(take().length, 1);
    } finally {
      await temporary[Symbol.asyncDispose]();
    }
  });

  it('stops the key each time until the user agrees, and says what is wrong', async () => {
    const { guard, confirm, now, take } = setUp({ environment: off }, false);
    assert.equal(await confirm(), false);
    assert.equal(await confirm(), false);
    assert.equal(take().length, 2);
    assert.deepEqual(await guard.findWeaknesses('claude', origin), [
      { name: 'NODE_TLS_REJECT_UNAUTHORIZED=0', value: 'NODE_TLS_REJECT_UNAUTHORIZED=0' },
    ]);
    assert.equal(take().length, 0);
    now.answer = true;
    assert.equal(await confirm(), true);
    assert.deepEqual(await guard.findWeaknesses('claude', origin), []);
  });

  it('keeps only a mark of what was agreed to, and takes nothing else for an agreement', async () => {
    const { state, confirm, take } = setUp({
      environment: { ...off, SSL_CERT_FILE: '/a', HTTPS_PROXY: 'http://u:s3cret@p' },
    });
    await confirm();
    assert.doesNotMatch(JSON.stringify([...state.values]), /s3cret|SSL_CERT/);
    take();
    for (const value of [true, 'yes', { origin }, { origin, salt: '', mark: '' }]) {
      await state.update('switchyard.weakConnection.claude', value);
      await confirm();
    }
    assert.equal(take().length, 4);
  });
});
