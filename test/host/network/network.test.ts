import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { describeFailure } from '#editor/ui/userMessages.ts';
import { FakeProxy, type ProxyBehaviour } from '#test/fakes/fakeProxy.ts';
import { FakeTlsFront } from '#test/fakes/fakeTlsFront.ts';
import { forgetSimulatedRequests, readSimulatedRequests, simulatedOrigin } from '#test/support/simulatedRequests.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { setKey } from '#test/host/support/keys.ts';
import { answerModals, shownMessages } from '#test/host/support/messages.ts';
import { onlyRequest } from '#test/host/support/requests.ts';
import { setProviders } from '#test/host/support/settings.ts';
import { assertFailed, assertSuccess, runTask } from '#test/host/support/switchyard.ts';
import { setHttpSetting, restoreHttpSettings } from './httpSettings.ts';

const agents = ['gemini', 'claude', 'gpt', 'local'];
const certificates = dirname(process.env['SSL_CERT_FILE'] ?? '');
const readCertificate = (name: string) => ({
  cert: readFileSync(join(certificates, `${name}.pem`), 'utf8'),
  key: readFileSync(join(certificates, `${name}Key.pem`), 'utf8'),
});
const simulatedPort = () => Number(new URL(simulatedOrigin()).port);

/** Leads all four wires to an origin. */
async function useOrigin(origin: string): Promise<void> {
  const [plain, versioned] = [{ baseUrl: origin }, { baseUrl: `${origin}/v1` }];
  await setProviders({ gemini: plain, claude: plain, gpt: versioned, local: versioned });
}

const runAll = () => Promise.all(agents.map((agent) => runTask({ description: 'Say hello.', agent })));

/** Agrees to the connection, which `SSL_CERT_FILE` weakens: a key that is set without a question does not ask. */
async function agreeToConnection(): Promise<void> {
  await runAll();
  await forgetSimulatedRequests();
}

const setMaxAttempts = (value: number | undefined) =>
  vscode.workspace.getConfiguration('switchyard').update('maxAttempts', value, vscode.ConfigurationTarget.Global);
before(() => setMaxAttempts(1));
after(() => setMaxAttempts(undefined));

