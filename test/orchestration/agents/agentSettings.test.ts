import assert from 'node:assert/strict';
import { type AgentEntry, parseAgents, parseProviders, type ProviderEntry } from '#orchestration/index.ts';

const messagesOf = (parsed: { problems: { message: string }[] }): string[] =>
  parsed.problems.map((problem) => problem.message);

describe('parseProviders', () => {
  it('refuses a setting that is no object, and says what it is', () => {
    assert.deepEqual(messagesOf(parseProviders(['gpt'])), ['switchyard.providers: expected an object, got a list']);
    assert.deepEqual(messagesOf(parseProviders('gpt')), ['switchyard.providers: expected an object, got a string']);
  });

  it('takes a setting that is not there as an empty one', () => {
    assert.deepEqual(parseProviders(undefined), { valid: {}, problems: [], refused: {} });
    assert.deepEqual(parseProviders(null), { valid: {}, problems: [], refused: {} });
  });

  it('keeps the other entries when one is malformed', () => {
    const good: ProviderEntry = { type: 'openai-compatible', baseUrl: 'https://models.example/v1' };
    const parsed = parseProviders({ bad: 42, worse: { type: 7 }, good });
    assert.deepEqual(parsed.valid, { good });
    assert.deepEqual(messagesOf(parsed), [
      'switchyard.providers › bad: expected an object, got a number',
      'switchyard.providers › worse › type: expected a string, got a number',
    ]);
    assert.deepEqual(Object.keys(parsed.refused), ['bad', 'worse']);
  });

  const wrongFields: [string, unknown, string][] = [
    ['auth', 'oauth', 'auth: expected one of "apiKey", "none"'],
    ['simulated', 'yes', 'simulated: expected a boolean, got a string'],
    ['label', '', 'label: expected a text that is not empty'],
    ['headers', ['a'], 'headers: expected an object, got a list'],
    ['headers', { 'x-team': 5 }, 'headers › x-team: expected a string, got a number'],
    ['headers', { 'x team': 'a' }, 'headers › x team: expected a header name'],
    ['headers', { 'x-team': 'a\r\nx-other: b' }, 'headers › x-team: expected a value of one line'],
    ['baseUrl', 5, 'baseUrl: expected a string, got a number'],
    ['baseURL', 'https://a.example', 'baseURL: unknown setting; expected one of type, baseUrl,'],
    ['apiKey', 'sk-1', 'apiKey: a key does not belong in a setting; use Set API Key'],
    ['constructor', {}, 'constructor: unknown setting'],
  ];
  for (const [field, value, expected] of wrongFields) {
    it(`refuses ${field} ${JSON.stringify(value)}`, () => {
      const parsed = parseProviders({ mine: { type: 'openai-gpt', [field]: value } });
      assert.deepEqual(parsed.valid, {});
      assert.equal(parsed.problems.length, 1);
      assert.ok(messagesOf(parsed)[0]?.startsWith(`switchyard.providers › mine › ${expected}`), messagesOf(parsed)[0]);
    });
  }

  const refusedUrls: [string, RegExp][] = [
    ['models.example/v1', /begins with https/],
    ['file:///etc/passwd', /begins with https/],
    ['javascript:alert(1)', /begins with https/],
    ['https://user:hunter2@models.example', /without a user name or password; use Set API Key/],
    ['https://models.example/v1?key=hunter2', /without "\?" or "#"/],
    ['http://models.example/v1', /plain http:\/\/ is for this machine only/],
    ['http://127.0.0.1.evil.example', /plain http/],
    ['http://localhost.evil.example', /plain http/],
    ['http://10.0.0.1', /plain http/],
    ['http://0.0.0.0:8080', /plain http/],
    ['http://127.0.0.2', /plain http/],
    ['http://127.8.9.1', /plain http/],
    ['http://127.2', /plain http/],
    ['http://0x7f000002', /plain http/],
    ['http://localhost.', /plain http/],
    ['http://app.localhost', /plain http/],
    ['http://[::ffff:127.0.0.1]', /plain http/],
    ['http://[::ffff:7f00:1]:8080', /plain http/],
    ['http://[::]', /plain http/],
    ['http://0', /plain http/],
    ['http://127.0.0.1.nip.io', /plain http/],
    ['http://127。0。0。2', /plain http/],
    ['http://[::2]', /plain http/],
  ];
  for (const [baseUrl, expected] of refusedUrls) {
    it(`refuses the base URL ${baseUrl} and does not repeat it`, () => {
      const [message = ''] = messagesOf(parseProviders({ mine: { type: 'openai-gpt', baseUrl } }));
      assert.match(message, expected);
      assert.ok(!message.includes('hunter2') && !message.includes(baseUrl));
    });
  }

  for (const baseUrl of [
    'https://models.example/v1',
    'http://127.0.0.1:11434/v1',
    'http://127.1',
    'http://0x7f.1',
    'http://2130706433',
    'http://017700000001',
    'http://127.0.0.1.',
    'HTTP://LOCALHOST:8080',
    'http://[0:0:0:0:0:0:0:1]/v1',
    'http://[::1]:8080/v1',
    'http://localhost:1234/v1',
  ]) {
    it(`takes the base URL ${baseUrl}`, () => {
      assert.deepEqual(parseProviders({ mine: { type: 'openai-gpt', baseUrl } }).problems, []);
    });
  }

  it('takes plain http to another machine where the user allows it for that provider, and nothing worse', () => {
    const parse = (baseUrl: string) => parseProviders({ mine: { type: 'openai-gpt', baseUrl, allowHttp: true } });
    assert.deepEqual(parse('http://10.0.0.1:8000/v1').problems, []);
    for (const baseUrl of ['ftp://10.0.0.1', 'http://user:hunter2@10.0.0.1'])
      assert.equal(parse(baseUrl).problems.length, 1);
  });

  for (const name of ['authorization', 'Authorization', 'api-key', 'X-Api-Key', 'x-goog-api-key']) {
    it(`refuses a literal in the header ${name} without repeating it`, () => {
      const parsed = parseProviders({ gpt: { headers: { [name]: 'Bearer hunter2' } } });
      assert.match(messagesOf(parsed)[0] ?? '', /use Set API Key and write \$\{apiKey\} where the key goes/);
      assert.ok(!JSON.stringify(parsed).includes('hunter2'));
    });

    it(`takes \${apiKey} in the header ${name}`, () => {
      const entry = { headers: { [name]: 'Key ${apiKey}' } };
      assert.deepEqual(parseProviders({ gpt: entry }).valid, { gpt: entry });
    });
  }

  it('refuses a literal beside ${apiKey}, and what is shaped like a key in any header', () => {
    for (const headers of [
      { authorization: 'Bearer hunter2 ${apiKey}' },
      { 'x-auth-token': 'sk-hunter2-0123456789abcdef' },
      { cookie: 'session=AIzahunter2_0123456789012345678901234567890' },
    ]) {
      const parsed = parseProviders({ gpt: { headers } });
      assert.match(messagesOf(parsed)[0] ?? '', /use Set API Key/);
      assert.ok(!JSON.stringify(parsed).includes('hunter2'));
    }
  });

  it('wants the type of a new provider, but not of a built-in one', () => {
    assert.deepEqual(messagesOf(parseProviders({ mine: {}, gpt: {} })), [
      'switchyard.providers › mine › type: expected a string, got nothing',
    ]);
  });

  it('wants the URL of an OpenAI-compatible server, except of the built-in local one', () => {
    const compatible = { type: 'openai-compatible' };
    assert.deepEqual(messagesOf(parseProviders({ mine: compatible, gemini: compatible, local: compatible })), [
      'switchyard.providers › mine › baseUrl: expected the URL of the server, with its /v1',
      'switchyard.providers › gemini › baseUrl: expected the URL of the server, with its /v1',
    ]);
  });

  it('takes a type that only another extension knows', () => {
    assert.deepEqual(parseProviders({ acme: { type: 'acme-llm' } }).valid, { acme: { type: 'acme-llm' } });
  });

  it('refuses ids that no setting should have', () => {
    const parsed = parseProviders(
      JSON.parse('{"__proto__": {"type": "openai-gpt"}, "a b": {"type": "openai-gpt"}, "": {}}'),
    );
    assert.deepEqual(parsed.valid, {});
    assert.equal(parsed.problems.length, 3);
    assert.match(messagesOf(parsed)[0] ?? '', /expected an id of letters, digits/);
  });
});

