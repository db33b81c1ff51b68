import assert from 'node:assert/strict';
import { FrameReader, WireFormatError } from '#llm/http/frameReader.ts';

function read(pieces: Iterable<string>, options: { isEventStream?: boolean; maxFrameLength?: number } = {}) {
  const frames: unknown[] = [];
  let isDone = false;
  const reader = new FrameReader({
    isEventStream: true,
    maxFrameLength: 1_000_000,
    isRepeat: () => false,
    ...options,
    onFrame: (frame) => frames.push(frame),
    onDone: () => (isDone = true),
  });
  for (const piece of pieces) reader.feed(piece);
  reader.end();
  return { frames, isDone, reader };
}

describe('FrameReader', () => {
  const stream =
    '\r\n: hi\r\nevent: a\r\ndata: {"n":1}\r\n\r\ndata:{"n":\r\ndata:2}\r\n\r\nid: 7\r\ndata: {"n":"ü"}\r\n\r\ndata: [DONE]';

  it('reads the same frames wherever the text is cut in two or three', () => {
    const expected = [{ n: 1 }, { n: 2 }, { n: 'ü' }];
    for (let first = 0; first <= stream.length; first += 1) {
      for (let second = first; second <= stream.length; second += 7) {
        const pieces = [stream.slice(0, first), stream.slice(first, second), stream.slice(second)];
        const { frames, isDone } = read(pieces, { isEventStream: first % 2 === 0 });
        assert.deepEqual([frames, isDone], [expected, true]);
      }
    }
  });

  it('reads a JSON document in place of a stream, whatever the server calls it', () => {
    assert.deepEqual(read(Array.from('\n {"a":\n1}\n')).frames, [{ a: 1 }]);
    assert.deepEqual(read(['[{"a":1},', '{"a":2}]'], { isEventStream: false }).frames, [{ a: 1 }, { a: 2 }]);
  });

  it('reads what stands behind a document, wherever it is cut', () => {
    const bodies: Record<string, [text: string, frames: object[], isDone: boolean]> = {
      'the mark of the end': ['{"a":"}"}\n\ndata: [DONE]\n\n', [{ a: '}' }], true],
      'the mark at once': ['{"a":1}data: [DONE]', [{ a: 1 }], true],
      'a bare mark': ['{"a":1}\n[DONE]\n', [{ a: 1 }], false],
      events: ['{"a":1}\n\ndata: {"a":2}\n\ndata: [DONE]\n\n', [{ a: 1 }, { a: 2 }], true],
      'a comment': ['{"a":1}\n: ping\n\n', [{ a: 1 }], false],
      'a document a line': ['{"a":1}\n{"a":2}\r\n{"a":3}', [{ a: 1 }, { a: 2 }, { a: 3 }], false],
      'documents without a break': ['{"a":1}{"a":2}', [{ a: 1 }, { a: 2 }], false],
      'an array': ['{"a":1}\n[{"a":2}]', [{ a: 1 }, { a: 2 }], false],
    };
    for (const [name, [text, expected, done]] of Object.entries(bodies)) {
      for (let cut = 0; cut <= text.length; cut += 1) {
        for (const isEventStream of [true, false]) {
          const { frames, isDone } = read([text.slice(0, cut), text.slice(cut)], { isEventStream });
          assert.deepEqual([frames, isDone], [expected, done], `${name}, cut at ${cut}`);
        }
      }
    }
  });

  it('reads a document as soon as it is closed, without waiting for the end of the body', () => {
    const frames: unknown[] = [];
    const reader = new FrameReader({
      isEventStream: false,
      maxFrameLength: 100,
      isRepeat: () => false,
      onFrame: (frame) => frames.push(frame),
      onDone: () => {},
    });
    reader.feed('{"a":{"b":"');
    reader.feed('}"}}\n');
    assert.deepEqual(frames, [{ a: { b: '}' } }]);
  });

  it('reads any number of documents in one piece', () => {
    assert.equal(read(['{}'.repeat(100_000)]).frames.length, 100_000);
    assert.equal(read([`data: ${'{}\ndata: '.repeat(100_000)}`]).frames.length, 100_000);
  });

  it('reads a document behind comments and pings', () => {
    for (const text of [
      ': ping\n\n{"a":1}\n',
      'event: ping\ndata:\n\n  {\n"a":1\n}',
      ': one\n: two\n{"a":1}\n\ndata: [DONE]\n\n',
    ]) {
      assert.deepEqual(read([text]).frames, [{ a: 1 }], text);
    }
  });

  it('reads frames between which the blank lines are missing', () => {
    assert.deepEqual(read(['data: {"a":1}\ndata: {"a":2}\ndata: [DONE]\n']).frames, [{ a: 1 }, { a: 2 }]);
    assert.equal(read(['data: {"a":1}\ndata: {"a":2}\ndata: [DONE]\n']).isDone, true);
    assert.deepEqual(read(['data: {"a":1}\ndata: {"a":']).frames, [{ a: 1 }]);
  });

  it('knows the mark of the end in quotes, and in small letters', () => {
    for (const mark of ['[DONE]', ' [DONE] ', '"[DONE]"', '[done]', 'DONE']) {
      assert.equal(read([`data: {"a":1}\n\ndata: ${mark}\n\n`]).isDone, true, mark);
    }
  });

  it('knows a document, whose every byte is a part of the answer, from a stream', () => {
    const isStream = (text: string): boolean => read([text]).reader.isStream;
    assert.deepEqual(['{"a":1', '\n [{"a":1}'].map(isStream), [false, false]);
    assert.deepEqual(['data: {}\n\n', ': hi\n\n', ' \n'].map(isStream), [true, true, true]);
  });

  it('knows a document that is cut off from one that is broken', () => {
    assert.deepEqual(
      ['{"a":', '{"a":"}', '{"a":"\\"}', '[{"a":1},', '[', 'data: {"a"', 'dat', ': hi'].map(
        (text) => read([text]).reader.isCutOff,
      ),
      Array.from({ length: 8 }, () => true),
    );
    for (const text of ['{"a":}', '{"a":1}}', '[{"a":}]']) assert.throws(() => read([text]), WireFormatError, text);
  });

  it('takes the elements out of an array as they arrive, wherever it is cut', () => {
    const text = '[{"a":"]}\\"{"}\n,\r\n{"b":[{"c":1}]},[{"d":1}], 7 ]\n';
    for (let longest = 1; longest < text.length; longest += 1) {
      const pieces = Array.from({ length: Math.ceil(text.length / longest) }, (_, index) =>
        text.slice(index * longest, (index + 1) * longest),
      );
      const { frames, reader } = read(pieces, { isEventStream: longest % 2 === 0 });
      assert.deepEqual(frames, [{ a: ']}"{' }, { b: [{ c: 1 }] }, { d: 1 }]);
      assert.equal(reader.isCutOff, false);
    }
    const cut = read(['[{"a":1},{"b"']);
    assert.deepEqual([cut.frames, cut.reader.isCutOff], [[{ a: 1 }], true]);
  });

  it('refuses a web page and anything else at once, without waiting for its end', () => {
    for (const text of ['<html>', 'Service Unavailable', 'datum: 1', 'events', '"text"']) {
      assert.throws(() => read([text], { isEventStream: false }), WireFormatError, text);
    }
    assert.throws(() => read(['  <!doctype html>']), WireFormatError);
  });

  it('ignores a frame that the end cuts in half, and refuses one that the server broke', () => {
    assert.deepEqual(read(['data: {"a":1}\n\ndata: {"a":']).frames, [{ a: 1 }]);
    assert.throws(() => read(['data: {"a":\n\ndata: {}\n\n']), WireFormatError);
  });

  it('lets an event that only keeps the connection open say what it likes', () => {
    for (const name of ['ping', 'heartbeat', 'keep-alive', 'keepalive']) {
      assert.deepEqual(read([`event: ${name}\ndata: ${name}\n\ndata: {"a":1}\n\n`]).frames, [{ a: 1 }]);
    }
    assert.throws(() => read(['event: tomorrow\ndata: ping\n\ndata: {"a":1}\n\n']), WireFormatError);
  });

  it('takes the text of an error event that is not JSON', () => {
    assert.deepEqual(read(['event: error\ndata: Upstream died\n\n']).frames, [{ error: { message: 'Upstream died' } }]);
  });

  it('takes for an error what the event calls one, with or without an error inside', () => {
    const read1 = (data: string) => read([`data: ${data}\nevent: error\n\n`]).frames[0];
    assert.deepEqual(read1('{"error":{"message":"No."}}'), { error: { message: 'No.' } });
    assert.deepEqual(read1('{"message":"No."}'), { message: 'No.', error: { message: 'No.' } });
    assert.deepEqual(read1('"No."'), { error: { message: 'No.' } });
    assert.deepEqual(read1('{}'), { error: { type: 'error' } });
    assert.deepEqual(read1('{"error":{}}'), { error: { type: 'error' } });
    const beside = { code: 'x', message: 'No.' };
    assert.deepEqual(read1(JSON.stringify({ ...beside, error: null })), { ...beside, error: beside });
  });

  it('finds an error in a field of its own, as llama.cpp sent it', () => {
    const { frames, reader } = read(Array.from('data: {"a":1}\n\nerror: {"code":500,"message":"No."}\n\n'));
    reader.readUnframedError();
    assert.deepEqual(frames[1], { code: 500, message: 'No.', error: { code: 500, message: 'No.' } });
  });

  it('finds an error that was written into the stream without a frame', () => {
    const { frames, reader } = read(['data: {"a":1}\n\n', '{\n  "error": {\n    "code": 503\n  }\n}\n']);
    reader.readUnframedError();
    assert.deepEqual(frames, [{ a: 1 }, { error: { code: 503 } }]);
  });

  it('is not kept busy by a server that sends what looks like the beginning of many errors', () => {
    for (const line of ['[\n', '{"a":\n']) {
      const { frames, reader } = read(['data: {"a":1}\n\n', line.repeat(30_000 / line.length), '{"error":{}}\n']);
      reader.readUnframedError();
      assert.deepEqual(frames, [{ a: 1 }, { error: {} }]);
    }
  });

  it('holds no white space that comes before everything else', () => {
    const spaces = ' '.repeat(100_000);
    const pieces = Array.from({ length: 200 }, () => spaces);
    assert.deepEqual(read([...pieces, '{"a":1}'], { maxFrameLength: 1000 }).frames, [{ a: 1 }]);
  });

  it('holds no more than it may', () => {
    const limits = { maxFrameLength: 1000 };
    assert.throws(() => read(['data: ', ...Array.from({ length: 30 }, () => 'x'.repeat(50))], limits), WireFormatError);
    assert.throws(
      () =>
        read(
          Array.from({ length: 30 }, () => `data: ${'x'.repeat(50)}\n`),
          limits,
        ),
      WireFormatError,
    );
    assert.throws(() => read(['{"a":"', 'x'.repeat(1000)], limits), WireFormatError);
    assert.equal(
      read(
        Array.from({ length: 300 }, () => 'data: {"a":1}\n\n'),
        limits,
      ).frames.length,
      300,
    );
  });

  it('knows an empty body', () => {
    assert.equal(read([' \n']).reader.isEmpty, true);
    assert.equal(read([': comment\n\n']).reader.isEmpty, false);
  });
});