describe('Requests where a proxy is set', () => {
  useCleanWindow();
  let front: FakeTlsFront;
  let proxy: FakeProxy;
  before(async () => {
    front = await FakeTlsFront.start(readCertificate('server'), simulatedPort());
  });
  after(() => front.close());
  beforeEach(async () => {
    proxy = await FakeProxy.start((target) => (target.endsWith(':443') ? front.port : simulatedPort()));
    await setHttpSetting('proxy', proxy.url);
    answerModals(() => 'Send Anyway');
  });
  afterEach(async () => {
    await restoreHttpSettings();
    await proxy.close();
  });

  it('go through it on every wire, and nothing is resolved here', async () => {
    await useOrigin('https://models.test');
    for (const result of await runAll()) assertSuccess(result);
    assert.deepEqual(proxy.targets, ['models.test:443']);
    assert.equal((await readSimulatedRequests()).length, agents.length);
  });

  it('go through it to the providers’ own addresses, where they have a cost', async () => {
    await setProviders({
      gemini: { baseUrl: 'https://generativelanguage.googleapis.com', simulated: false },
      claude: { baseUrl: 'https://api.anthropic.com', simulated: false },
      gpt: { baseUrl: 'https://api.openai.com/v1', simulated: false },
    });
    for (const agent of ['gemini', 'claude', 'gpt']) {
      const { metadata } = assertSuccess(await runTask({ description: 'Say hello.', agent }));
      assert.ok(metadata.usage && metadata.costUsd && metadata.costUsd < 0.1, `${agent} costs ${metadata.costUsd}`);
    }
    assert.deepEqual(proxy.targets, [
      'generativelanguage.googleapis.com:443',
      'api.anthropic.com:443',
      'api.openai.com:443',
    ]);
  });

  it('go through it to check a key and to list models, on every wire', async () => {
    await useOrigin('https://models.test');
    await agreeToConnection();
    for (const agent of agents) {
      assert.equal((await setKey(agent, 'sk-test-0123456789abcdef'))?.outcome, 'accepted', agent);
    }
    assert.deepEqual(
      (await readSimulatedRequests()).map(({ method }) => method),
      agents.map(() => 'GET'),
    );
    assert.deepEqual(proxy.targets, ['models.test:443']);
  });

  it('go through it to check a key at Google itself, which its SDK does', async () => {
    await setProviders({ gemini: { baseUrl: 'https://generativelanguage.googleapis.com' } });
    await runTask({ description: 'Say hello.', agent: 'gemini' });
    await forgetSimulatedRequests();
    assert.equal((await setKey('gemini', 'sk-test-0123456789abcdef'))?.outcome, 'accepted');
    assert.match((await onlyRequest()).path, /:countTokens/);
    assert.deepEqual(proxy.targets, ['generativelanguage.googleapis.com:443']);
  });

  it('go through it with the user name and password of its address', async () => {
    await useOrigin('https://models.test');
    await setHttpSetting('proxy', proxy.url.replace('//', '//ada:s3cret@'));
    assertSuccess(await runTask({ description: 'Say hello.', agent: 'claude' }));
    assert.equal(proxy.tunnels[0]?.authorization, `Basic ${Buffer.from('ada:s3cret').toString('base64')}`);
    const { headers } = await onlyRequest();
    assert.equal(headers['proxy-authorization'], undefined);
  });

  it('do not go through it to this machine', async () => {
    for (const result of await runAll()) assertSuccess(result);
    assert.deepEqual(proxy.tunnels, []);
  });

  it('do not go through it where http.noProxy names the host, or http.proxySupport is off', async () => {
    // Loopback to the operating system, and yet a host like any other to VS Code. Nothing listens there.
    await setProviders({ claude: { baseUrl: `http://127.0.0.2:${simulatedPort()}`, allowHttp: true } });
    assertSuccess(await runTask({ description: 'Say hello.', agent: 'claude' }));
    const { length } = proxy.tunnels;
    assert.ok(length > 0);
    const assertDirect = async () => {
      const { message, reason } = assertFailed(await runTask({ description: 'Hi.', agent: 'claude' }), 'network');
      assert.match(message, /Nothing answers at 127\.0\.0\.2/);
      assert.equal(reason, undefined);
      assert.equal(proxy.tunnels.length, length);
    };
    await setHttpSetting('noProxy', ['127.0.0.2']);
    await assertDirect();
    await setHttpSetting('noProxy', []);
    await setHttpSetting('proxySupport', 'off');
    await assertDirect();
  });

  const basic = { 'proxy-authenticate': 'Basic realm="proxy"' };
  const refusals: [name: string, behaviour: ProxyBehaviour, message: RegExp, retryable: boolean][] = [
    ['asks for a password', { status: 407, headers: basic }, /proxy asks for a user name and password.*407/, false],
    ['asks for some other proof', { status: 407 }, /proxy asks for a user name and password.*407/, false],
    ['forbids the host', { status: 403 }, /proxy did not open a connection to models\.test.*403/, false],
    ['cannot reach the host', { status: 502 }, /proxy did not open a connection to models\.test.*502/, true],
  ];
  it('say so on every wire when it refuses', async () => {
    await useOrigin('https://models.test');
    for (const [name, behaviour, message, retryable] of refusals) {
      proxy.behaviour = behaviour;
      for (const result of await runAll()) {
        const error = assertFailed(result, 'network');
        assert.match(error.message, message, `${name}, ${result.agent}`);
        assert.deepEqual([error.reason, error.retryable], ['proxy', retryable], name);
        assert.match(describeFailure(error, 'Claude').message, /^Claude: the proxy.*“http\.proxy”/);
      }
    }
  });

  it('say so on every wire when nothing answers in its place', async () => {
    await useOrigin('https://models.test');
    await proxy.close();
    for (const result of await runAll()) {
      const error = assertFailed(result, 'network');
      assert.equal(error.reason, 'proxy');
      assert.match(error.message, new RegExp(`Nothing answers at the proxy ${new URL(proxy.url).host}`));
    }
    proxy = await FakeProxy.start(() => front.port);
  });

  it('that it cuts off say that they went through it, and keep what was received', async () => {
    proxy.behaviour = { cutAfterBytes: 9_000 };
    await useOrigin('https://models.test');
    const results = await Promise.all(
      agents.map((agent) => runTask({ description: 'Count to ten. simulate: long', agent })),
    );
    for (const result of results) {
      assert.match(
        assertFailed(result, 'network').message,
        /models\.test, through the proxy 127\.0\.0\.1:\d+, was closed/,
      );
      assert.notEqual(result.output, '', result.agent);
    }
  });

  it('say that it hides a key check, which is no verdict on the key', async () => {
    proxy.behaviour = { status: 407 };
    await useOrigin('https://models.test');
    await agreeToConnection();
    for (const agent of agents) {
      const outcome = await setKey(agent, 'sk-test-0123456789abcdef');
      assert.equal(outcome?.outcome, 'unchecked', agent);
      assert.match(outcome.message, /proxy asks for a user name and password/);
    }
    assert.deepEqual(await readSimulatedRequests(), []);
  });
});

