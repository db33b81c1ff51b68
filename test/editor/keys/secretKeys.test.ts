import assert from 'node:assert/strict';
import { Redactor } from '#common/redact.ts';
import { SecretKeys } from '#editor/keys/secretKeys.ts';
import { FakeMemento, FakeSecretStorage } from '#test/fakes/fakeSecretStorage.ts';

const origin = 'https://api.anthropic.com';
const key = 'sk-ant-0123456789abcdef';

function setUp(environment: Record<string, string> = {}, secrets = new FakeSecretStorage()) {
  const redactor = new Redactor();
  const state = new FakeMemento();
  const keys = new SecretKeys({ secrets, state, redactor, environment, timeoutMs: 5 });
  return { secrets, redactor, keys, state };
}

describe('SecretKeys', () => {
  it('hands a key out for the origin it was entered for, and for no other', async () => {
    const { keys } = setUp();
    assert.deepEqual(await keys.store('claude', { key, origin }), { kept: 'stored' });
    assert.equal(await keys.getKey('claude', origin), key);
    await assert.rejects(keys.getKey('claude', 'https://evil.example'), (error: Error) => {
      assert.match(
        error.message,
        /entered for https:\/\/api\.anthropic\.com, but requests now go to https:\/\/evil\.example/,
      );
      assert.ok(!error.message.includes(key));
      return true;
    });
  });

  for (const [fault, reason] of [
    ['throws', /secret storage failed \(no keyring was found\)/],
    ['throwsAtOnce', /secret storage failed \(no keyring was found\)/],
    ['hangs', /secret storage failed \(it did not answer within/],
    ['forgets', /secret storage forgot the key at once/],
  ] as const) {
    it(`keeps a key until the window closes where the storage ${fault}, and says why`, async () => {
      const { keys, secrets } = setUp();
      secrets.fault = fault;
      const keeping = await keys.store('claude', { key, origin });
      assert.equal(keeping.kept, 'session');
      assert.match(keeping.kept === 'session' ? keeping.reason : '', reason);
      assert.equal(await keys.getKey('claude', origin), key);
      await assert.rejects(keys.getKey('claude', 'https://evil.example'), /entered for/);
      assert.equal(secrets.entries.size, 0);
    });
  }

  it('says what is wrong when a key cannot be read, rather than that there is none', async () => {
    const { keys, secrets } = setUp();
    secrets.fault = 'throws';
    await assert.rejects(keys.getKey('claude', origin), /secret storage failed \(no keyring was found\)/);
  });

  it('lets the redactor know every key before a run reads its own, and what another window stores later', async () => {
    const earlier = setUp();
    await earlier.keys.store('claude', { key, origin });
    const { redactor, keys } = setUp({ OPENAI_API_KEY: 'ambient/key' }, earlier.secrets);
    await keys.agreeToVariable('gpt', 'https://api.openai.com');
    assert.equal(redactor.redact('ambient/key'), 'ambient/key', 'nothing is read before it is needed');
    await keys.learn();
    assert.equal(redactor.redact(`${btoa(key)} ambient/key`), '[key removed] [key removed]');
    const other = setUp({}, earlier.secrets);
    await other.keys.store('local', { key: 'another/key', origin });
    await keys.learn();
    assert.equal(redactor.redact('another/key'), '[key removed]');
  });

  for (const fault of ['throws', 'hangs'] as const) {
    it(`does not wait for keys for ever, nor reject, where the storage ${fault}`, async () => {
      const { keys, secrets } = setUp();
      secrets.fault = fault;
      await keys.learn();
    });
  }

  it('notices at once what another window stored, replaced or removed', async () => {
    const { keys, secrets } = setUp();
    const other = new SecretKeys({ secrets, state: new FakeMemento(), redactor: new Redactor(), environment: {} });
    await other.store('claude', { key, origin });
    assert.equal(await keys.getKey('claude', origin), key);
    await other.store('claude', { key: `${key}-2`, origin });
    assert.equal(await keys.getKey('claude', origin), `${key}-2`);
    await other.remove('claude');
    assert.equal(await keys.getKey('claude', origin), undefined);
  });

  it('prefers what is stored by now to what it kept for the session', async () => {
    const { keys, secrets } = setUp();
    secrets.fault = 'throws';
    await keys.store('claude', { key, origin });
    secrets.fault = 'none';
    secrets.entries.set('switchyard.apiKey.claude', JSON.stringify({ key: 'sk-newer-0123456789', origin }));
    assert.equal(await keys.getKey('claude', origin), 'sk-newer-0123456789');
  });

  it('uses the environment’s key only after the user agreed, for that provider and origin', async () => {
    const { keys } = setUp({ ANTHROPIC_API_KEY: ` ${key}\n`, OPENAI_API_KEY: 'sk-other-0123456789' });
    assert.equal(await keys.getKey('claude', origin), undefined);
    assert.equal(keys.findVariable('claude'), 'ANTHROPIC_API_KEY');
    await keys.agreeToVariable('claude', origin);
    assert.equal(await keys.getKey('claude', origin), key);
    await assert.rejects(keys.getKey('claude', 'https://evil.example'), /entered for/);
    assert.equal(await keys.getKey('gpt', 'https://api.openai.com'), undefined);
    await keys.agreeToVariable('claude', undefined);
    assert.equal(await keys.getKey('claude', origin), undefined);
  });

  it('asks anew for another key in the same variable, such as a dev container sets, and remembers neither', async () => {
    const { keys, state, secrets, redactor } = setUp({ ANTHROPIC_API_KEY: key });
    await keys.agreeToVariable('claude', origin);
    assert.ok(!JSON.stringify([...state.values]).includes(key.slice(7)), 'no state holds the key');
    const inContainer = (value: string): SecretKeys =>
      new SecretKeys({ secrets, state, redactor, environment: { ANTHROPIC_API_KEY: value } });
    assert.equal(await inContainer(key).getKey('claude', origin), key);
    const other = inContainer('sk-ant-of-somebody-else');
    assert.equal(await other.getKey('claude', origin), undefined);
    assert.equal(await other.has('claude'), false);
    await other.agreeToVariable('claude', origin);
    assert.equal(await other.getKey('claude', origin), 'sk-ant-of-somebody-else');
    assert.equal(await keys.getKey('claude', origin), undefined);
  });

  it('takes what an earlier version remembered for no agreement', async () => {
    const { keys, state } = setUp({ ANTHROPIC_API_KEY: key });
    await state.update('switchyard.environmentKey.claude', origin);
    assert.equal(await keys.getKey('claude', origin), undefined);
  });

  for (const fault of ['throws', 'hangs'] as const) {
    it(`uses the environment’s key, once the user agreed, where the storage ${fault}`, async () => {
      const { keys, secrets } = setUp({ ANTHROPIC_API_KEY: key });
      secrets.fault = fault;
      await assert.rejects(keys.getKey('claude', origin), /secret storage failed/);
      await keys.agreeToVariable('claude', origin);
      assert.equal(await keys.getKey('claude', origin), key);
    });
  }

  it('does not say that a key was removed while an earlier one stays in use', async () => {
    const { keys, secrets } = setUp();
    await keys.store('claude', { key: 'sk-old-0123456789', origin });
    secrets.fault = 'readOnly';
    assert.equal((await keys.store('claude', { key, origin })).kept, 'session');
    await assert.rejects(keys.remove('claude'), /secret storage failed/);
  });

  it('takes the agreement to a variable back also where there is no keyring', async () => {
    const { keys, secrets } = setUp({ ANTHROPIC_API_KEY: key });
    await keys.agreeToVariable('claude', origin);
    secrets.fault = 'throws';
    assert.deepEqual(
      [await keys.has('claude'), await keys.remove('claude'), await keys.has('claude')],
      [true, true, false],
    );
    await assert.rejects(keys.getKey('claude', origin), /secret storage failed/);
  });

  it('lets the redactor know the keys of a keyring that was locked at first', async () => {
    const { keys, redactor, secrets } = setUp();
    secrets.entries.set('switchyard.apiKey.claude', JSON.stringify({ key: 'token-that-was-stored', origin }));
    secrets.fault = 'throws';
    await keys.learn();
    secrets.fault = 'none';
    await keys.learn();
    assert.equal(redactor.redact('token-that-was-stored'), '[key removed]');
  });

  it('waits long for the storage once, until it answers again', async () => {
    const secrets = new FakeSecretStorage();
    const state = new FakeMemento();
    const keys = new SecretKeys({ secrets, state, redactor: new Redactor(), environment: {}, timeoutMs: 600 });
    secrets.fault = 'hangs';
    const waits = (ms: number) => new RegExp(`did not answer within ${ms / 1000} s`);
    await assert.rejects(keys.read('claude'), waits(600));
    await assert.rejects(keys.read('claude'), waits(500));
    secrets.fault = 'none';
    assert.equal(await keys.read('claude'), undefined);
    secrets.fault = 'hangs';
    await assert.rejects(keys.read('claude'), waits(600));
  });

  it('prefers a key that was entered to the environment’s', async () => {
    const { keys } = setUp({ ANTHROPIC_API_KEY: 'sk-from-the-environment' });
    await keys.agreeToVariable('claude', origin);
    await keys.store('claude', { key, origin });
    assert.equal(await keys.getKey('claude', origin), key);
  });

  it('finds no variable for a provider that has none, or an empty one', () => {
    const { keys } = setUp({ GEMINI_API_KEY: ' ', TEAM_API_KEY: 'x' });
    assert.deepEqual(
      [keys.findVariable('gemini'), keys.findVariable('team'), keys.findVariable('gpt')],
      [undefined, undefined, undefined],
    );
  });

  it('tells the redactor every key it sees', async () => {
    const { keys, redactor, secrets } = setUp({ OPENAI_API_KEY: 'token-from-the-environment' });
    secrets.entries.set('switchyard.apiKey.claude', JSON.stringify({ key: 'token-that-was-stored', origin }));
    await keys.store('gemini', { key: 'token-just-entered', origin });
    await keys.getKey('claude', origin);
    await keys.agreeToVariable('gpt', origin);
    await keys.getKey('gpt', origin);
    assert.equal(
      redactor.redact('token-that-was-stored token-just-entered token-from-the-environment'),
      '[key removed] [key removed] [key removed]',
    );
  });

  it('uses the key just entered where the storage keeps the old one', async () => {
    const { keys, secrets } = setUp();
    await keys.store('claude', { key: 'sk-old-0123456789', origin });
    secrets.fault = 'forgets';
    assert.equal((await keys.store('claude', { key, origin })).kept, 'session');
    assert.equal(await keys.getKey('claude', origin), key);
  });

  it('forgets a refused key without the agreement to use the environment’s, also where there is no keyring', async () => {
    const { keys, secrets } = setUp({ ANTHROPIC_API_KEY: 'sk-from-the-environment' });
    await keys.agreeToVariable('claude', origin);
    secrets.fault = 'throws';
    await keys.store('claude', { key, origin });
    assert.equal(await keys.forget('claude'), true);
    secrets.fault = 'none';
    assert.equal(await keys.getKey('claude', origin), 'sk-from-the-environment');
  });

  it('removes a key wherever it was kept, and says whether there was one', async () => {
    const { keys, secrets } = setUp();
    await keys.store('claude', { key, origin });
    assert.deepEqual([await keys.remove('claude'), await keys.remove('claude')], [true, false]);
    const agreed = setUp({ ANTHROPIC_API_KEY: key }).keys;
    await agreed.agreeToVariable('claude', origin);
    assert.deepEqual([await agreed.remove('claude'), await agreed.getKey('claude', origin)], [true, undefined]);
    secrets.fault = 'forgets';
    await keys.store('claude', { key, origin });
    assert.equal(await keys.remove('claude'), true);
    assert.equal(await keys.getKey('claude', origin), undefined);
  });

  for (const text of ['', 'no json', '{"key":5}', '[]', 'null']) {
    it(`takes the stored entry ${JSON.stringify(text)} for none`, async () => {
      const { keys, secrets } = setUp();
      secrets.entries.set('switchyard.apiKey.claude', text);
      assert.equal(await keys.getKey('claude', origin), undefined);
    });
  }
});
