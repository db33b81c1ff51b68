import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { forgetSimulatedRequests, readSimulatedRequests, simulatedOrigin } from '#test/support/simulatedRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { removeKey, setKey } from '#test/host/support/keys.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, onlyRequest } from '#test/host/support/requests.ts';
import { keyedProvider, setProviders, setSetting } from '#test/host/support/settings.ts';
import { assertFailed, assertSuccess, runTask } from '#test/host/support/switchyard.ts';

const goodKey = 'sk-good-0123456789abcdef';
const wrongKey = 'sk-wrong-0123456789abcdef';

/** A provider that needs a key, with an agent of the same name. */
async function addTeam(fields: Record<string, unknown> = {}): Promise<void> {
  await setProviders({ team: { ...keyedProvider(), ...fields } });
  await setSetting('agents', { team: { provider: 'team', model: 'claude-haiku-5-5' } });
}

/** The key that a task of the agent "team" is sent with. */
async function sentKey(): Promise<string> {
  await forgetSimulatedRequests();
  assertSuccess(await runTask({ description: 'Say hello.', agent: 'team' }));
  return String((await onlyRequest()).headers['authorization']).replace('Bearer ', '');
}

/** Calls a command that asks, and dismisses the question. */
async function dismiss(command: string, argument?: unknown): Promise<unknown> {
  let isSettled = false;
  const outcome = Promise.resolve(vscode.commands.executeCommand(command, argument)).finally(() => {
    isSettled = true;
  });
  await waitUntil('the question to be dismissed', async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    return isSettled;
  });
  return outcome;
}

describe('Set API Key', () => {
  useCleanWindow();

  for (const provider of ['gemini', 'claude', 'gpt', 'local']) {
    it(`checks a key of ${provider} with one cheap request and says that it was accepted`, async () => {
      const outcome = await setKey(provider, goodKey);
      assert.deepEqual([outcome?.provider, outcome?.outcome], [provider, 'accepted']);
      assert.match(outcome?.message ?? '', /accepted the key\. It is stored\.$/);
      assert.deepEqual(shownMessages(), [outcome?.message]);
      const request = await onlyRequest();
      assert.ok(JSON.stringify(request.body ?? {}).length < 300, 'cheap');
      assert.ok(JSON.stringify(request.headers).includes(goodKey));
      assert.ok(!request.path.includes(goodKey));
    });

    it(`does not keep a key that ${provider} refuses, and says why`, async () => {
      const outcome = await setKey(provider, wrongKey);
      assert.deepEqual([outcome?.provider, outcome?.outcome], [provider, 'rejected']);
      assert.match(outcome?.message ?? '', /refused the key, so it is not kept: .*API key not valid/);
      assert.ok(!outcome?.message.includes(wrongKey));
      assert.equal(await removeKey(provider), false, 'nothing was stored');
    });
  }

  it('keeps the earlier key when the new one is refused', async () => {
    await addTeam();
    await setKey('team', goodKey);
    const outcome = await setKey('team', wrongKey);
    assert.match(outcome?.message ?? '', /refused the key, so the earlier one is kept/);
    assert.equal(await sentKey(), goodKey);
  });

  it('replaces the earlier key by one that is accepted, from the next task on', async () => {
    await addTeam();
    await setKey('team', goodKey);
    await setKey('team', `${goodKey}-2`);
    assert.equal(await sentKey(), `${goodKey}-2`);
  });

  it('keeps a key that could not be checked, and says so', async () => {
    await addTeam({ baseUrl: 'http://127.0.0.1:1' });
    const outcome = await setKey('team', goodKey);
    assert.equal(outcome?.outcome, 'unchecked');
    assert.match(outcome?.message ?? '', /is stored, but could not be checked: /);
    assert.equal(await removeKey('team'), true);
  });

  it('takes away the white space around a key that was copied', async () => {
    await addTeam();
    await setKey('team', ` ${goodKey}\n`);
    assert.equal(await sentKey(), goodKey);
  });

  for (const key of ['', '  ', 'two words', 'schlüssel', 'a\u0000b']) {
    it(`stores nothing and asks nobody for the key ${JSON.stringify(key)}`, async () => {
      await addTeam();
      assert.equal(await setKey('team', key), undefined);
      assert.equal(await removeKey('team'), false);
      assert.equal(shownMessages().length, 2);
      await assertNoRequest();
    });
  }

  it('stores nothing for a provider that does not exist, and names those that do', async () => {
    assert.equal(await setKey('nobody', goodKey), undefined);
    assert.match(shownMessages().join(), /There is no provider "nobody"\. There are: gemini, claude, gpt, local/);
    await assertNoRequest();
  });

  it('stores nothing for VS Code’s own models, which need no key', async () => {
    assert.equal(await setKey('vscode', goodKey), undefined);
    assert.match(shownMessages().join(), /VS Code model needs no key/);
  });

  it('resolves to nothing when it is called with a bad argument', async () => {
    assert.equal(await vscode.commands.executeCommand('switchyard.setApiKey', { provider: 5 }), undefined);
    assert.equal(shownMessages().length, 1);
  });

  it('asks for the key and, where it was not named, for the provider; nothing is stored when that is dismissed', async () => {
    assert.equal(await dismiss('switchyard.setApiKey', { provider: 'claude' }), undefined);
    assert.equal(await dismiss('switchyard.setApiKey'), undefined);
    assert.equal(await removeKey('claude'), false);
    await assertNoRequest();
  });
});

