import { strict as assert } from 'node:assert';
import type { ExecutionEvent } from '#orchestration/index.ts';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, onlyRequest } from '#test/host/support/requests.ts';
import { keyedProvider, setProviders, setSetting } from '#test/host/support/settings.ts';
import { activate, assertFailed, assertSuccess, runTask } from '#test/host/support/switchyard.ts';
import { waitUntil } from '#test/support/waitUntil.ts';

const agents = ['gemini', 'claude', 'gpt', 'local'];

/** Waits until the user was told something that matches. */
async function waitForMessage(pattern: RegExp): Promise<string> {
  return waitUntil(`a message like ${pattern}`, async () => shownMessages().find((message) => pattern.test(message)));
}

describe('A provider that fails', () => {
  useCleanWindow();
  beforeEach(() => setSetting('maxAttempts', 1));

  const refusals: [fault: string, kind: string][] = [
    ['rate limit', 'rateLimit'],
    ['overloaded', 'overloaded'],
    ['server error', 'server'],
    ['wrong key', 'authentication'],
    ['no permission', 'permission'],
    ['model not found', 'notFound'],
    ['context too long', 'contextLength'],
    ['bad request', 'invalidRequest'],
  ];
  for (const [fault, kind] of refusals) {
    it(`refuses with "${fault}": the run fails as ${kind}, in words, on every wire`, async () => {
      const results = await Promise.all(agents.map((agent) => runTask({ description: `simulate: ${fault}`, agent })));
      for (const [index, result] of results.entries()) {
        const error = assertFailed(result, kind);
        assert.equal(error.provider, agents[index]);
        assert.ok(error.status && error.status >= 400);
        assert.ok(error.message.includes('(simulated)'), `the provider’s own words: ${error.message}`);
        assert.doesNotMatch(error.message, /\n\s+at |\{"/, 'no stack trace and no JSON');
        assert.equal(result.metadata.attempts, 1);
      }
    });
  }

  const breaks: [fault: string, kind: string][] = [
    ['reset', 'network'],
    ['cut', 'network'],
    ['stall', 'timeout'],
  ];
  for (const [fault, kind] of breaks) {
    it(`breaks off with "${fault}": the run fails as ${kind} and keeps what was received, on every wire`, async () => {
      await setSetting('idleTimeoutSeconds', 1);
      const results = await Promise.all(agents.map((agent) => runTask({ description: `simulate: ${fault}`, agent })));
      for (const result of results) {
        assertFailed(result, kind);
        assert.match(result.output, /^## simulate/, result.agent);
      }
    });
  }

  it('never answers: the run fails as a timeout', async () => {
    await setSetting('connectTimeoutSeconds', 1);
    const results = await Promise.all(agents.map((agent) => runTask({ description: 'simulate: hang', agent })));
    for (const result of results) assertFailed(result, 'timeout');
  });

  it('withholds the answer: the run fails as contentFilter and keeps what was said', async () => {
    const results = await Promise.all(agents.map((agent) => runTask({ description: 'simulate: refusal', agent })));
    for (const result of results) {
      assertFailed(result, 'contentFilter');
      assert.match(result.output, /^## simulate/, result.agent);
    }
  });

  it('stops at the token limit: the run succeeds and says so', async () => {
    const results = await Promise.all(agents.map((agent) => runTask({ description: 'simulate: length', agent })));
    for (const result of results) assert.equal(assertSuccess(result).metadata.finishReason, 'length', result.agent);
  });

  it('thinks first: the thinking is kept apart from the answer', async () => {
    const result = assertSuccess(await runTask({ description: 'simulate: thinking', agent: 'claude' }));
    assert.match(result.metadata.thinking ?? '', /simulated/);
    assert.ok(!result.output.includes(result.metadata.thinking ?? ''));
  });

  it('cannot be reached: the run fails as network, and says where it tried', async () => {
    await setProviders({ claude: { baseUrl: 'http://127.0.0.1:1' } });
    const result = await runTask({ description: 'Say hello.', agent: 'claude' });
    assert.match(assertFailed(result, 'network').message, /127\.0\.0\.1|refused|ECONNREFUSED/i);
    await assertNoRequest();
  });

  it('does not know the model: the run fails as notFound', async () => {
    for (const agent of agents) {
      await setSetting('agents', { [agent]: { model: 'no-such-model' } });
      assertFailed(await runTask({ description: 'Say hello.', agent }), 'notFound');
    }
  });
});

describe('A request that is worth sending again', () => {
  useCleanWindow();

  for (const agent of agents) {
    it(`is sent again to ${agent} after its rate limit, as long as it asked to wait, and succeeds`, async () => {
      const events: ExecutionEvent[] = [];
      const api = await activate();
      const onEvent = (event: ExecutionEvent) => void events.push(event);
      const result = await api.executeTask({ description: 'simulate: rate limit once', agent, onEvent });
      assert.equal(assertSuccess(result).metadata.attempts, 2);
      assert.deepEqual(
        events.filter(({ type }) => type === 'retry'),
        [{ type: 'retry', attempt: 2, reason: 'rateLimit', delayMs: 3000 }],
      );
      const [first, second] = await readSimulatedRequests();
      assert.ok(first && second && second.startedAt - first.startedAt >= 950);
      assert.deepEqual(second.body, first.body);
    });
  }

  it('is not sent again once text was shown', async () => {
    assertFailed(await runTask({ description: 'simulate: reset once', agent: 'claude' }), 'network');
    await onlyRequest();
  });

  it('is not sent more often than the settings allow, whatever they say', async () => {
    await setSetting('maxAttempts', 2);
    const result = await runTask({ description: 'simulate: rate limit', agent: 'claude' });
    assertFailed(result, 'rateLimit');
    assert.equal((await readSimulatedRequests()).length, 2);
    await setSetting('maxAttempts', -5);
    assert.equal((await runTask({ description: 'simulate: rate limit', agent: 'gpt' })).metadata.attempts, 1);
  });
});

describe('An agent that cannot run', () => {
  useCleanWindow();

  it('does not exist: the run fails and names those that do', async () => {
    const result = await runTask({ description: 'Say hello.', agent: 'nobody' });
    const { message } = assertFailed(result, 'unknownAgent');
    assert.match(message, /"nobody".*gemini, claude, gpt, local, vscode/);
    assert.match(await waitForMessage(/nobody/), /There is no agent "nobody"/);
    await assertNoRequest();
  });

  it('does not exist, but the settings name it', async () => {
    await setSetting('agent', 'nobody', 'workspace');
    const result = await runTask({ description: 'Say hello.' });
    assert.equal(result.agent, 'nobody');
    assertFailed(result, 'unknownAgent');
    await assertNoRequest();
  });

  it('is disabled', async () => {
    await setSetting('agents', { claude: { enabled: false } });
    const result = await runTask({ description: 'Say hello.', agent: 'claude' });
    assert.match(assertFailed(result, 'agentDisabled').message, /"claude" is disabled/);
    await waitForMessage(/Claude/);
    await assertNoRequest();
  });

  it('has no key: the run fails before anything is sent, and says whose key', async () => {
    await setProviders({ team: keyedProvider() });
    await setSetting('agents', { team: { provider: 'team', model: 'claude-haiku-5-5', label: 'Team' } });
    const error = assertFailed(await runTask({ description: 'Say hello.', agent: 'team' }), 'missingKey');
    assert.equal(error.provider, 'team');
    await waitForMessage(/^Team needs an API key\./);
    await assertNoRequest();
  });
});
