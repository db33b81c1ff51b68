import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FakeProviderServer, type Script, stall } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { collect, failureOf } from './collect.ts';

const key = 'sk-test-0123456789abcdefghij';
const json = { 'content-type': 'application/json' };

for (const wire of fakeWires) {
  const [keyHeader, keyValue] = wire.keyHeader;

  describe(`${wire.name} and its key`, () => {
    let server: FakeProviderServer;
    let stranger: FakeProviderServer;
    before(async () => {
      server = await FakeProviderServer.start();
      stranger = await FakeProviderServer.start();
    });
    after(async () => {
      await server.stop();
      await stranger.stop();
    });
    beforeEach(() => {
      server.say({ steps: [streamOf(wire, 'A')] });
      stranger.say({ steps: [streamOf(wire, 'stolen')] });
    });

    it('sends the key in the header of the wire and nowhere else', async () => {
      await collect(wire.create(server.url, { apiKey: `${key}\n` }));
      const { path: sentPath, headers, rawBody } = server.requests[0]!;
      assert.equal(sentPath, wire.path);
      assert.equal(headers[keyHeader], keyValue(key));
      const elsewhere = Object.entries(headers).filter(
        ([name, value]) => name !== keyHeader && String(value).includes(key),
      );
      assert.deepEqual(elsewhere, []);
      assert.ok(!sentPath.includes(key) && !rawBody.includes(key));
    });

    it('sends no key header without a key', async () => {
      assert.equal((await collect(wire.create(server.url))).text, 'A');
      const { headers } = server.requests[0]!;
      for (const name of ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'])
        assert.equal(headers[name], undefined);
    });

    it('puts the key where a configured header says, and only there', async () => {
      const headers = { 'api-key': '${apiKey}', 'X-Team': 'blue' };
      await collect(wire.create(server.url, { apiKey: key, headers }));
      const sent = server.requests[0]!.headers;
      assert.deepEqual([sent['api-key'], sent['x-team'], sent[keyHeader]], [key, 'blue', undefined]);
      server.say({ steps: [streamOf(wire, 'A')] });
      await collect(wire.create(server.url, { headers }));
      assert.equal(server.requests[0]!.headers['api-key'], undefined, 'no key, no header');
    });

    it('is led nowhere else by environment variables', async () => {
      await testEnvironment({
        ANTHROPIC_BASE_URL: stranger.url,
        ANTHROPIC_AUTH_TOKEN: 'stranger-token',
        ANTHROPIC_API_KEY: 'stranger-key',
        ANTHROPIC_CUSTOM_HEADERS: 'x-stranger: 1\nanthropic-version: 1999-01-01\nauthorization: stranger',
        ANTHROPIC_LOG: 'debug',
        OPENAI_BASE_URL: stranger.url,
        OPENAI_API_KEY: 'stranger-key',
        OPENAI_ADMIN_KEY: 'stranger-key',
        OPENAI_ORG_ID: 'stranger-org',
        OPENAI_PROJECT_ID: 'stranger-project',
        OPENAI_CUSTOM_HEADERS: 'x-stranger: 1\nauthorization: stranger',
        OPENAI_LOG: 'debug',
        GOOGLE_API_KEY: 'stranger-key',
        GEMINI_API_KEY: 'stranger-key',
      });
    });

    it('is led nowhere else by a profile on disk', async () => {
      const home = mkdtempSync(path.join(tmpdir(), 'switchyard-profile-'));
      const write = (folder: string, content: object): void => {
        mkdirSync(path.join(home, folder));
        writeFileSync(path.join(home, folder, 'default.json'), JSON.stringify(content), { mode: 0o600 });
      };
      write('configs', { base_url: stranger.url, authentication: { type: 'user_oauth', client_id: 'c' } });
      write('credentials', { access_token: 'stranger-token', refresh_token: 'r' });
      try {
        await testEnvironment({ ANTHROPIC_CONFIG_DIR: home, ANTHROPIC_PROFILE: 'default' });
      } finally {
        rmSync(home, { recursive: true });
      }
    });

    async function testEnvironment(hostile: Record<string, string>): Promise<void> {
      await collect(wire.create(server.url, { apiKey: key }));
      await collect(wire.create(server.url));
      const logged: unknown[][] = [];
      const realConsole = { ...console };
      try {
        Object.assign(process.env, hostile);
        for (const method of ['log', 'debug', 'info', 'warn', 'error'] as const) {
          console[method] = (...line: unknown[]) => void logged.push(line);
        }
        await collect(wire.create(server.url, { apiKey: key }));
        await collect(wire.create(server.url));
      } finally {
        Object.assign(console, realConsole);
        for (const name of Object.keys(hostile)) delete process.env[name];
      }
      const [plain, plainKeyless, tried, triedKeyless] = server.requests.map(({ headers }) => headers);
      assert.deepEqual(tried, plain);
      assert.deepEqual(triedKeyless, plainKeyless);
      assert.deepEqual([stranger.requests.length, logged.length], [0, 0]);
    }

    for (const status of [301, 302, 303, 307, 308]) {
      it(`does not follow a ${status} to another origin`, async () => {
        server.say({ status, headers: { location: `${stranger.url}${wire.path}` } });
        const error = await failureOf(wire.create(server.url, { apiKey: key }));
        assert.equal(error.kind, 'protocol');
        assert.match(error.message, /redirects to/);
        await assert.rejects(wire.create(server.url, { apiKey: key }).listModels(), { kind: 'protocol' });
        assert.equal(stranger.requests.length, 0);
      });
    }

    it('follows a 308 within the origin, and no circle', async () => {
      server.say({ status: 308, headers: { location: '/elsewhere' } }, { steps: [streamOf(wire, 'A')] });
      assert.equal((await collect(wire.create(server.url, { apiKey: key }))).text, 'A');
      assert.deepEqual(server.requests[1]?.body, server.requests[0]?.body);
      server.say({ status: 308, headers: { location: '/elsewhere' } });
      assert.equal((await failureOf(wire.create(server.url))).kind, 'protocol');
    });

    it('shows the key in no error, whatever the server echoes', async () => {
      const gatewayToken = 'gateway-secret-token';
      const config = { apiKey: key, headers: { 'X-Gateway-Token': gatewayToken } };
      const echo = `Wrong key ${key} (${encodeURIComponent(key)}, ${Buffer.from(key).toString('base64')}, ${gatewayToken})`;
      const scripts: Script[] = [
        { status: 401, headers: json, steps: [wire.error(401, echo)] },
        { status: 500, steps: [echo] },
        { status: 500, headers: { 'x-request-id': `id-of-${key}-${'9'.repeat(5000)}` } },
        { headers: { 'request-id': `id-of-${key}` }, steps: [wire.opening] },
        { steps: [wire.opening, `data: ${JSON.stringify({ error: { message: echo } })}\n\n`] },
        { status: 302, headers: { location: `http://localhost:1/${key}` } },
        { headers: json, steps: [JSON.stringify({ message: echo })] },
      ];
      for (const script of scripts) {
        server.say(script);
        const error = await failureOf(wire.create(server.url, config));
        const shown = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
        assert.ok(!shown.includes(key) && !shown.includes(gatewayToken), shown);
        assert.ok(!shown.includes(Buffer.from(key).toString('base64')), shown);
        assert.ok((error.requestId ?? '').length <= 200);
      }
    });

    it('shows no part of the key in an error, wherever the message is cut', async () => {
      // No part of it is shaped like a key.
      const plain = 'kq7Rz2Vw9Xb4Tm6Yp8Ln3Hd5Fs1Jg0Ac';
      const parts = Array.from({ length: plain.length - 7 }, (_, start) => plain.slice(start, start + 8));
      for (const lead of [560, 575, 590, 599, 600, 3_990, 4_000]) {
        const words = `${'It went wrong. '.repeat(300).slice(0, lead)}${plain} was refused.`;
        const many = `${plain} `.repeat(lead);
        const scripts: Script[] = [
          ...[words, many].flatMap((message): Script[] => [
            { status: 400, headers: json, steps: [wire.error(400, message)] },
            { status: 500, steps: [message] },
            { status: 502, steps: [`<html><title>${message}</title>`] },
            { headers: json, steps: [JSON.stringify({ message })] },
            { steps: [wire.opening, `data: ${JSON.stringify({ error: { message } })}\n\n`] },
            { status: 400, steps: [JSON.stringify({ error: { message: JSON.stringify({ error: { message } }) } })] },
            { status: 400, steps: [JSON.stringify({ error: { message: 'No', metadata: { raw: message } } })] },
          ]),
          { status: 400, steps: [JSON.stringify({ error: { message: 'No', param: `${'p'.repeat(lead)}${plain}` } })] },
          { status: 302, headers: { location: `/${'a/'.repeat(lead / 2)}${plain}` } },
        ];
        for (const script of scripts) {
          server.say(script);
          const error = await failureOf(wire.create(server.url, { apiKey: plain }));
          const shown = `${error.message} ${String(error.cause)}`;
          assert.ok(!parts.some((part) => shown.includes(part)), shown);
          assert.ok(error.message.length < 800);
        }
      }
    });

    it('says what is wrong with a configuration without sending anything', async () => {
      const cases = [
        [{ apiKey: 'pässword' }, 'authentication'],
        [{ apiKey: `${key} ${key}` }, 'authentication'],
        [{ headers: { 'bad name': 'x' } }, 'invalidRequest'],
        [{ headers: { 'x-a': 'line\nbreak' } }, 'invalidRequest'],
        [{ params: { metadata: { big: 1n } } }, 'invalidRequest'],
        [{ baseUrl: 'localhost' }, 'invalidRequest'],
        [{ baseUrl: 'file:///etc/passwd' }, 'invalidRequest'],
        [{ baseUrl: `http://user:${key}@127.0.0.1` }, 'invalidRequest'],
      ] as const;
      for (const [config, kind] of cases) {
        const error = await failureOf(wire.create(server.url, config));
        assert.equal(error.kind, kind);
        assert.ok(!error.message.includes(key));
      }
      assert.equal(server.requests.length, 0);
    });

    it('checks a key with one cheap request', async () => {
      server.say({ headers: json, steps: ['{"data":[{"id":"m1"}],"models":[{"name":"models/m1"}]}'] });
      const llm = wire.create(server.url, { apiKey: key });
      await llm.verify();
      assert.deepEqual(await llm.listModels(), ['m1']);
      assert.deepEqual(
        server.requests.map(({ method }) => method),
        ['GET', 'GET'],
      );
      assert.equal(server.requests[0]?.headers[keyHeader], keyValue(key));
      server.say({ status: 401, headers: json, steps: [wire.error(401, 'Wrong key.')] });
      await assert.rejects(llm.verify(), { kind: 'authentication', message: '“Wrong key.”', status: 401 });
      server.say({ headers: { 'content-type': 'text/html' }, steps: ['<html></html>'] });
      await assert.rejects(llm.verify(), { kind: 'protocol' });
    });

    it('asks for one word where a server has no list of models', async () => {
      server.say({ status: 404, steps: ['not found'] }, { steps: [streamOf(wire, 'A')] });
      await wire.create(server.url, { apiKey: key }).verify();
      assert.deepEqual(
        server.requests.map(({ method }) => method),
        ['GET', 'POST'],
      );
    });

    it('takes the first word for a yes: no server can make the check of a key go on', async () => {
      server.say({ status: 404, steps: ['not found'] }, { steps: [wire.opening, wire.text('A'), stall] });
      await wire.create(server.url, { apiKey: key }).verify();
      await server.requests[1]?.closed;
    });
  });
}
