import { strict as assert } from 'node:assert';
import { SendGuard, type SendGuardOptions, type SendPolicy } from '#editor/sending/sendGuard.ts';
import { NeverSend, type SendRequest } from '#orchestration/index.ts';
import { FakeEditorUi } from '#test/fakes/fakeEditorUi.ts';
import { settled } from '#test/fakes/fakeTaskRunner.ts';

const secret = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;

function makeRequest(changes: Partial<SendRequest> = {}): SendRequest {
  return {
    runId: 'run-1',
    task: { id: 'task-1', description: 'Explain this.' },
    agent: { id: 'gpt', type: 'openai-gpt', provider: 'gpt', model: 'gpt-x' },
    destination: 'https://api.openai.com',
    headers: {},
    messages: [{ role: 'user', content: 'Explain this.' }],
    hasUnknownPrice: false,
    describe: () => ({ url: 'https://api.openai.com/v1/responses', parameters: {} }),
    ...changes,
  };
}

function setUp(policy: Partial<SendPolicy> = {}, over: Partial<SendGuardOptions> = {}) {
  const ui = new FakeEditorUi();
  const previews: string[] = [];
  let openCount = 0;
  const guard = new SendGuard({
    redactor: { redact: (text) => text.replaceAll('live-key', '***') },
    connection: { confirm: async () => [] },
    ui,
    policy: {
      describeNetwork: () => undefined,
      describeUnreadable: () => undefined,
      readNeverSend: () => NeverSend.read(['.env'], []),
      mustPreview: () => false,
      isTrusted: () => true,
      ...policy,
    },
    previews: {
      async open(text) {
        previews.push(text);
        openCount += 1;
        return async () => {
          openCount -= 1;
        };
      },
    },
    ...over,
  });
  return { guard, ui, previews, countOpen: () => openCount };
}

describe('The send guard', () => {
  it('sends what needs no question', async () => {
    const { guard, ui } = setUp();
    assert.deepEqual(await guard.decide(makeRequest()), { kind: 'send', isPriceAgreed: false });
    assert.equal(ui.questions.length, 0);
  });

  it('refuses files that are never sent, by the name within their folder, too', async () => {
    const { guard } = setUp();
    for (const file of ['.env', 'folder/.env']) {
      const task = { id: 'task-1', description: 'Explain.', context: { files: [{ file, content: 'A=1' }] } };
      const decision = await guard.decide(makeRequest({ task }));
      assert.equal(decision.kind, 'refuse', file);
    }
  });

  it('refuses files where a pattern cannot be read, and sends a task without files', async () => {
    const { guard } = setUp({ describeUnreadable: () => 'The setting is broken.' });
    const task = { id: 'task-1', description: 'Explain.', context: { files: [{ file: 'a.ts', content: 'a' }] } };
    assert.deepEqual(await guard.decide(makeRequest({ task })), { kind: 'refuse', message: 'The setting is broken.' });
    assert.equal((await guard.decide(makeRequest())).kind, 'send');
  });

  it('refuses everything where a workspace decides how requests travel, or a certificate is not checked', async () => {
    const network = setUp({ describeNetwork: () => 'The workspace set a proxy.' });
    assert.equal((await network.guard.decide(makeRequest())).kind, 'refuse');
    const weakness = { name: 'NODE_TLS_REJECT_UNAUTHORIZED', value: '0' };
    const weak = setUp({}, { connection: { confirm: async () => [weakness] } });
    const decision = await weak.guard.decide(makeRequest());
    assert.ok(decision.kind === 'refuse' && decision.message.includes(weakness.name));
  });

  it('asks about secrets once for a task and destination, live keys included', async () => {
    const { guard, ui } = setUp();
    const request = makeRequest({ messages: [{ role: 'user', content: `token = "${secret}"` }] });
    assert.deepEqual(await guard.decide(request), { kind: 'cancel' }, 'dismissed');
    ui.answer('Send Anyway');
    assert.equal((await guard.decide(request)).kind, 'send');
    assert.equal((await guard.decide(request)).kind, 'send');
    assert.equal(ui.questions.length, 2);
    await guard.decide({ ...request, destination: 'https://other.example' });
    assert.equal(ui.questions.length, 3);
    await guard.decide(makeRequest({ messages: [{ role: 'user', content: 'live-key' }] }));
    assert.equal(ui.questions.length, 4);
  });

  it('asks about a price that is not known once for a model, and again for a dearer answer', async () => {
    const { guard, ui } = setUp();
    ui.answer('Send Anyway', 'Send Anyway');
    const request = makeRequest({ hasUnknownPrice: true });
    assert.deepEqual(await guard.decide(request), { kind: 'send', isPriceAgreed: true });
    assert.deepEqual(await guard.decide(request), { kind: 'send', isPriceAgreed: true });
    assert.equal(ui.questions.length, 1);
    await guard.decide({ ...request, agent: { ...request.agent, maxTokens: 100_000 } });
    assert.equal(ui.questions.length, 2);
  });

  it('shows the whole request, without keys of the settings, and closes it after the answer', async () => {
    const { guard, ui, previews, countOpen } = setUp({ mustPreview: () => true });
    ui.answer('Send');
    assert.equal((await guard.decide(makeRequest({ headers: { 'x-team': 'live-key' } }))).kind, 'send');
    assert.match(previews[0] ?? '', /x-team: \*\*\*/);
    assert.match(previews[0] ?? '', /Explain this\./);
    assert.equal(countOpen(), 0);
    assert.deepEqual(await guard.decide(makeRequest()), { kind: 'cancel' }, 'dismissed');
    assert.equal(countOpen(), 0);
  });

  it('asks one question at a time, and none of a run that has ended meanwhile', async () => {
    const { guard, ui } = setUp();
    const asked: string[] = [];
    const first = Promise.withResolvers<string | undefined>();
    ui.ask = ({ message }) => {
      asked.push(message);
      return first.promise;
    };
    const abort = new AbortController();
    const content = `token = "${secret}"`;
    const one = guard.decide(makeRequest({ messages: [{ role: 'user', content }] }));
    const other = guard.decide(makeRequest({ messages: [{ role: 'user', content }], signal: abort.signal }));
    while (asked.length === 0) await settled();
    abort.abort();
    first.resolve('Send Anyway');
    assert.equal((await one).kind, 'send');
    assert.deepEqual(await other, { kind: 'cancel' });
    assert.equal(asked.length, 1);
  });
});