describe('Remove API Key', () => {
  useCleanWindow();

  it('removes the key: the next task says that one is missing', async () => {
    await addTeam();
    await setKey('team', goodKey);
    assert.equal(await removeKey('team'), true);
    await forgetSimulatedRequests();
    assertFailed(await runTask({ description: 'Say hello.', agent: 'team' }), 'missingKey');
    await assertNoRequest();
  });

  it('removes the key of a provider whose settings are gone or wrong', async () => {
    await addTeam();
    await setKey('team', goodKey);
    await setProviders({ team: { type: 5 } });
    assert.equal(await removeKey('team'), true);
    await addTeam();
    await setKey('team', goodKey);
    await setSetting('providers', {});
    assert.equal(await removeKey('team'), true);
  });

  it('says that there was none', async () => {
    assert.equal(await removeKey('claude'), false);
    assert.match(shownMessages().join(), /No key of Anthropic Claude was stored/);
  });

  it('resolves to nothing when it is called with a bad argument, an unknown provider or dismissed', async () => {
    assert.equal(await vscode.commands.executeCommand('switchyard.removeApiKey', 'claude'), undefined);
    assert.equal(await removeKey('nobody'), undefined);
    assert.equal(await dismiss('switchyard.removeApiKey'), undefined);
  });
});

describe('A stored key', () => {
  useCleanWindow();

  it('goes only to the origin it was entered for: elsewhere the run fails and says what to do', async () => {
    await addTeam();
    await setKey('team', goodKey);
    await forgetSimulatedRequests();
    const elsewhere = simulatedOrigin().replace('127.0.0.1', 'localhost');
    await setProviders({ team: { baseUrl: elsewhere } });
    const { message, provider } = assertFailed(
      await runTask({ description: 'Say hello.', agent: 'team' }),
      'missingKey',
    );
    assert.equal(provider, 'team');
    for (const part of [simulatedOrigin(), elsewhere, 'Set the key again']) assert.ok(message.includes(part), message);
    await waitUntil('a message', async () => shownMessages().some((shown) => shown.includes(message)));
    await assertNoRequest();
    await setKey('team', goodKey);
    assert.equal(await sentKey(), goodKey);
  });

  it('that the provider has withdrawn fails the run as authentication, and is not tried again', async () => {
    await addTeam();
    await setKey('team', goodKey);
    await forgetSimulatedRequests();
    const result = await runTask({ description: 'simulate: wrong key', agent: 'team' });
    const { status } = assertFailed(result, 'authentication');
    assert.equal(status, 401);
    await waitUntil('a message', async () =>
      shownMessages().some((message) => message.includes('the key was not accepted')),
    );
    assert.equal((await readSimulatedRequests()).length, 1);
  });
});
