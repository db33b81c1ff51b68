import assert from 'node:assert/strict';
import { redact, Redactor } from '#common/redact.ts';

describe('redact', () => {
  const key = 'a key/with+odd=chars';

  it('removes a known key in plain, URL-encoded and Base64 form', () => {
    const inUrl = encodeURIComponent(key);
    const inJson = key.replaceAll('/', String.raw`\/`);
    const lower = inUrl.replaceAll(/%../g, (escaped) => escaped.toLowerCase());
    for (const form of [key, inUrl, lower, inJson, Buffer.from(key).toString('base64')]) {
      const clean = redact(`before ${form} after`, [key]);
      assert.equal(clean, 'before [key removed] after');
    }
  });

  const escaped: Record<string, string> = {
    'a form': 'p+ss%26w%22rd%3C%2F%27%3E+1',
    'a path': "p%20ss&w%22rd%3C/'%3E%201",
    'JSON within JSON': String.raw`p ss&w\\\"rd</'> 1`,
    'JSON for a web page': String.raw`p ss\u0026w\"rd\u003c/'\u003e 1`,
    'JSON for a script': String.raw`p ss\u0026w\"rd\u003c/\u0027\u003e 1`,
    'a web page': 'p ss&amp;w&quot;rd&lt;/&#39;&gt; 1',
    'a web page with quotes': `p ss&amp;w&quot;rd&lt;/'&gt; 1`,
    'a web page in numbers': 'p ss&amp;w&#34;rd&lt;/&#39;&gt; 1',
    'a web page in hexadecimal numbers': 'p ss&amp;w&quot;rd&lt;/&#x27;&gt; 1',
  };
  for (const [place, form] of Object.entries(escaped)) {
    it(`removes a password as ${place} has it`, () => {
      assert.equal(redact(`before ${form} after`, [`p ss&w"rd</'> 1`]), 'before [key removed] after');
    });
  }
  it('removes what another has left of a known key: its beginning, its end, or both', () => {
    const long = 'abcdef0123456789fedcba9876543210';
    for (const left of [long.slice(0, 22), long.slice(10), long.slice(0, 12), long.slice(-12)]) {
      assert.equal(redact(`Bad key "${left}…" again`, [long]), 'Bad key "[key removed]…" again');
    }
    const torn = `${long.slice(0, 16)}\n${long.slice(16)}`;
    assert.equal(redact(torn, [long]), '[key removed]\n[key removed]');
    for (const word of ['abcdef0123', '9876543210', 'sk-ant-api03-']) {
      assert.equal(redact(word, [long, `sk-ant-api03-${'x1'.repeat(45)}`]), word);
    }
  });

  it('removes what is shaped like a key, known or not', () => {
    for (const secret of [
      'sk-ant-api03-abcdefghijklmnop',
      'AIzaSyA1234567890abcdefghijklmnopqrstuv',
      'Bearer abcdefghijklmnopqrst',
      'gsk_abcdefghijklmnopqrstuvwx',
      'hf_abcdefghijklmnopqrstuvwx',
      'pplx-abcdefghijklmnopqrstuvwx',
      'nvapi-abcdefghijklmnop_qrstuvwx',
      'AQ.Ab1_abcdefghijklmnop-qrstuvwxyz',
      ['ghp', 'abcdefghijklmnopqrstuvwx'].join('_'),
      ['github', 'pat', 'abcdefghijklmnop_qrstuvwx'].join('_'),
    ]) {
      assert.doesNotMatch(redact(`server said: ${secret}.`), /abcdefghijklmnop/);
    }
  });

  it('garbles no text for a secret that is too short to be one, or is no text', () => {
    assert.equal(
      redact('The server at 127.0.0.1 refused.', ['1', 'e', '\ud800', '\ud800\ud800\ud800\ud800']),
      'The server at 127.0.0.1 refused.',
    );
  });

  it('leaves other text alone, and no secret removes nothing', () => {
    assert.equal(redact('task-force sk- skeleton', [undefined, '']), 'task-force sk- skeleton');
  });
});

describe('Redactor', () => {
  const key = 'sk-live+0123456789/abcdefghij';
  const forms = [
    key,
    encodeURIComponent(key),
    Buffer.from(key).toString('base64'),
    Buffer.from(key).toString('base64url'),
    Buffer.from(`user:${key}`).toString('base64'),
    Buffer.from(`:${key}:more`).toString('base64'),
    Buffer.from(`x-api-key ${key}`).toString('base64url'),
  ];
  const knowing = (...keys: string[]): Redactor => {
    const redactor = new Redactor();
    for (const known of keys) redactor.add(known);
    return redactor;
  };
  /** The part of a key that must not be readable in any form: a good part of its middle. */
  const middle = (form: string): string => form.slice(4, -4);

  it('removes a key wherever it stands, also in the middle of something encoded', () => {
    const redactor = knowing(key);
    for (const form of forms) {
      const clean = redactor.redact(`before ${form} after`);
      assert.ok(!clean.includes(middle(form)), clean);
      assert.match(clean, /^before .*\[key removed\].* after$/);
    }
  });

  it('knows every key it was ever told, one that holds another included', () => {
    const redactor = knowing('abcdefgh', 'abcdefgh-and-more');
    assert.equal(redactor.redact('abcdefgh-and-more abcdefgh'), '[key removed] [key removed]');
  });

  it('removes a key from a stream, wherever the stream is split', () => {
    for (const form of forms) {
      const text = `The key is ${form}, or ${form.slice(0, 7)} in short.`;
      for (let split = 0; split <= text.length; split += 1) {
        const stream = knowing(key).openStream();
        const shown =
          [text.slice(0, split), text.slice(split)].map((piece) => stream.take(piece)).join('') + stream.end();
        assert.match(shown, /^The key is .*\[key removed\].*, or .{7} in short\.$/, `split at ${split}`);
        assert.ok(!shown.includes(middle(form)), shown);
      }
    }
  });

  it('holds back no more of a stream than may be the beginning of a key', () => {
    const stream = knowing(key).openStream();
    assert.equal(stream.take('Hello sk-'), 'Hello ');
    assert.equal(stream.take('ippy.'), 'sk-ippy.');
    assert.equal(stream.take('ends in sk-live'), 'ends in ');
    assert.equal(stream.end(), 'sk-live');
    assert.equal(stream.end(), '');
  });

  it('shows no key that the end of a stream cuts off', () => {
    const stream = knowing(key).openStream();
    assert.equal(stream.take(`Your key is ${key.slice(0, -1)}`) + stream.end(), 'Your key is [key removed]');
  });

  it('leaves in a stream what only looks like a key: a user may have asked for it', () => {
    const stream = knowing(key).openStream();
    assert.equal(
      stream.take('const key = "sk-ant-api03-abcdefghijklmnop"; '),
      'const key = "sk-ant-api03-abcdefghijklmnop"; ',
    );
  });

  it('takes the dummy key of a local server for a word of the answer', () => {
    const redactor = knowing('lm-studio');
    assert.equal(redactor.openStream().take('Start lm-studio first.'), 'Start lm-studio first.');
    assert.equal(redactor.redact('Authorization: lm-studio'), 'Authorization: [key removed]');
  });

  it('changes nothing before it knows a key', () => {
    assert.equal(new Redactor().openStream().take('anything at all'), 'anything at all');
  });
});