describe('A connection that the environment weakens', () => {
  useCleanWindow();
  let proxy: FakeProxy;
  before(async () => {
    proxy = await FakeProxy.start(() => simulatedPort());
  });
  beforeEach(() => setHttpSetting('proxy', proxy.url));
  afterEach(restoreHttpSettings);
  after(() => proxy.close());

  it('carries no key and no task until the user agrees, once for that provider', async () => {
    await useOrigin('https://models.test');
    const run = () => runTask({ description: 'Say hello.', agent: 'claude' });
    const refusal =
      /^Nothing was sent to https:\/\/models\.test: the check of its certificate is weakened by SSL_CERT_FILE, .*http\.proxy/;
    assert.match(assertFailed(await run(), 'invalidRequest').message, refusal);
    const outcome = await setKey('claude', 'sk-test-0123456789abcdef');
    assert.equal(outcome?.outcome, 'unchecked');
    assert.match(outcome.message, /Nothing was sent to https:\/\/models\.test/);
    assert.deepEqual(proxy.tunnels, []);
    answerModals(() => 'Send Anyway');
    await run();
    assert.notDeepEqual(proxy.tunnels, []);
    const questions = () => shownMessages().filter((message) => /is not checked as usual/.test(message)).length;
    const asked = questions();
    await run();
    assert.equal(questions(), asked);
  });
});

describe('A server with a certificate of a private authority', () => {
  useCleanWindow();
  let trusted: FakeTlsFront;
  let stranger: FakeTlsFront;
  before(async () => {
    trusted = await FakeTlsFront.start(readCertificate('server'), simulatedPort());
    stranger = await FakeTlsFront.start(readCertificate('stranger'), simulatedPort());
  });
  after(() => Promise.all([trusted.close(), stranger.close()]));
  afterEach(restoreHttpSettings);

  it('is trusted when the system trusts the authority', async () => {
    await useOrigin(`https://localhost:${trusted.port}`);
    for (const result of await runAll()) assertSuccess(result);
    assert.equal((await readSimulatedRequests()).length, agents.length);
  });

  it('is trusted by NODE_EXTRA_CA_CERTS once VS Code adds no certificates of the system', async () => {
    await useOrigin(`https://localhost:${trusted.port}`);
    await setHttpSetting('systemCertificates', false);
    for (const result of await runAll()) assertSuccess(result);
  });

  it('that nobody here knows is refused, on every wire, with what to do about it', async () => {
    await useOrigin(`https://localhost:${stranger.port}`);
    for (const result of await runAll()) {
      const error = assertFailed(result, 'network');
      assert.deepEqual([error.reason, error.retryable], ['certificate', false]);
      assert.match(
        error.message,
        /The certificate of localhost:\d+ is not trusted: self-signed certificate \(DEPTH_ZERO/,
      );
      assert.match(describeFailure(error, 'GPT').message, /^GPT: the server’s certificate is not trusted\..*authority/);
    }
    await forgetSimulatedRequests();
    const outcome = await setKey('claude', 'sk-test-0123456789abcdef');
    assert.equal(outcome?.outcome, 'unchecked');
    assert.match(outcome.message, /certificate of localhost:\d+ is not trusted/);
    assert.deepEqual(await readSimulatedRequests(), [], 'no key went there');
    // VS Code's fetch does not read it.
    await setHttpSetting('proxyStrictSSL', false);
    assertFailed(await runTask({ description: 'Say hello.', agent: 'claude' }), 'network');
  });

  it('is not trusted through a proxy whose system does not know the authority', async () => {
    const proxy = await FakeProxy.start(() => trusted.port);
    try {
      await useOrigin('https://models.test');
      // The certificates that Linux has, without those that OpenSSL is told of.
      await setHttpSetting('systemCertificatesNode', false);
      await setHttpSetting('proxy', proxy.url);
      answerModals(() => 'Send Anyway');
      const error = assertFailed(await runTask({ description: 'Say hello.', agent: 'gpt' }), 'network');
      assert.equal(error.reason, 'certificate');
      assert.match(error.message, /The certificate of models\.test is not trusted/);
    } finally {
      await proxy.close();
    }
  });
});