describe('parseAgents', () => {
  it('says where the problem is, what was expected and what was found', () => {
    const parsed = parseAgents({ fast: { provider: 'gpt', model: 5 } });
    const path = 'switchyard.agents › fast › model';
    assert.deepEqual(parsed.problems, [{ path, message: `${path}: expected a string, got a number` }]);
  });

  it('keeps the other entries when one is malformed', () => {
    const good: AgentEntry = {
      provider: 'gpt',
      model: 'gpt-6-luna',
      systemPrompt: 'Be brief.',
      temperature: 0.5,
      maxTokens: 100,
      params: { reasoning: { effort: 'low' } },
      capabilities: ['code'],
      enabled: false,
      label: 'Fast',
    };
    const parsed = parseAgents({ bad: null, good });
    assert.deepEqual(parsed.valid, { good });
    assert.deepEqual(messagesOf(parsed), ['switchyard.agents › bad: expected an object, got null']);
  });

  for (const [field, value] of [
    ['baseUrl', 'https://evil.example'],
    ['baseURL', 'https://evil.example'],
    ['headers', { 'x-evil': '1' }],
    ['apiKey', 'hunter2'],
    ['auth', 'none'],
    ['type', 'openai-compatible'],
  ] as const) {
    it(`refuses ${field}: endpoints and keys live in switchyard.providers`, () => {
      const parsed = parseAgents({ fast: { provider: 'gpt', model: 'm', [field]: value }, gemini: {} });
      assert.deepEqual(Object.keys(parsed.valid), ['gemini']);
      assert.match(messagesOf(parsed)[0] ?? '', /belong to switchyard\.providers, in the user settings/);
      assert.ok(!messagesOf(parsed)[0]?.includes('hunter2'));
    });
  }

  const wrongFields: [string, unknown, string][] = [
    ['temperature', 'hot', 'temperature: expected a number, got a string'],
    ['temperature', -1, 'temperature: expected a number of at least 0'],
    ['maxTokens', 0, 'maxTokens: expected a number of at least 1'],
    ['maxTokens', 1.5, 'maxTokens: expected a whole number'],
    ['params', ['tools'], 'params: expected an object, got a list'],
    ['capabilities', 'code', 'capabilities: expected a list, got a string'],
    ['capabilities', ['code', 5], 'capabilities › 1: expected a string, got a number'],
    ['enabled', 'no', 'enabled: expected a boolean, got a string'],
    ['model', ' ', 'model: expected a text that is not empty'],
    ['temprature', 1, 'temprature: unknown setting; expected one of provider, model,'],
  ];
  for (const [field, value, expected] of wrongFields) {
    it(`refuses ${field} ${JSON.stringify(value)}`, () => {
      const [message = ''] = messagesOf(parseAgents({ gemini: { [field]: value } }));
      assert.ok(message.startsWith(`switchyard.agents › gemini › ${expected}`), message);
    });
  }

  it('tells every problem of an entry', () => {
    assert.equal(parseAgents({ fast: { provider: 1, model: 2, url: 'x' } }).problems.length, 3);
  });

  it('tells them also when there are more than a call has room for', () => {
    const strangers = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`x${index}`, 1]));
    assert.equal(parseAgents({ gemini: strangers }).problems.length, 200_000);
  });

  it('wants provider and model of a new agent, but not of a built-in one', () => {
    const parsed = parseAgents({ fast: {}, gemini: { temperature: 1 } });
    assert.deepEqual(messagesOf(parsed), [
      'switchyard.agents › fast › provider: expected a string, got nothing',
      'switchyard.agents › fast › model: expected a string, got nothing',
    ]);
    assert.deepEqual(parsed.valid, { gemini: { temperature: 1 } });
  });
});
